"""UTC to local time by the few moments at which a zone changes its offset.

DuckDB's own conversion makes two calls into ICU a value: 12 processor seconds for the five times of ten million contacts,
against 8 for comparisons with the changes that lie within the data. Outside that span ICU answers.
"""

from __future__ import annotations

from datetime import datetime

import duckdb

Change = tuple[datetime, int]


def local_sql(moment: str, zone: str, changes: list[Change]) -> str:
    """SQL of a UTC moment in an IANA zone; quick for moments between the first and the last of the changes."""
    by_icu = icu_sql(moment, zone)
    if len(changes) < 2:
        return by_icu
    # Newest first: most rows of a growing history are recent, and a matched row is not compared again.
    cases = " ".join(f"WHEN {moment} >= TIMESTAMP '{since}' THEN {seconds}" for since, seconds in changes[-2::-1])
    within = f"{moment} >= TIMESTAMP '{changes[0][0]}' AND {moment} < TIMESTAMP '{changes[-1][0]}'"
    return f"CASE WHEN {within} THEN {moment} + to_seconds(CASE {cases} END) ELSE {by_icu} END"


def icu_sql(moment: str, zone: str) -> str:
    """SQL of a UTC moment in an IANA zone, as ICU knows it."""
    return f"timezone('{zone}', timezone('UTC', {moment}))"


def offset_changes(con: duckdb.DuckDBPyConnection, zone: str, first: datetime, last: datetime) -> list[Change]:
    """The start of the span, the moments (UTC) at which the zone's offset changes, the end; with the seconds from then on.

    Asked of ICU, so that both ways agree whatever its release knows; zones change on quarters of an hour.
    """
    return con.execute(
        "SELECT moment, seconds FROM ("
        " SELECT moment, seconds, seconds IS DISTINCT FROM lag(seconds) OVER (ORDER BY moment) AS changes FROM ("
        f"  SELECT moment, CAST(epoch({icu_sql('moment', zone)}) - epoch(moment) AS BIGINT) AS seconds"
        "  FROM (SELECT unnest(generate_series(CAST($first AS TIMESTAMP), CAST($last AS TIMESTAMP), INTERVAL 15 MINUTE))"
        "   AS moment)))"
        " WHERE changes OR moment = CAST($last AS TIMESTAMP) ORDER BY moment",
        {"first": first, "last": last},
    ).fetchall()
