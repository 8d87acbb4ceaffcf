"""Which stretch of the person's activity a touch belongs to."""

from __future__ import annotations

from datetime import datetime, timedelta

import duckdb

from pipelines.derive.journeys.touches import DAY

# `own_before`, `own_after`: times of the nearest own touches; `before`: time of the touch before. NULL `pause`: none is known.
WITHIN = "own_before IS NOT NULL AND own_after IS NOT NULL AND coalesce(own_after - own_before <= pause, true)"
ROLE = f"""CASE WHEN is_own THEN 'own' WHEN {WITHIN} THEN 'within'
    WHEN own_after IS NOT NULL AND coalesce(own_after - time <= pause, true) THEN 'leads'
    WHEN own_after IS NULL AND own_before IS NOT NULL AND NOT is_over THEN 'trails'
    ELSE 'alone' END"""
# Where a company's touch stands right before, its role follows from this row's numbers: they have the same own touches around.
LED = "NOT before_is_own AND coalesce((CASE WHEN is_own THEN time ELSE own_after END) - before <= pause, true)"
BEGINS = f"""CASE role
    WHEN 'own' THEN (own_before IS NULL OR coalesce(time - own_before > pause, false)) AND (before IS NULL OR NOT ({LED}))
    WHEN 'leads' THEN before IS NULL OR NOT ({LED})
    WHEN 'alone' THEN before IS NULL OR before_is_own OR coalesce(time - before > pause, false)
    ELSE false END"""


# Whoever was never active has no segment of her own: the longest pause.
PAUSE = "CASE WHEN p.person IS NULL THEN longest.pause ELSE p.pause END"
LONGEST = f"(SELECT max(pause_days) * {DAY} AS pause FROM journey_pauses) AS longest"


def collect_pauses(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `pause_of_person` (person, pause): the journey pause of every active person, in microseconds."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE pause_of_person AS
        SELECT person_id AS person, CAST(pause_days AS DOUBLE) * {DAY} AS pause FROM persons
        JOIN journey_pauses ON persons.segment IS NOT DISTINCT FROM journey_pauses.segment
    """)


def due_persons_sql(data_until: datetime) -> str:
    """Query of person_id: whose silence has reached the pause by now, by what the version before says, and who has touches of the
    company after the last own one: these led on the journey, and are journeys of their own when it is over."""
    return (
        "SELECT person_id FROM (SELECT DISTINCT person_id, touch_pause_days FROM building.interactions WHERE touch_outcome = 'open')"
        " JOIN building.persons USING (person_id)"
        f" WHERE epoch_us(last_active_local) + CAST(touch_pause_days * {DAY} AS BIGINT) <= {microseconds(data_until)}"
    )


def microseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1)) // timedelta(microseconds=1)


def assign_stretches(con: duckdb.DuckDBPyConnection, data_until: datetime) -> None:
    """Make the temporary table `stretch`: the touches with `role`, `stretch` (1, 2 … of the person) and `pause`.

    Two sorts in all, whatever the number of persons. Needs `pause_of_person`.
    """
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE stretch AS
        SELECT * EXCLUDE (own_before, own_after, before, before_is_own, is_over, begins),
            CAST(sum(CASE WHEN begins THEN 1 ELSE 0 END) OVER (
                PARTITION BY person ORDER BY time, is_own, tie, row ROWS UNBOUNDED PRECEDING
            ) AS INTEGER) AS stretch
        FROM (
            SELECT *, {BEGINS} AS begins FROM (
                SELECT *, {ROLE} AS role FROM (
                    SELECT *, coalesce(CAST(pause + own_before AS BIGINT) <= $until, false) AS is_over
                    FROM (
                        SELECT t.*, {PAUSE} AS pause,
                            max(CASE WHEN is_own THEN time END) OVER (
                                touches ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS own_before,
                            min(CASE WHEN is_own THEN time END) OVER (
                                touches ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS own_after,
                            lag(time) OVER touches AS before, lag(is_own) OVER touches AS before_is_own
                        FROM touch AS t LEFT JOIN pause_of_person AS p ON p.person = t.person CROSS JOIN {LONGEST}
                        WINDOW touches AS (PARTITION BY t.person ORDER BY time, is_own, tie, row)
                    )
                )
            )
        )
        """,
        {"until": microseconds(data_until)},
    )
