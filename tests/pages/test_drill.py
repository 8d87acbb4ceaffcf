"""A row of a list opens at the line that it knows; only an id without a place is looked for."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metrics.analyses.journeys.journey_list import list_journeys, touches_of
from metrics.rollups import build_rollups
from metrics.semantic.rows import rows_behind
from metrics.semantic.scope import Scope
from pipelines.load import load_exports
from tests.pages.conftest import words_of
from tests.pipelines.conftest import SCORES
from warehouse.config.settings import load_settings
from warehouse.people.matters import contacts_of_matter
from warehouse.people.timeline import person_events
from warehouse.store.engine import open_engine
from warehouse.store.trace import trace_row


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A HILO_HOME with two exports that hold the same record."""
    monkeypatch.setenv("HILO_HOME", str(tmp_path / "home"))
    (tmp_path / "scores.toml").write_text(SCORES)
    for name, text in (("old.csv", "1,2026-08-01,5,*fine*"), ("new.csv", "1,2026-08-02,1,worse")):
        (tmp_path / name).write_text(f"id,day,score,text\n{text}\n")
        load_exports([tmp_path / name], load_settings(), build_rollups, tmp_path / "scores.toml", {})
    return tmp_path / "home"


def draw(**row: object) -> AppTest:
    def script(row: dict[str, object]) -> None:
        from types import SimpleNamespace

        from pages.parts.drill import draw_line_of
        from pages.parts.texts import Texts
        from warehouse.store.engine import open_engine

        draw_line_of(SimpleNamespace(engine=open_engine(), texts=Texts("en")), row)  # type: ignore[arg-type]

    return AppTest.from_function(script, kwargs={"row": row}, default_timeout=60).run()


def test_a_row_opens_at_its_own_place_and_an_id_at_its_newest_export(home: Path) -> None:
    for row, place, line in (
        ({"file_id": 1, "source_line": 2}, "old.csv, line 2", "1,2026-08-01,5,*fine*"),
        ({"file_id": 2, "source_line": 2}, "new.csv, line 2", "1,2026-08-02,1,worse"),
        ({"file_id": None, "source_line": None}, "new.csv, line 2", "1,2026-08-02,1,worse"),
        ({}, "new.csv, line 2", "1,2026-08-02,1,worse"),
    ):
        app = draw(record_id="scores:1", **row)
        assert place in words_of(app)
        assert [code.value for code in app.code] == [line]


def test_what_cannot_be_opened_says_why(home: Path) -> None:
    assert "no record 'scores:7'" in words_of(draw(record_id="scores:7")).replace("\\", "")
    assert "no file 9 is loaded" in words_of(draw(record_id="scores:1", file_id=9, source_line=2))
    for original in (home / "originals").iterdir():
        original.unlink()
    app = draw(record_id="scores:1", file_id=1, source_line=2)
    assert "is missing; load the same export again" in words_of(app)
    assert not app.code


def test_where_personal_data_are_masked_a_row_opens_at_its_place_alone(home: Path) -> None:
    (home / "hilo.toml").write_text('personal_data = "masked"\n')
    app = draw(record_id="scores:1", file_id=1, source_line=2)
    assert "old.csv, line 2" in words_of(app)
    assert "masked" in words_of(app) and "fine" not in words_of(app)
    assert not app.code


def test_the_rows_of_every_list_lead_to_the_file_that_they_name(
    sample_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HILO_HOME", str(sample_home))
    engine = open_engine()
    matter = engine.query("SELECT matter_id FROM matters ORDER BY contacts DESC, matter_id LIMIT 1").item()
    journey = list_journeys(engine, Scope(), None, None, 1).row(0, named=True)
    lists = {
        **{
            name: rows_behind(engine, name, Scope(), 3)
            for name in ("interactions", "nps", "matters", "hops", "comments")
        },
        "matter": contacts_of_matter(engine, matter),
        "touches": touches_of(engine, journey["journey_id"]),
        "events": person_events(engine, journey["person_id"], 3),
    }
    for name, frame in lists.items():
        assert frame.height and not frame["file_id"].null_count(), name
        for row in frame.head(3).iter_rows(named=True):
            found = trace_row(engine, row["record_id"], row["file_id"], row["source_line"])
            assert found.line == row["source_line"], name
            assert found.file == row.get("file", found.file), name
