"""Local times by the changes of a zone are those of ICU, to the second, around every change and far from any."""

from datetime import datetime, timedelta

import duckdb
import pytest

from pipelines.derive.zone_offsets import icu_sql, local_sql, offset_changes

FIRST, LAST = datetime(2015, 1, 1), datetime(2027, 1, 1)


@pytest.mark.parametrize(
    "zone",
    ["Europe/Madrid", "America/Argentina/Buenos_Aires", "America/Caracas", "Australia/Lord_Howe", "Africa/Casablanca",
     "Asia/Kathmandu", "Pacific/Apia", "America/New_York"],
)  # fmt: skip
def test_local_times_are_those_of_icu(zone: str) -> None:
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    changes = offset_changes(con, zone, FIRST, LAST)
    near = [moment + timedelta(seconds=s) for moment, _ in changes for s in (-3600, -1, 0, 1, 3600)]
    far = [datetime(1995, 7, 1), *(FIRST + timedelta(hours=1000 * n) for n in range(110)), datetime(2035, 7, 1)]
    con.execute("CREATE TABLE moment (t TIMESTAMP)")
    con.executemany("INSERT INTO moment VALUES (?)", [[moment] for moment in near + far])
    quick, slow = local_sql("t", zone, changes), icu_sql("t", zone)
    assert con.execute(f"SELECT t, {quick}, {slow} FROM moment WHERE {quick} IS DISTINCT FROM {slow}").fetchall() == []


def test_the_changes_of_a_zone_are_found_to_the_second() -> None:
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    assert offset_changes(con, "Europe/Madrid", datetime(2026, 1, 1), datetime(2027, 1, 1)) == [
        (datetime(2026, 1, 1), 3600), (datetime(2026, 3, 29, 1), 7200), (datetime(2026, 10, 25, 1), 3600),
        (datetime(2027, 1, 1), 3600),
    ]  # fmt: skip
