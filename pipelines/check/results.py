"""What a check found, as rows for `expectation_results`, failing rows kept aside, and reasons not to publish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from pipelines.check.rule import Rule
from warehouse.config.errors import HiloError


@dataclass(frozen=True)
class RunInfo:
    """The load that is checked: its number, its time (UTC) and the folder for the stored results (None: keep none)."""

    load_id: int
    now: datetime
    folder: Path | None = None


@dataclass(frozen=True)
class Answer:
    """What Great Expectations found of one rule. `index_query`: the SQL of the failing rows, where it gives one."""

    rule: Rule
    expectation: str
    is_met: bool
    unexpected: int
    observed: str | None
    index_query: str | None


class Result(NamedTuple):
    """One row of expectation_results."""

    load_id: int
    table_name: str
    source: str | None
    rule: str
    expectation: str
    column_name: str
    severity: str
    is_met: bool
    checked_rows: int
    unexpected_rows: int
    observed: str | None
    checked_at: datetime


@dataclass(frozen=True)
class CheckOutcome:
    """What the checks say: rows for expectation_results, rows kept aside by table, and why not to publish, if so."""

    results: list[Result]
    rejected: dict[str, int]
    refusals: list[str]

    @property
    def may_publish(self) -> bool:
        return not self.refusals


def make_failed_rows(con: duckdb.DuckDBPyConnection, schema: str) -> None:
    """Make the empty table of rows that a `reject` rule keeps aside."""
    con.execute(
        f'CREATE OR REPLACE TABLE "{schema}".failed_rows'
        " (table_name VARCHAR, _row BIGINT, rule VARCHAR, column_name VARCHAR, value VARCHAR)"
    )


def keep_failed_rows(con: duckdb.DuckDBPyConnection, schema: str, answer: Answer) -> None:
    """Write the rows that the rule's own query finds. Raises HiloError when they are not as many as were counted."""
    rule = answer.rule
    kept = con.execute(
        f'INSERT INTO "{schema}".failed_rows SELECT ?, _row, ?, ?, CAST(value AS VARCHAR)'
        f" FROM ({answer.index_query}) AS failing(_row, value)",
        [rule.table, rule.name, rule.column],
    ).fetchone()
    if kept != (answer.unexpected,):
        raise HiloError(f"{rule.table}: {rule.name}: {answer.unexpected} rows failed, but {kept} were found again")


def count_rejected(con: duckdb.DuckDBPyConnection, schema: str, tables: Sequence[str]) -> dict[str, int]:
    """Rows kept aside by table: rows, not reasons."""
    counted = con.execute(f'SELECT table_name, count(DISTINCT _row) FROM "{schema}".failed_rows GROUP BY 1').fetchall()
    return dict.fromkeys(tables, 0) | dict(counted)


def results_by_source(
    con: duckdb.DuckDBPyConnection, schema: str, answers: Sequence[Answer], run: RunInfo
) -> list[Result]:
    """One result for each rule and source of its table, so that a warning names the source that it concerns."""
    counts: dict[str, dict[str, int]] = {}
    results = []
    for answer in answers:
        rule = answer.rule
        if rule.table not in counts:
            counts[rule.table] = count_by_source(con, f'SELECT source FROM "{schema}"."{rule.table}"')
        failing: dict[Any, int] = {}
        examples: dict[Any, str] = {}
        if answer.unexpected and answer.index_query:
            # A warning speaks of what is published: rows that another rule keeps aside are out of it.
            aside = f"""ANTI JOIN (SELECT _row FROM "{schema}".failed_rows WHERE table_name = '{rule.table}') USING (_row)"""
            rows = (
                f"SELECT source, CAST(value AS VARCHAR) AS value FROM ({answer.index_query}) AS failing(_row, value)"
                f' JOIN "{schema}"."{rule.table}" USING (_row) {aside if rule.severity == "warning" else ""}'
            )
            failing = count_by_source(con, rows)
            examples = examples_by_source(con, rows)
        for source, checked in counts[rule.table].items():
            bad = failing.get(source, 0)
            is_met = bad <= rule.tolerated * checked
            results.append(to_result(answer, run, source, is_met, checked, bad, examples.get(source)))
    return results


def examples_by_source(con: duckdb.DuckDBPyConnection, rows: str) -> dict[Any, str]:
    """Up to five of the failing values of each source; of a thousand rows, since any will do."""
    return dict(
        con.execute(
            "SELECT source, array_to_string(list(value ORDER BY value)[:5], ', ') FROM ("
            f"SELECT DISTINCT source, value FROM (SELECT * FROM ({rows}) LIMIT 1000) WHERE value IS NOT NULL) GROUP BY 1"
        ).fetchall()
    )


def to_result(
    answer: Answer, run: RunInfo, source: str | None, is_met: bool, checked: int, bad: int, observed: str | None
) -> Result:
    rule = answer.rule
    return Result(
        run.load_id, rule.table, source, rule.name, answer.expectation, rule.column, rule.severity, is_met,
        checked, bad, observed, run.now,
    )  # fmt: skip


def refusals(results: Sequence[Result]) -> list[str]:
    """One line for each broken critical rule: table, rule and count."""
    return [
        f"{result.table_name}: {result.rule} is broken: {f'{result.unexpected_rows} rows' if result.unexpected_rows else result.observed}"
        for result in results
        if result.severity == "critical" and not result.is_met
    ]


def count_by_source(con: duckdb.DuckDBPyConnection, sources: str) -> dict[Any, int]:
    return dict(con.execute(f"SELECT source, count(*) FROM ({sources}) GROUP BY 1 ORDER BY 1").fetchall())
