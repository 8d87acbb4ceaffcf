"""What a check found, as rows for `expectation_results`, and reasons not to publish."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from pipelines.check.row_counts import SourceCounts
from pipelines.check.rule import RowRule, TableRule
from warehouse.sentence import sentence


@dataclass(frozen=True)
class RunInfo:
    """The load that is checked: its number and its time (UTC)."""

    load_id: int
    now: datetime


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
    tolerated: float
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


def result_of_rows(rule: RowRule, counts: SourceCounts, number: int, examples: str | None, run: RunInfo) -> Result:
    """What one source's rows say to a rule, the one of this number among the counted."""
    failing = counts.failing[number]
    return Result(
        run.load_id, rule.table, counts.source, rule.name, f"no row where {rule.failing}", rule.column, rule.severity,
        failing <= rule.tolerated * counts.checked, counts.checked, failing, rule.tolerated, examples, run.now,
    )  # fmt: skip


def result_of_table(rule: TableRule, checked: int, failing: int, run: RunInfo) -> Result:
    """What a stored table says to a rule. A table that lost rows breaks it with those that it lacks."""
    observed = None
    expectation = f"no row of {rule.sql}"
    if rule.least_rows is not None:
        observed = sentence("{rows:,} rows, expected at least {least:,}", rows=checked, least=rule.least_rows)
        expectation = "enough rows"
        failing = max(rule.least_rows - checked, 0)
    return Result(
        run.load_id, rule.table, None, rule.name, expectation, rule.column, "critical", not failing, checked, failing, 0.0,
        observed, run.now,
    )  # fmt: skip


def refusals(results: Sequence[Result]) -> list[str]:
    """One line for each broken critical rule: table, rule and count."""
    return [
        sentence(
            "{records}: {rule} is broken: {found}",
            records=result.table_name,
            rule=result.rule,
            found=result.observed or sentence("{rows:,} rows", rows=result.unexpected_rows),
        )
        for result in results
        if result.severity == "critical" and not result.is_met
    ]


def warning_lines(results: Sequence[Result]) -> list[str]:
    """A line for each warning expectation that is not met."""
    return [
        sentence(
            "{records} ({source}): {rule}: {rows:,} rows",
            records=result.table_name,
            source=result.source,
            rule=result.rule,
            rows=result.unexpected_rows,
        )
        for result in results
        if result.severity == "warning" and not result.is_met
    ]
