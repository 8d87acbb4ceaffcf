"""When persons were active, and when a silence counts as leaving.

Active is a known person who orders or turns to the company; what the company sends is no activity of the person.
"""

from __future__ import annotations

import duckdb

from pipelines.derive.clear import TAKEN, clear_taken
from pipelines.derive.inactivity_limits import count_silences, fill_limits
from warehouse.config.codes import STAGE_BY_INTERACTION_TYPE
from warehouse.tables.blocks import PLACE_AND_SOURCE, names_of

DAY = 86_400_000_000  # microseconds
WINDOW = 30 * DAY  # not the calendar's months, of which the next may be one day or two months away
TOUCHES = ", ".join(f"'{name}'" for name in STAGE_BY_INTERACTION_TYPE["awareness"])
IS_ACTIVITY = (
    f"((interaction_type NOT IN ({TOUCHES}) OR interaction_type IS NULL)"
    " AND (direction NOT IN ('outbound', 'internal') OR direction IS NULL))"
)
DIMENSIONS = ", ".join(names_of(PLACE_AND_SOURCE))


def derive_loyalty(
    con: duckdb.DuckDBPyConnection, quantile: float, *, everything: bool, holds_limits: bool = False
) -> None:
    """Bring `persons`, `silences` and `inactivity_limits` up to date from the taken contacts and orders, and make the temporary
    table `activity`. `holds_limits`: the limits that are there stay until they are a day off."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE activity AS {activity_sql()}")
    if not everything:
        before = silences_of(f"({activity_sql('building.', TAKEN)})")
        con.execute(f"CREATE OR REPLACE TEMP TABLE silence_before AS {before}")
    clear_taken(con, "persons", everything=everything)
    fill_persons(con)
    count_silences(con, silences_of("activity"), None if everything else "FROM silence_before")
    fill_limits(con, quantile, lambda: all_silences(everything), holds=holds_limits)


def activity_sql(database: str = "", whose: str = "true") -> str:
    """Query of the activity (person, time, time before, row) in the taken interactions and orders, or in those of a database,
    that fit a condition; in microseconds of local time. `row` is their rowid, of orders below zero."""
    return f"""
        SELECT person, time, lag(time) OVER (PARTITION BY person ORDER BY time, tie, row) AS before, row
        FROM (
            SELECT person_id AS person, epoch_us(started_local) AS time, hash(record_id) AS tie, rowid AS row
            FROM {database}interactions
            WHERE is_person_known AND started_local IS NOT NULL AND {IS_ACTIVITY} AND {whose}
            UNION ALL
            SELECT person_id, epoch_us(ordered_local), hash(record_id), -rowid - 1
            FROM {database}orders WHERE is_person_known AND ordered_local IS NOT NULL AND {whose}
        )
    """


def silences_of(activity: str) -> str:
    """Query of (segment, silence): the time from one day of activity to the next, in microseconds. Needs `persons`."""
    return (
        f"SELECT segment, time - before AS silence FROM {activity} JOIN persons ON person_id = person"
        f" WHERE time // {DAY} > before // {DAY}"
    )


def all_silences(everything: bool) -> str:
    """Query of every silence: of the taken rows, and of the stored ones of all other persons."""
    taken, others = silences_of("activity"), silences_of(f"({activity_sql('building.', f'NOT ({TAKEN})')})")
    return taken if everything else f"{taken} UNION ALL {others}"


def fill_persons(con: duckdb.DuckDBPyConnection) -> None:
    """One row for each active person, described by the first activity."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE active_person AS
        SELECT person, first, row, last, windows
        FROM (SELECT person, time AS first, row FROM activity WHERE before IS NULL)
        JOIN (
            SELECT person, max(time) AS last, bit_or(CASE WHEN later < 64 THEN 1::UBIGINT << later ELSE 0 END) AS windows
            FROM (
                SELECT person, time, (time - first) // {WINDOW} AS later
                FROM activity JOIN (SELECT person, time AS first FROM activity WHERE before IS NULL) USING (person)
            )
            GROUP BY person
        ) USING (person)
    """)
    for table, row in (("interactions", "row"), ("orders", "-row - 1")):
        con.execute(f"""
            INSERT INTO persons BY NAME
            SELECT person AS person_id, {DIMENSIONS}, make_timestamp(first) AS first_active_local,
                make_timestamp(last) AS last_active_local, windows AS active_windows
            FROM {table} AS t JOIN active_person ON t.rowid = {row}
        """)


def fill_spells(con: duckdb.DuckDBPyConnection, *, everything: bool) -> None:
    """One row for each stretch of activity of the taken persons in `spells_at_limit`.

    Needs `activity`, and drops it.
    """
    clear_taken(con, "spells_at_limit", everything=everything)
    con.execute(f"""
        INSERT INTO spells_at_limit BY NAME
        SELECT person_id, {DIMENSIONS}, make_timestamp(started) AS started_local, over AS ended_local
        FROM (
            SELECT persons.*, started, make_timestamp(CAST(limit_days * {DAY} + coalesce(
                lead(before) OVER (PARTITION BY person_id ORDER BY started), epoch_us(last_active_local)
            ) AS BIGINT)) AS over
            FROM (
                SELECT person, time AS started, before, limit_days
                FROM activity
                JOIN (
                    SELECT person_id, limit_days FROM persons
                    JOIN inactivity_limits ON persons.segment IS NOT DISTINCT FROM inactivity_limits.segment
                ) ON person_id = person
                WHERE before IS NULL OR time - before > limit_days * {DAY}
            )
            JOIN persons ON person_id = person
        )
    """)
