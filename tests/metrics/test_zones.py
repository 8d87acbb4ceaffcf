"""A version read in another reporting zone, or with another gap, than it was built for: what is too young to count stays the same."""

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from metrics.semantic.compute import compute
from metrics.semantic.scope import Scope
from tests.metrics.conftest import fill_table
from warehouse.schema import SCHEMA
from warehouse.store.engine import Engine, open_engine
from warehouse.store.versions import copy_current, next_version, publish_version

MATTERS = [{"opened_local": f"2021-03-24T{hour:02}:00:00"} for hour in range(24)]


def read_in(zone: str, data_until: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A version built for UTC, with a matter every hour of 24 March."""
    monkeypatch.setenv("HILO_HOME", str(folder / "home"))
    monkeypatch.setenv("HILO_TIMEZONE", zone)
    version, path = next_version()
    copy_current(path)
    with duckdb.connect(str(path)) as con:
        con.execute(SCHEMA)
        fill_table(con, folder, "matters", MATTERS)
        touches = [{"started_local": row["opened_local"], "journey_id": 1, "touch_position": 1} for row in MATTERS]
        fill_table(con, folder, "interactions", touches)
        facts = {"timezone": "UTC", "data_until": data_until, "matter_gap_days": "7"}
        con.executemany("INSERT INTO version_facts VALUES (?, ?)", list(facts.items()))
    publish_version(version, path, keep=1)
    return open_engine()


@pytest.mark.parametrize(("zone", "data_until"), [
    ("UTC", "2021-03-31T11:30:00"), ("America/Los_Angeles", "2021-03-31T04:30:00"),
    ("Pacific/Auckland", "2021-04-01T00:30:00"), ("Asia/Kolkata", "2021-03-31T17:00:00"),
])  # fmt: skip
def test_the_end_of_the_data_moves_with_the_records(
    zone: str, data_until: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = read_in(zone, "2021-03-31T11:30:00", tmp_path, monkeypatch)
    assert engine.facts["data_until"] == data_until
    for name in ("matters", "fcr"):  # opened by 11:30 UTC of 24 March: 0 to 11 o'clock
        assert compute(engine, name, Scope()).select("n", "note").row(0) == (12, "immature")


def test_a_last_day_without_an_hour_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = read_in("America/Los_Angeles", "2021-03-31T00:00:00", tmp_path, monkeypatch)
    assert engine.facts["data_until"] == "2021-03-31T00:00:00"


def test_another_gap_holds_from_the_version_that_is_built_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "hilo.toml").write_text("matter_gap_days = 1")
    engine = read_in("UTC", "2021-03-31T11:30:00", tmp_path, monkeypatch)
    assert engine.settings.matter_gap_days == 7
    assert compute(engine, "matters").select("n", "note").row(0) == (12, "immature")


@pytest.mark.parametrize(("zone", "first"), [("UTC", datetime(2021, 3, 24)), ("Asia/Tokyo", datetime(2021, 3, 24, 9))])
def test_a_view_of_the_version_shows_the_times_of_the_zone(
    zone: str, first: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = read_in(zone, "2021-03-31T11:30:00", tmp_path, monkeypatch)
    for time, table in (("touched_local", "journey_steps"), ("started_local", "interactions")):
        assert engine.query(f"SELECT min({time}), count(*) FROM {table}").row(0) == (first, 24)
