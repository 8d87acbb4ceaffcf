"""What must hold of the canonical tables once a load is stored and derived: all critical, a broken one is not published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.rule import Rule

# A load adds and replaces records and removes none, so a table that lost half its rows was damaged by the load.
LEAST_KEPT = 0.5


def rules_after_store(tables: Sequence[str], rows_before: Mapping[str, int]) -> list[Rule]:
    """Return the rules on the stored tables; `rows_before` counts their rows in the version before."""
    return [rule for table in tables for rule in rules_of_stored_table(table, rows_before.get(table, 0))]


def rules_of_stored_table(table: str, rows_before: int) -> list[Rule]:
    rules = [
        # GROUP BY HAVING costs a third of Great Expectations' own uniqueness check (4.6 s at 10 million rows).
        Rule(
            "record_id_unique",
            table,
            "record_id",
            "rows",
            "critical",
            sql="SELECT record_id AS value FROM {batch} GROUP BY record_id HAVING count(*) > 1",
        )
    ]
    if table == "files":
        return [read_rows_accounted_for()]
    if rows_before:
        low = int(rows_before * LEAST_KEPT)
        rules.append(Rule("rows_kept", table, "record_id", "row_count", "critical", low=low))
    if table != "agents":
        rules.append(Rule("person_id_given", table, "person_id", "not_null", "critical"))
    return rules


def read_rows_accounted_for() -> Rule:
    """Every exported row was loaded, rejected or skipped for a documented reason."""
    sql = (
        "SELECT file_id AS value FROM {batch}"
        " WHERE rows_read IS DISTINCT FROM rows_loaded + rows_rejected + rows_skipped"
    )
    return Rule("rows_add_up", "files", "rows_read", "rows", "critical", sql=sql)
