"""What a table's rows say to all rules on rows: one aggregate query, and the failing rows of those that are broken."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from pipelines.check.rule import RowRule

MOST_EXAMPLES = 5


@dataclass(frozen=True)
class SourceCounts:
    """One source's rows of a table: how many there are and how many break each rule, in the rules' order.

    A warning speaks of what is published: rows that a `reject` rule keeps aside do not count for it.
    """

    source: str | None
    checked: int
    failing: tuple[int, ...]


def count_rows(con: duckdb.DuckDBPyConnection, schema: str, table: str, rules: Sequence[RowRule]) -> list[SourceCounts]:
    """The counts of every source in the table, by source; empty for an empty table."""
    batch = f'"{schema}"."{table}"'
    breaks = [f"({failing_sql(rule, batch)}) AS f{n}" for n, rule in enumerate(rules)]
    aside = " OR ".join(f"coalesce(f{n}, false)" for n, rule in enumerate(rules) if rule.severity == "reject")
    counts = [
        # count_if over nothing but NULL is NULL.
        f"count(*) FILTER (WHERE f{n}{' AND NOT aside' if rule.severity == 'warning' else ''})"
        for n, rule in enumerate(rules)
    ]
    found = con.execute(
        f"SELECT source, count(*), {', '.join(counts)} FROM (SELECT *, {aside or 'false'} AS aside FROM"
        f" (SELECT source, {', '.join(breaks)} FROM {batch})) GROUP BY source ORDER BY source"
    ).fetchall()
    return [SourceCounts(source, checked, tuple(failing)) for source, checked, *failing in found]


def failing_sql(rule: RowRule, batch: str) -> str:
    return rule.failing.replace("{batch}", batch)


def make_failed_rows(con: duckdb.DuckDBPyConnection, schema: str) -> None:
    """Make the empty table of rows that a `reject` rule keeps aside."""
    con.execute(
        f'CREATE OR REPLACE TABLE "{schema}".failed_rows'
        " (table_name VARCHAR, _row BIGINT, rule VARCHAR, column_name VARCHAR, value VARCHAR)"
    )


def keep_failed_rows(con: duckdb.DuckDBPyConnection, schema: str, rule: RowRule) -> None:
    """Write the rows that break the rule to `<schema>.failed_rows`."""
    batch = f'"{schema}"."{rule.table}"'
    con.execute(
        f'INSERT INTO "{schema}".failed_rows SELECT ?, _row, ?, ?, CAST({rule.shown} AS VARCHAR)'
        f" FROM {batch} WHERE {failing_sql(rule, batch)}",
        [rule.table, rule.name, rule.column],
    )


def count_rejected(con: duckdb.DuckDBPyConnection, schema: str, tables: Sequence[str]) -> dict[str, int]:
    """Rows kept aside by table: rows, not reasons."""
    counted = con.execute(f'SELECT table_name, count(DISTINCT _row) FROM "{schema}".failed_rows GROUP BY 1').fetchall()
    return dict.fromkeys(tables, 0) | dict(counted)


def find_examples(con: duckdb.DuckDBPyConnection, schema: str, rule: RowRule) -> dict[str | None, str]:
    """By source, up to five of the values that break the rule; of a thousand rows, since any will do."""
    batch = f'"{schema}"."{rule.table}"'
    aside = f"""ANTI JOIN (SELECT _row FROM "{schema}".failed_rows WHERE table_name = '{rule.table}') USING (_row)"""
    rows = (
        f"SELECT source, CAST({rule.shown} AS VARCHAR) AS value FROM {batch} {aside if rule.severity == 'warning' else ''}"
        f" WHERE {failing_sql(rule, batch)} LIMIT 1000"
    )
    return dict(
        con.execute(
            f"SELECT source, array_to_string(list(value ORDER BY value)[:{MOST_EXAMPLES}], ', ') FROM ("
            f"SELECT DISTINCT source, value FROM ({rows}) WHERE value IS NOT NULL) GROUP BY 1"
        ).fetchall()
    )
