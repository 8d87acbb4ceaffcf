"""Page Data begins with four lights; what a failing source feeds is not shown and says why."""

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.pages.conftest import Open, words_of

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def failing_home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company, whose telephone queue no longer says how long customers waited, whose chats' scale is upside down, and of whose
    calls many were kept aside."""
    home = tmp_path_factory.mktemp("failing") / "home"
    shutil.copytree(sample_home, home)
    with duckdb.connect(str(home / "published" / "hilo-1.duckdb")) as con:
        con.execute(
            "UPDATE interactions SET wait_seconds = NULL WHERE source = 'asterisk' AND started_local >= '2026-08-10'"
        )
        con.execute(
            "UPDATE responses SET score = scale_min + scale_max - score WHERE source = 'chatwoot' AND answered_local >= '2026-08-10'"
        )
        con.execute("INSERT INTO rejected_rows (file_id, source_line) SELECT 6, range FROM range(300)")
        con.execute("DELETE FROM prepared_answers")
    return home


def test_the_sample_company_is_in_order_and_its_age_is_said(sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "data", lang="en")
    said = words_of(app)
    assert list(app.exception) == []
    assert said.count("In order") == 3
    assert "Too young to judge" in said
    assert "Newest record Aug 31, 2026" in said
    assert "No source strays from its own past." in said


def test_a_column_that_is_emptied_is_told_with_its_source_and_day(failing_home: Path, open_page: Open) -> None:
    said = words_of(open_page(failing_home, "data", lang="en"))
    assert "**asterisk**" in said
    assert "is empty since Aug 10, 2026" in said
    assert "its numbers are withheld" in said


def test_its_tile_has_no_value_and_says_why_and_leads_to_data(failing_home: Path, open_page: Open) -> None:
    app = open_page(failing_home, "overview", lang="en")
    assert [tile.value for tile in app.metric if tile.label == "CSAT"] == ["–"]
    said = words_of(app)
    assert "Not shown: a source that feeds this is failing (page Data)." in said
    assert "chatwoot: scale upside down since Aug 1" in said
    assert "Why, on page Data" in [link.proto.label for link in app.get("page_link")]


def test_a_finding_s_button_opens_the_tab_of_its_rows(failing_home: Path, open_page: Open) -> None:
    app = open_page(failing_home, "data", lang="en")
    (button,) = [button for button in app.button if button.key.startswith("to_tab_")]
    app = button.click().run()
    assert list(app.exception) == []
    assert app.session_state["data_tabs"] == "Rejected rows"
