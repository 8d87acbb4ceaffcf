"""On the page Data, rejected rows are taken along as sheets to correct."""

import shutil
from pathlib import Path

import pytest

from tests.pages.conftest import Open, words_of
from tests.warehouse.test_inbox import wait_for_job
from warehouse.config.home import inbox

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_sheets_are_made_when_they_are_asked_for(sample_home: Path, tmp_path: Path, open_page: Open) -> None:
    shutil.copytree(sample_home, tmp_path / "home")
    app = open_page(tmp_path / "home", "data", lang="es")
    app.session_state["data_tabs"] = "Filas rechazadas"
    app.run()
    assert not (inbox() / "sheets").exists()
    app.button(key="make_sheets").click().run()
    wait_for_job()
    app.run()
    assert list(app.exception) == []
    made = sorted(path.name for path in (inbox() / "sheets").iterdir())
    assert made
    assert [button.label for button in app.get("download_button") if button.label.endswith((".csv", ".xlsx"))] == made


def test_where_personal_data_are_masked_there_is_no_such_button(
    sample_home: Path, tmp_path: Path, open_page: Open
) -> None:
    shutil.copytree(sample_home, tmp_path / "home")
    with (tmp_path / "home" / "hilo.toml").open("a") as file:
        file.write('\npersonal_data = "masked"\n')
    app = open_page(tmp_path / "home", "data", lang="es")
    app.session_state["data_tabs"] = "Filas rechazadas"
    assert "Hojas para corregir" not in words_of(app.run())
