"""The touches of a journey in their order: what came next, what it came to, loops and returns."""

from __future__ import annotations

import duckdb

from warehouse.tables.blocks import DIMENSIONS, PERSON, RECORD, TIME_PRECISION, names_of

COPIED = names_of((*RECORD, *PERSON, *DIMENSIONS, TIME_PRECISION))
# What is written into the contact or order t, by column, and the temporary tables that know it.
OF_THE_TOUCH = {
    "journey_id": "touched.journey_id", "touch_position": "touched.position", "touch_next_channel": "next_place.channel",
    "touch_next_stage": "next_place.stage", "touch_next_touchpoint": "next_place.touchpoint",
    "touch_between_seconds": "touched.between_seconds", "is_own_touch": "touched.is_own", "touch_outcome": "touched.outcome",
    "touch_pause_days": "touched.pause / 86400000000", "is_touch_loop": "touched.is_loop", "is_touch_return": "touched.is_return",
}  # fmt: skip
OUTCOME = """CASE WHEN (is_own AND own_later) OR role IN ('within', 'leads') THEN 'continued'
    WHEN role = 'own' THEN 'left' WHEN role = 'alone' THEN 'unanswered' ELSE 'open' END"""


def collect_steps(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `touched`: the touches with the number of their journey, their position in it and what a step says.

    `outcome` is what the touch comes to once the pause has passed after it; 'open' only where its place hangs on that.
    A journey's number is the hash of its first touch: one that goes on keeps its number from load to load. `enters`: the stage is another than that of the touch before that has one; `is_first_of_stage`: for the first time.
    A return is to a stage that was visited before, with another one in between.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE touched AS
        SELECT row, CAST(first_tie >> 1 AS BIGINT) AS journey_id, position, place, next_place,
            point IS NOT NULL AND coalesce(point = point_before, false) AS is_loop,
            coalesce(stage_bit <> stage_before, false) AND (stage_bit & seen) > 0 AS is_return,
            stage_bit IS NOT NULL AND coalesce(stage_bit <> stage_before, true) AS enters,
            stage_bit IS NOT NULL AND (stage_bit & coalesce(seen, 0)) = 0 AS is_first_of_stage,
            (next_moment - moment) / 1e6 AS between_seconds,
            is_own, is_order, time, pause, {OUTCOME} AS outcome
        FROM (
            SELECT s.*, point, stage_bit,
                row_number() OVER touches AS position, first_value(tie) OVER touches AS first_tie,
                lead(s.place) OVER touches AS next_place, lead(moment) OVER touches AS next_moment,
                lag(point) OVER touches AS point_before,
                last_value(stage_bit IGNORE NULLS) OVER (touches ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS stage_before,
                bit_or(stage_bit) OVER (touches ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS seen,
                max(is_own) OVER (touches ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS own_later
            FROM stretch AS s JOIN place ON place.place = s.place
            WINDOW touches AS (PARTITION BY person, stretch ORDER BY sorts_at, is_own, tie, row)
        )
    """)


def rowid_of(table: str, touch: str) -> str:
    """SQL of the rowid in its table that a touch has: orders are numbered below zero."""
    return f"-{touch}.row - 1" if table == "orders" else f"{touch}.row"


def touch_joins(table: str) -> str:
    """JOIN clauses from the rows t of a table to what they are as touches."""
    return (
        f"LEFT JOIN touched ON t.rowid = {rowid_of(table, 'touched')}"
        " LEFT JOIN place AS next_place ON next_place.place = touched.next_place"
    )
