"""A warehouse of the sample company's exports; an empty one; the app on either."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import duckdb
import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, local_script_runner

from tests.conftest import Sample

# Every page that is drawn has a server of its own, which reads the descriptions of all installed packages for components:
# longer than most pages take, and the same each time.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def wait_for_script(runner: local_script_runner.LocalScriptRunner, timeout: float = 3) -> None:
    """Wait for the thread that draws the page. Raises RuntimeError when it takes longer.

    Streamlit's own looks a thousand times a second whether it is done, and takes the interpreter from it each time.
    """
    assert runner._script_thread
    runner._script_thread.join(timeout)
    if not runner.script_stopped():
        runner.request_stop()
        runner.join()
        raise RuntimeError(f"the page took longer than {timeout} s")


local_script_runner.require_widgets_deltas = wait_for_script

PROJECT = Path(__file__).resolve().parents[2]
ZONE = "Europe/Madrid"  # not the one that the sample is loaded in: every page shifts the times


@pytest.fixture(scope="session")
def sample_home(sample: Sample) -> Path:
    """A HILO_HOME with the sample company as version 1."""
    return sample.home


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A HILO_HOME whose version has every table and no row."""
    home = tmp_path_factory.mktemp("empty_home")
    (home / "published").mkdir()
    with duckdb.connect(str(home / "published" / "hilo-1.duckdb")) as con:
        con.execute((PROJECT / "warehouse" / "schema.sql").read_text())
        con.execute("INSERT INTO version_facts VALUES ('timezone', 'Europe/Madrid')")
    (home / "published" / "CURRENT").write_text("1")
    return home


Open = Callable[..., AppTest]


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Open:
    """open_page(home, "overview", lang="es", …): the page as drawn for that URL."""

    def opened(home: Path, page: str, **query: str | list[str]) -> AppTest:
        monkeypatch.setenv("HILO_HOME", str(home))
        monkeypatch.setenv("HILO_TIMEZONE", ZONE)
        app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        return app.switch_page(f"pages/{page}.py").run()

    return opened


def words_of(app: AppTest) -> str:
    """Everything that a page says, in one string."""
    kinds = (app.title, app.header, app.markdown, app.caption, app.text, app.error, app.warning)
    said = [str(element.value) for kind in kinds for element in kind]
    said += [f"{tile.label} {tile.value} {tile.delta}" for tile in app.metric]
    said += [button.label for button in app.button]
    return "\n".join(said)
