"""When persons were active, and when a silence counts as leaving.

Active is a known person who orders or turns to the company; what the company sends is no activity of the person.
"""

from __future__ import annotations

from datetime import datetime

import duckdb

from pipelines.derive.clear import TAKEN, clear_taken
from pipelines.derive.inactivity_limits import fill_limits
from pipelines.derive.journey_pauses import fill_pauses
from pipelines.derive.silences import DAY, count_silences, pace_sql, silences_of
from warehouse.config.codes import STAGE_BY_INTERACTION_TYPE
from warehouse.tables.blocks import PLACE_AND_SOURCE, names_of

WINDOW = 30 * DAY  # not the calendar's months, of which the next may be one day or two months away
TOUCHES = ", ".join(f"'{name}'" for name in STAGE_BY_INTERACTION_TYPE["awareness"])
IS_ACTIVITY = (
    f"((interaction_type NOT IN ({TOUCHES}) OR interaction_type IS NULL)"
    " AND (direction NOT IN ('outbound', 'internal') OR direction IS NULL))"
)
DIMENSIONS = ", ".join(names_of(PLACE_AND_SOURCE))


def derive_loyalty(
    con: duckdb.DuckDBPyConnection,
    quantile: float,
    data_until: datetime | None,
    *,
    everything: bool,
    holds_pauses: bool = False,
    holds_limits: bool = False,
) -> None:
    """Bring `persons`, `silences`, `journey_pauses` and `inactivity_limits` up to date from the taken contacts and orders, and
    make the temporary table `activity`. `holds_…`: those that are there stay while they are nearly right."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE activity AS {activity_sql()}")
    if not everything:
        before = silences_of(f"({activity_sql('building.', TAKEN)})")
        con.execute(f"CREATE OR REPLACE TEMP TABLE silence_before AS {before}")
    clear_taken(con, "persons", everything=everything)
    fill_persons(con)
    count_silences(con, silences_of("activity"), None if everything else "FROM silence_before")
    fill_pauses(con, quantile, lambda: all_silences(everything), holds=holds_pauses)
    fill_limits(con, data_until, holds=holds_limits)


def activity_sql(database: str = "", whose: str = "true") -> str:
    """Query of the activity (person, time, time before, first time, silences before, row) in the taken interactions and orders, or
    in those of a database, that fit a condition; in microseconds of local time. `row` is their rowid, of orders below zero."""
    return f"""
        SELECT person, time, before, first, coalesce(count_if(time // {DAY} > before // {DAY}) OVER (
            PARTITION BY person ORDER BY time, tie, row ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), 0) AS gaps, row
        FROM (
            SELECT *, lag(time) OVER activity AS before, first_value(time) OVER activity AS first
            FROM (
            SELECT person_id AS person, epoch_us(started_local) AS time, hash(record_id) AS tie, rowid AS row
            FROM {database}interactions
            WHERE is_person_known AND started_local IS NOT NULL AND {IS_ACTIVITY} AND {whose}
            UNION ALL
            SELECT person_id, epoch_us(ordered_local), hash(record_id), -rowid - 1
            FROM {database}orders WHERE is_person_known AND ordered_local IS NOT NULL AND {whose}
            )
            WINDOW activity AS (PARTITION BY person ORDER BY time, tie, row)
        )
    """


def all_silences(everything: bool) -> str:
    """Query of every silence: of the taken rows, and of the stored ones of all other persons."""
    taken, others = silences_of("activity"), silences_of(f"({activity_sql('building.', f'NOT ({TAKEN})')})")
    return taken if everything else f"{taken} UNION ALL {others}"


def fill_persons(con: duckdb.DuckDBPyConnection) -> None:
    """One row for each active person, described by the first activity."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE active_person AS
        SELECT person, first, row, last, windows, {pace_sql("gaps", "(last - first)")} AS pace_days
        FROM (SELECT person, row FROM activity WHERE before IS NULL)
        JOIN (
            SELECT person, any_value(first) AS first, max(time) AS last, count_if(time // {DAY} > before // {DAY}) AS gaps,
                bit_or(CASE WHEN later < 64 THEN 1::UBIGINT << later ELSE 0 END) AS windows
            FROM (SELECT *, (time - first) // {WINDOW} AS later FROM activity)
            GROUP BY person
        ) USING (person)
    """)
    for table, row in (("interactions", "row"), ("orders", "-row - 1")):
        con.execute(f"""
            INSERT INTO persons BY NAME
            SELECT person AS person_id, {DIMENSIONS}, make_timestamp(first) AS first_active_local,
                make_timestamp(last) AS last_active_local, windows AS active_windows, pace_days
            FROM {table} AS t JOIN active_person ON t.rowid = {row}
        """)


def fill_spells(con: duckdb.DuckDBPyConnection, *, everything: bool) -> None:
    """One row for each stretch of activity of the taken persons in `spells_at_limit`.

    A stretch ends in a silence longer than the limit of the segment at the pace that the person had then. Needs `activity`,
    and drops it.
    """
    clear_taken(con, "spells_at_limit", everything=everything)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE limit_at_pace AS
        SELECT segment, pace_days, CAST(limit_days * {DAY} AS BIGINT) AS lost_after FROM inactivity_limits WHERE limit_days IS NOT NULL
    """)
    con.execute(f"""
        INSERT INTO spells_at_limit BY NAME
        SELECT person_id, {DIMENSIONS}, make_timestamp(started) AS started_local, make_timestamp(last + lost_after) AS ended_local,
            make_timestamp(returned) AS returned_local, make_timestamp(last + 2 * lost_after) AS watched_local
        FROM (
            SELECT persons.*, started, returned, coalesce(last, epoch_us(last_active_local)) AS last,
                coalesce(stretch.lost_after, whole.lost_after) AS lost_after
            FROM ({stretches_sql()}) AS stretch
            JOIN persons ON person_id = person
            LEFT JOIN limit_at_pace AS whole ON returned IS NULL AND whole.segment IS NOT DISTINCT FROM persons.segment
                AND whole.pace_days IS NOT DISTINCT FROM persons.pace_days
        )
    """)


def stretches_sql() -> str:
    """Query of (person, started, last, lost_after, returned): the stretches between silences longer than their limits, in
    microseconds; of a person's latest only `started`. Needs `activity` and `limit_at_pace`."""
    same_limit = (
        "limits.segment IS NOT DISTINCT FROM paced.segment AND limits.pace_days IS NOT DISTINCT FROM paced.pace_days"
    )
    return f"""
        SELECT person, time AS started, lead(before) OVER later AS last, lead(lost_after) OVER later AS lost_after,
            lead(time) OVER later AS returned
        FROM (
            SELECT person, time, before, NULL AS lost_after FROM activity WHERE before IS NULL
            UNION ALL
            SELECT person, time, before, lost_after
            FROM (
                SELECT person, time, before, segment, {pace_sql("gaps", "(before - first)")} AS pace_days
                FROM activity JOIN persons ON person_id = person
                WHERE time - before > (SELECT min(lost_after) FROM limit_at_pace)
            ) AS paced
            JOIN limit_at_pace AS limits ON {same_limit}
            WHERE time - before > lost_after
        )
        WINDOW later AS (PARTITION BY person ORDER BY time)
    """
