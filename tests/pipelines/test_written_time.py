"""The columns that read written times: each distinct one is read once, and as its form says."""

from datetime import datetime

import duckdb
import pytest

from pipelines.mapping.model import Spec, Zone
from pipelines.quoting import quote_text
from pipelines.stage.normalise import install_normalisers
from pipelines.stage.steps import Steps
from pipelines.stage.written_time import WrittenTimes, tidy_macro

MADRID = "'Europe/Madrid'"


@pytest.fixture(scope="module")
def con():
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    install_normalisers(con)
    con.execute(tidy_macro())
    yield con
    con.close()


def read(con, times: WrittenTimes, name: str) -> datetime | None:
    query = times.steps.select_from(f"SELECT {', '.join(times.steps.columns[0])}")
    return con.execute(f"SELECT {name} FROM ({query})").fetchall()[0][0]


@pytest.mark.parametrize(
    ("text", "order", "at"),
    [
        ("2026-03-02 09:14:07", None, datetime(2026, 3, 2, 8, 14, 7)),  # of the file's zone
        ("2026-03-02T09:14:07Z", None, datetime(2026, 3, 2, 9, 14, 7)),
        ("2026-03-02 09:14:07 GMT-3", None, datetime(2026, 3, 2, 12, 14, 7)),
        ("2026/03/02 9:14:07 a.\u00a0m. -0300", None, datetime(2026, 3, 2, 12, 14, 7)),
        ("02/03/2026 9:14\u202fPM", "dmy", datetime(2026, 3, 2, 20, 14)),
        ("02/03/26 21:14 UTC+1", "dmy", datetime(2026, 3, 2, 20, 14)),
        ("03/02/26", "mdy", datetime(2026, 3, 2)),  # a date has no zone
        ("20260302", None, datetime(2026, 3, 2)),
        ("2026-03-02 25:14:07", None, None),
        ("yesterday", None, None),
        ("294247-01-10 04:00:54", None, None),  # the last time that a TIMESTAMP can hold: moved, it is none
    ],
)
def test_a_time_is_read_as_its_form_says(con, text, order, at):
    times = WrittenTimes(Steps(), MADRID, order)
    assert read(con, times, times.add(quote_text(text), Spec(column="t"), None)) == at


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("02.03.2026 09h14", datetime(2026, 3, 2, 8, 14)),
        (
            "02.03.2026 09h14 +0200",
            datetime(2026, 3, 2, 7, 14),
        ),  # %z takes the offset, which is not taken off once more
        ("2026-03-02 09:14:07+02:00", datetime(2026, 3, 2, 7, 14, 7)),
    ],
)
def test_the_mappings_own_forms(con, text, at):
    times = WrittenTimes(Steps(), MADRID, None)
    spec = Spec(column="t", formats=["%d.%m.%Y", "%d.%m.%Y %Hh%M", "%d.%m.%Y %Hh%M %z", "%Y-%m-%d %H:%M:%S"])
    assert read(con, times, times.add(quote_text(text), spec, None)) == at


@pytest.mark.parametrize(
    ("zone", "at"),
    [("'America/Lima'", datetime(2026, 3, 2, 14, 14)), ("NULL", datetime(2026, 3, 2, 8, 14)), ("'Nowhere'", None)],
)
def test_the_zone_that_the_row_gives_is_before_the_files(con, zone, at):
    times = WrittenTimes(Steps(), MADRID, None)
    spec = Spec(column="t", timezone=Zone(column="z"))
    assert read(con, times, times.add("'2026-03-02 09:14:00'", spec, zone)) == at


def test_a_time_that_many_columns_use_is_read_once():
    times = WrittenTimes(Steps(), MADRID, None)
    one, other = Spec(column="t"), Spec(column="t", plus_days=2)
    names = {times.add('"t"', spec, None) for spec in (one, other) for _ in range(40)}
    assert len(names) == 1
    assert [len(columns) for columns in times.steps.columns] == [1, 2, 2, 1, 2]
    different = [
        times.add('"t"', Spec(column="t", epoch="s"), None),
        times.add('"t"', Spec(column="t", timezone="UTC"), None),
    ]
    assert len({*names, *different}) == 3
