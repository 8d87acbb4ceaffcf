"""What must hold of the canonical tables once a load is stored and derived: all critical, a broken one is not published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.check.journey_rules import journey_rules
from pipelines.check.rule import TableRule

# A load adds and replaces records and removes none, so a table that lost half its rows was damaged by the load.
LEAST_KEPT = 0.5


def rules_after_store(tables: Sequence[str], rows_before: Mapping[str, int]) -> list[TableRule]:
    """Return the rules on the stored tables; `rows_before` counts their rows in the version before."""
    return [rule for table in tables for rule in rules_of_stored_table(table, rows_before.get(table, 0))]


def rules_of_stored_table(table: str, rows_before: int) -> list[TableRule]:
    if table == "files":
        return [read_rows_accounted_for()]
    if table == "matters":
        return [unique(table, "matter_id", "{within}"), steps_add_up()]
    if table == "journeys":
        return [unique(table, "journey_id", "{within}"), *journey_rules()]
    rules = [unique(table, "record_id", "{new}")]
    if rows_before:
        low = int(rows_before * LEAST_KEPT)
        rules.append(TableRule("rows_kept", table, "record_id", least_rows=low))
    if table != "agents":
        rules.append(TableRule("person_id_given", table, "person_id", "SELECT 1 FROM {batch} WHERE person_id IS NULL"))
    return rules


def unique(table: str, column: str, which: str) -> TableRule:
    """No value twice."""
    sql = f"SELECT {column} AS value FROM {{batch}} WHERE {which} GROUP BY {column} HAVING count(*) > 1"
    return TableRule(f"{column}_unique", table, column, sql)


def steps_add_up() -> TableRule:
    """A matter counts as many hops and repeats as it has steps, so that every page shows the same totals."""
    sql = (
        "SELECT matter_id AS value FROM (FROM {batch} WHERE {within}) LEFT JOIN ("
        "SELECT matter_id, count_if(kind = 'hop') AS hop_rows, count_if(kind = 'repeat') AS repeat_rows"
        " FROM building.matter_steps WHERE {within} GROUP BY matter_id) AS steps USING (matter_id)"
        " WHERE (hops, repeats) IS DISTINCT FROM (coalesce(hop_rows, 0), coalesce(repeat_rows, 0))"
    )
    return TableRule("steps_add_up", "matters", "hops", sql)


def read_rows_accounted_for() -> TableRule:
    """Every exported row was loaded, rejected or skipped for a documented reason."""
    sql = (
        "SELECT file_id AS value FROM {batch}"
        " WHERE rows_read IS DISTINCT FROM rows_loaded + rows_rejected + rows_skipped"
    )
    return TableRule("rows_add_up", "files", "rows_read", sql)
