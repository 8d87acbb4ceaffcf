"""A home of its own for every test, and the load as the command line runs it."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from metrics.rollups import build_rollups
from pipelines.load import Outcome, load_exports
from warehouse.config.settings import load_settings

NOW = datetime(2026, 9, 1, 6)
SCORES = """\
name = "scores"
[file]
format = "csv"
required = ["id", "day", "score"]
[[record]]
table = "responses"
[record.columns]
record_id = "id"
answered_at = "day"
channel = { value = "email" }
metric = { value = "csat" }
scale = { value = "1-5" }
score = "score"
comment = "text"
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HILO_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HILO_TIMEZONE", raising=False)
    return tmp_path / "home"


@pytest.fixture
def give(tmp_path: Path) -> Callable[..., Path]:
    """Write a file and say where it is."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / "given" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def load(home: Path, give: Callable[..., Path]) -> Callable[..., Outcome]:
    """Load texts or files through the mapping `scores`, or the one given."""

    def run(*paths: Path, mapping: str = SCORES, now: datetime = NOW, **options: str) -> Outcome:
        return load_exports(
            list(paths), load_settings(), build_rollups, give("mapping.toml", mapping), dict(options), now=now
        )

    return run


@pytest.fixture(scope="session")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """loaded_once(text): a home whose version 1 is of an a.csv with the text, read through `scores`; only to be copied."""
    homes: dict[str, Path] = {}

    def make(text: str) -> Path:
        if text not in homes:
            folder = tmp_path_factory.mktemp("loaded_once")
            (folder / "mapping.toml").write_text(SCORES)
            (folder / "a.csv").write_text(text)
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("HILO_HOME", str(folder / "home"))
                load_exports([folder / "a.csv"], load_settings(), build_rollups, folder / "mapping.toml", now=NOW)
            homes[text] = folder / "home"
        return homes[text]

    return make


@pytest.fixture
def begin(home: Path, loaded_once: Callable[[str], Path]) -> Callable[[str], Path]:
    """begin(text): the test's home is a copy of one in which the text is loaded, as `load(give("a.csv", text))` leaves it."""
    return lambda text: shutil.copytree(loaded_once(text), home)
