"""The check of what is staged and of what is stored: counts by the rules' own SQL, which decide whether a load is published.

Great Expectations is run over these counts apart from the load (checkpoint.py): its import alone takes six seconds.
"""

from collections.abc import Mapping, Sequence

import duckdb

from pipelines.check.expectations import rules_of_table
from pipelines.check.results import CheckOutcome, Result, RunInfo, refusals, result_of_rows, result_of_table
from pipelines.check.row_counts import count_rejected, count_rows, find_examples, keep_failed_rows, make_failed_rows
from pipelines.check.rule import TableRule
from pipelines.check.stored_rules import rules_after_store


def check_staged(con: duckdb.DuckDBPyConnection, schema: str, tables: Sequence[str], run: RunInfo) -> CheckOutcome:
    """Check the staged tables of the attached database `schema`.

    Rows that break a `reject` rule are written to `<schema>.failed_rows` (table_name, _row, rule, column_name, value). One
    result for each rule and source of its table, so that a warning names the source that it concerns.
    """
    make_failed_rows(con, schema)
    results: list[Result] = []
    for table in tables:
        rules = rules_of_table(table, run.now)
        sources = count_rows(con, schema, table, rules)
        broken = [number for number in range(len(rules)) if any(counts.failing[number] for counts in sources)]
        for number in broken:
            if rules[number].severity == "reject":
                keep_failed_rows(con, schema, rules[number])
        examples = {number: find_examples(con, schema, rules[number]) for number in broken}
        results += [
            result_of_rows(rule, counts, number, examples.get(number, {}).get(counts.source), run)
            for number, rule in enumerate(rules)
            for counts in sources
        ]
    return CheckOutcome(results, count_rejected(con, schema, tables), refusals(results))


def check_stored(
    con: duckdb.DuckDBPyConnection,
    schema: str,
    tables: Sequence[str],
    rows_before: Mapping[str, int],
    run: RunInfo,
    touched: str | None = None,
) -> CheckOutcome:
    """Check the tables of the attached database `schema` once they are stored and derived.

    `touched`: a table of the persons (person_id) whose rows may be others than in the version before, and arrived_<table> has
    the records that came; None: everything is looked at.

    `rows_before` counts the rows of each table in the version before (empty on a first load); the table `files` may be
    named among `tables`.
    """
    counted: dict[str, int] = {}
    results = []
    for rule in rules_after_store(tables, rows_before):
        batch = f'"{schema}"."{rule.table}"'
        if rule.table not in counted:
            counted[rule.table] = count(con, f"FROM {batch}")
        failing = count(con, f"FROM ({fill_rule(rule, batch, touched)})") if rule.sql else 0
        results.append(result_of_table(rule, counted[rule.table], failing, run))
    return CheckOutcome(results, {}, refusals(results))


def fill_rule(rule: TableRule, batch: str, touched: str | None) -> str:
    """The rule's SQL on a table and on what the load may have changed of it."""
    within, new = "true", "true"
    if touched is not None:
        within = f"person_id IN (SELECT person_id FROM {touched})"
        new = f"record_id IN (SELECT record_id FROM temp.arrived_{rule.table})"
    return rule.sql.replace("{batch}", batch).replace("{within}", within).replace("{new}", new)


def count(con: duckdb.DuckDBPyConnection, source: str) -> int:
    ((rows,),) = con.execute(f"SELECT count(*) {source}").fetchall()
    return int(rows)
