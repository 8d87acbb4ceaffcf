"""Silences between two days of activity, counted by length and by the pace of the person when they began.

Counts add up: a load corrects them by the silences of the persons that it touched. The pace of a silence is known when it
begins, from the silences before it, so that what a long silence is compared with does not depend on how it went on.
"""

from __future__ import annotations

import duckdb

DAY = 86_400_000_000  # microseconds
HALF_DAY = DAY // 2
# 2j: j half days exactly; 2j + 1: more than j and less than j + 1.
CELL = f"CAST(2 * (silence // {HALF_DAY}) + CASE WHEN silence % {HALF_DAY} = 0 THEN 0 ELSE 1 END AS INTEGER)"
LEAST_GAPS = 3  # a mean of fewer says little: with three, the true pace is within half and twice of it 8 times in 10


def pace_sql(gaps: str, span: str) -> str:
    """SQL of pace_days: the power of two that is not below the mean of so many gaps that make up a span in microseconds; NULL:
    fewer than LEAST_GAPS."""
    mean = f"greatest({span} / {gaps} / {DAY}, 1)"
    return f"CASE WHEN {gaps} >= {LEAST_GAPS} THEN CAST(pow(2, ceil(log2({mean}))) AS INTEGER) END"


def silences_of(activity: str) -> str:
    """Query of (segment, pace_days, silence): the time from one day of activity to the next, in microseconds. Needs `persons`."""
    return (
        f"SELECT segment, {pace_sql('gaps', '(before - first)')} AS pace_days, time - before AS silence"
        f" FROM {activity} JOIN persons ON person_id = person WHERE time // {DAY} > before // {DAY}"
    )


def count_silences(con: duckdb.DuckDBPyConnection, come: str, gone: str | None) -> None:
    """Bring `silences` up to date: queries of (segment, pace_days, silence) that came and went; None: all are new."""
    parts = [f"SELECT segment, pace_days, {CELL} AS cell, 1 AS silences FROM ({come})"]
    if gone is not None:
        parts.append("SELECT segment, pace_days, cell, silences FROM silences")
        parts.append(f"SELECT segment, pace_days, {CELL}, -1 FROM ({gone})")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE counted AS
        SELECT segment, pace_days, cell, sum(silences)::BIGINT AS silences FROM ({" UNION ALL ".join(parts)})
        GROUP BY segment, pace_days, cell HAVING sum(silences) <> 0 ORDER BY segment, pace_days, cell
    """)
    con.execute("DELETE FROM silences")
    con.execute("INSERT INTO silences BY NAME SELECT * FROM counted")
