"""When persons were active, and when a silence counts as leaving.

Active is a known person who orders or turns to the company; what the company sends is no activity of the person.
"""

from __future__ import annotations

from datetime import datetime

import duckdb

from warehouse.config.codes import STAGE_BY_INTERACTION_TYPE
from warehouse.tables.blocks import PLACE_AND_SOURCE, names_of

# A percentile of fewer gaps than this moves by more than a tenth with one more customer (P90 needs n >= 30: docs/definitions.md).
ENOUGH_GAPS = 30
DAY = 86_400_000_000  # microseconds
TOUCHES = ", ".join(f"'{name}'" for name in STAGE_BY_INTERACTION_TYPE["awareness"])
IS_ACTIVITY = (
    f"((interaction_type NOT IN ({TOUCHES}) OR interaction_type IS NULL)"
    " AND (direction NOT IN ('outbound', 'internal') OR direction IS NULL))"
)
DIMENSIONS = ", ".join(names_of(PLACE_AND_SOURCE))


def derive_loyalty(
    con: duckdb.DuckDBPyConnection, quantile: float, data_until: datetime | None, *, holds_limits: bool = False
) -> None:
    """Fill `persons`, `inactivity_limits` and `activity_spells` from the derived interactions and orders.

    `holds_limits`: the limits that are there stay until they are a day off.
    """
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE held_limit AS SELECT segment, limit_days FROM inactivity_limits WHERE {holds_limits}"
    )
    for table in ("persons", "inactivity_limits", "activity_spells"):
        con.execute(f"DELETE FROM {table}")
    if data_until is None:
        return
    collect_activity(con)
    fill_persons(con)
    fill_limits(con, quantile)
    fill_spells(con, data_until)
    for table in ("activity", "held_limit"):
        con.execute(f"DROP TABLE temp.{table}")


def collect_activity(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `activity` (person, time, time before, row), in microseconds of local time.

    `row` is the rowid in interactions, or in orders below zero.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE activity AS
        SELECT person, time, lag(time) OVER (PARTITION BY person ORDER BY time, tie, row) AS before, row
        FROM (
            SELECT person_id AS person, epoch_us(started_local) AS time, hash(record_id) AS tie, rowid AS row
            FROM interactions
            WHERE is_person_known AND started_local IS NOT NULL AND {IS_ACTIVITY}
            UNION ALL
            SELECT person_id, epoch_us(ordered_local), hash(record_id), -rowid - 1
            FROM orders WHERE is_person_known AND ordered_local IS NOT NULL
        )
    """)


def fill_persons(con: duckdb.DuckDBPyConnection) -> None:
    """One row for each active person, described by the first activity."""
    month = "(12 * year(make_timestamp({0})) + month(make_timestamp({0})))"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE active_person AS
        SELECT person, first, row, last, months
        FROM (SELECT person, time AS first, row FROM activity WHERE before IS NULL)
        JOIN (
            SELECT person, max(time) AS last, bit_or(CASE WHEN later < 64 THEN 1::UBIGINT << later ELSE 0 END) AS months
            FROM (
                SELECT person, time, {month.format("time")} - {month.format("first")} AS later
                FROM activity JOIN (SELECT person, time AS first FROM activity WHERE before IS NULL) USING (person)
            )
            GROUP BY person
        ) USING (person)
    """)
    for table, row in (("interactions", "row"), ("orders", "-row - 1")):
        con.execute(f"""
            INSERT INTO persons BY NAME
            SELECT person AS person_id, {DIMENSIONS}, make_timestamp(first) AS first_active_local,
                make_timestamp(last) AS last_active_local, months AS active_months
            FROM {table} AS t JOIN active_person ON t.rowid = {row}
        """)
    con.execute("DROP TABLE temp.active_person")


def fill_limits(con: duckdb.DuckDBPyConnection, quantile: float) -> None:
    """One row for each segment: the gap between days of activity that the given part of all gaps stays under, in whole days.

    A limit that moved by fractions of a day with every load would make every journey another; so the one in `held_limit`
    stays until the gap is a day or more away from it.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE gap AS
        SELECT segment, (time - before) / {DAY} AS days FROM activity JOIN persons ON person_id = person
        WHERE time // {DAY} > before // {DAY}
    """)
    quantile_sql = f"CASE WHEN count(days) >= {ENOUGH_GAPS} THEN quantile_cont(days, {float(quantile)}) END"
    con.execute(f"""
        INSERT INTO inactivity_limits
        SELECT found.segment, CASE WHEN abs(days - held.limit_days) < 1 THEN held.limit_days WHEN days IS NOT NULL THEN greatest(round(days), 1) END, gaps
        FROM (
            SELECT known.segment, coalesce({quantile_sql}, (SELECT {quantile_sql} FROM gap)) AS days, count(days) AS gaps
            FROM (SELECT DISTINCT segment FROM persons) AS known
            LEFT JOIN gap ON gap.segment IS NOT DISTINCT FROM known.segment
            GROUP BY known.segment
        ) AS found LEFT JOIN held_limit AS held ON held.segment IS NOT DISTINCT FROM found.segment
        ORDER BY found.segment
    """)
    con.execute("DROP TABLE temp.gap")


def fill_spells(con: duckdb.DuckDBPyConnection, data_until: datetime) -> None:
    """One row for each stretch of activity; it ends where the limit passed in silence before the data end."""
    con.execute(
        f"""
        INSERT INTO activity_spells BY NAME
        SELECT person_id, {DIMENSIONS}, make_timestamp(started) AS started_local,
            CASE WHEN over <= $data_until THEN over END AS ended_local
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
        """,
        {"data_until": data_until},
    )
