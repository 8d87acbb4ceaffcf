"""When persons were active, and when a silence counts as leaving.

Active is a known person who orders or turns to the company; what the company sends is no activity of the person.
"""

from __future__ import annotations

from datetime import datetime

import duckdb

from warehouse.codes import STAGE_BY_INTERACTION_TYPE

# A percentile of fewer gaps than this moves by more than a tenth with one more customer (P90 needs n >= 30, rules.md).
ENOUGH_GAPS = 30
DAY = 86_400_000_000  # microseconds
DIMENSIONS = "channel, stage, touchpoint, topic, team, agent, segment, country, language, source, attributes"


def derive_loyalty(con: duckdb.DuckDBPyConnection, quantile: float, data_until: datetime | None) -> None:
    """Fill `persons`, `inactivity_limits` and `activity_spells` from the derived interactions and orders."""
    for table in ("persons", "inactivity_limits", "activity_spells"):
        con.execute(f"DELETE FROM {table}")
    if data_until is None:
        return
    collect_activity(con)
    fill_persons(con)
    fill_limits(con, quantile)
    fill_spells(con, data_until)
    con.execute("DROP TABLE temp.activity")


def collect_activity(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `activity` (person, time, time before), in microseconds of local time."""
    touches = ", ".join(f"'{name}'" for name in STAGE_BY_INTERACTION_TYPE["awareness"])
    con.execute(
        "CREATE OR REPLACE TEMP TABLE activity AS SELECT person, time, lag(time) OVER own AS before FROM ("
        " SELECT person_id AS person, epoch_us(started_local) AS time FROM interactions"
        " WHERE is_person_known AND started_local IS NOT NULL"
        f" AND (interaction_type NOT IN ({touches}) OR interaction_type IS NULL)"
        " AND (direction NOT IN ('outbound', 'internal') OR direction IS NULL)"
        " UNION ALL"
        " SELECT person_id, epoch_us(ordered_local) FROM orders WHERE is_person_known AND ordered_local IS NOT NULL"
        ") WINDOW own AS (PARTITION BY person ORDER BY time)"
    )


def fill_persons(con: duckdb.DuckDBPyConnection) -> None:
    """One row for each active person, described by the first activity."""
    month = "12 * year(make_timestamp({0})) + month(make_timestamp({0}))"
    con.execute(
        "CREATE OR REPLACE TEMP TABLE active_person AS"
        " SELECT person, first, last, bit_or(CASE WHEN later < 64 THEN 1::UBIGINT << later ELSE 0 END) AS months FROM ("
        f" SELECT person, first, last, {month.format('time')} - first_month AS later FROM activity JOIN ("
        f"  SELECT person, min(time) AS first, max(time) AS last, {month.format('min(time)')} AS first_month"
        "  FROM activity GROUP BY person) USING (person)"
        ") GROUP BY person, first, last"
    )
    first_rows = " UNION ALL ".join(
        f"SELECT person, record_id, {DIMENSIONS} FROM active_person JOIN {table}"
        f" ON person_id = person AND {local} = make_timestamp(first) AND is_person_known"
        for table, local in (("interactions", "started_local"), ("orders", "ordered_local"))
    )
    con.execute(
        f"INSERT INTO persons BY NAME SELECT person AS person_id, {DIMENSIONS},"
        " make_timestamp(first) AS first_active_local, make_timestamp(last) AS last_active_local,"
        " months AS active_months FROM active_person JOIN ("
        f" SELECT * FROM ({first_rows}) QUALIFY row_number() OVER (PARTITION BY person ORDER BY record_id) = 1"
        ") USING (person)"
    )
    con.execute("DROP TABLE temp.active_person")


def fill_limits(con: duckdb.DuckDBPyConnection, quantile: float) -> None:
    """One row for each segment: the gap between days of activity that the given part of all gaps stays under."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE gap AS"
        f" SELECT segment, (time - before) / {DAY} AS days FROM activity JOIN persons ON person_id = person"
        f" WHERE time // {DAY} > before // {DAY}"
    )
    con.execute(
        "INSERT INTO inactivity_limits"
        f" SELECT segment, CASE WHEN count(days) >= {ENOUGH_GAPS} THEN quantile_cont(days, $quantile)"
        f" ELSE (SELECT CASE WHEN count(*) >= {ENOUGH_GAPS} THEN quantile_cont(days, $quantile) END FROM gap) END,"
        " count(days) FROM (SELECT DISTINCT segment FROM persons) AS s"
        " LEFT JOIN gap ON gap.segment IS NOT DISTINCT FROM s.segment GROUP BY segment ORDER BY segment".replace(
            "SELECT segment, CASE", "SELECT s.segment, CASE"
        ).replace("GROUP BY segment ORDER BY segment", "GROUP BY s.segment ORDER BY s.segment"),
        {"quantile": quantile},
    )
    con.execute("DROP TABLE temp.gap")


def fill_spells(con: duckdb.DuckDBPyConnection, data_until: datetime) -> None:
    """One row for each stretch of activity; it ends where the limit passed in silence before the data end."""
    con.execute(
        f"INSERT INTO activity_spells BY NAME SELECT person_id, {DIMENSIONS}, make_timestamp(started) AS started_local,"
        " CASE WHEN over <= $data_until THEN over END AS ended_local FROM ("
        " SELECT persons.*, started, make_timestamp(CAST("
        "  coalesce(lead(before) OVER (PARTITION BY person_id ORDER BY started), epoch_us(last_active_local))"
        f"  + limit_days * {DAY} AS BIGINT)) AS over FROM ("
        "  SELECT person, time AS started, before, limit_days FROM activity"
        "  JOIN (SELECT person_id, limit_days FROM persons JOIN inactivity_limits"
        "   ON persons.segment IS NOT DISTINCT FROM inactivity_limits.segment) ON person_id = person"
        f"  WHERE before IS NULL OR time - before > limit_days * {DAY}"
        " ) JOIN persons ON person_id = person)",
        {"data_until": data_until},
    )
