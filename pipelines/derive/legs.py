"""Legs: the rows of one contact that was passed on. A conversation on one channel is one contact, whoever took part in it."""

from __future__ import annotations

import duckdb

from pipelines.derive.matters.touches import IS_SESSION
from pipelines.derive.rows.lend import is_left

CONTACT = "source, conversation_id, channel"
LINKED = f"conversation_id IS NOT NULL AND NOT {IS_SESSION}"
# The columns of the contact t, of the temporary table `leg`.
OF_THE_LEG = {"leg": "leg.leg", "legs_handle_seconds": "leg.legs_handle_seconds"}
LEG_JOIN = "LEFT JOIN leg ON leg.row = t.rowid"


def find_legs(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `leg` (row, leg, legs_handle_seconds) of the contacts that have several. `row` is the rowid in
    interactions. Legs of persons whose rows are not derived again are in the version already, and count."""
    own = f"SELECT rowid AS row, {CONTACT}, started_at, record_id, handle_seconds FROM interactions WHERE {LINKED}"
    others = f"""
        SELECT CAST(NULL AS BIGINT) AS row, {CONTACT}, started_at, record_id, handle_seconds FROM building.interactions
        SEMI JOIN (SELECT {CONTACT} FROM interactions WHERE {LINKED}) AS own USING ({CONTACT})
        WHERE {LINKED} AND {is_left("interactions")}"""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE leg AS
        WITH linked AS ({own} UNION ALL {others}), numbered AS (
            SELECT row, CAST(row_number() OVER legs AS INTEGER) AS leg,
                CASE WHEN row_number() OVER legs = 1 THEN sum(handle_seconds) OVER (PARTITION BY {CONTACT}) END AS legs_handle_seconds
            FROM linked SEMI JOIN (SELECT {CONTACT} FROM linked GROUP BY ALL HAVING count(*) > 1) AS several USING ({CONTACT})
            WINDOW legs AS (PARTITION BY {CONTACT} ORDER BY started_at, record_id)
        )
        FROM numbered WHERE row IS NOT NULL
    """)
