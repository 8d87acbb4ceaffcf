"""Times in the reporting zone, by which every metric groups and filters.

A date without a time (time_precision = day) is a date: it never moves with the zone, and the clocks that an export
states beside it end on the same date.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

import duckdb

from pipelines.derive.zone_offsets import Change, local_sql, offset_changes
from warehouse.tables import FACTS

# Local column beside the UTC time that it shows.
TIMES = {table.name: table.local_twins for table in FACTS if table.local_twins}
# Local column beside the seconds after the start at which the clock ended.
CLOCKS = {
    "answered_local": "CASE WHEN is_abandoned IS NOT TRUE THEN wait_seconds END",
    "first_responded_local": "first_response_seconds",
    "ended_local": "coalesce(wait_seconds, 0) + handle_seconds",
    "resolved_local": "resolution_seconds",
}


def local_columns(con: duckdb.DuckDBPyConnection, table: str, zone: str) -> dict[str, str]:
    """SQL of each local time of a table's rows, in the given IANA zone."""
    changes = zone_changes(con, table, zone) if zone != "UTC" and table in TIMES else []
    columns = {local: to_local(moment, zone, changes) for local, moment in TIMES.get(table, {}).items()}
    if table == "interactions":
        columns |= {local: end_of_clock(seconds, zone, changes) for local, seconds in CLOCKS.items()}
    return columns


def zone_changes(con: duckdb.DuckDBPyConnection, table: str, zone: str) -> list[Change]:
    """The zone's changes from the first day of a table to two months after the last, when nearly all clocks have ended."""
    times = list(TIMES[table].values())
    lowest, highest = (", ".join(f"{end}({moment})" for moment in times) for end in ("min", "max"))
    known = " UNION ALL ".join(
        f"SELECT {', '.join(times)} FROM {rows}" for rows in (f"building.{table}", f"arrived_{table}")
    )
    [(first, last)] = con.execute(f"SELECT least({lowest}), greatest({highest}) FROM ({known})").fetchall()
    if first is None:
        return []
    until = datetime.combine(last, time()) + timedelta(days=62)
    return offset_changes(con, zone, datetime.combine(first, time()), until)


def to_local(moment: str, zone: str, changes: list[Change]) -> str:
    """SQL of a UTC time in the zone; of a record that has only a date, that date."""
    if zone == "UTC":
        return moment
    return f"CASE WHEN time_precision = 'day' THEN {moment} ELSE {local_sql(moment, zone, changes)} END"


def end_of_clock(seconds: str, zone: str, changes: list[Change]) -> str:
    """SQL of the local time at which a clock ended that started with the contact; NULL while it is not known."""
    end = f"(started_at + to_microseconds(CAST(1000000 * ({seconds}) AS BIGINT)))"
    local = end if zone == "UTC" else local_sql(end, zone, changes)
    return (
        f"CASE WHEN ({seconds}) IS NOT NULL THEN CASE WHEN time_precision = 'day' THEN started_at ELSE {local} END END"
    )
