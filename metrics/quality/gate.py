"""Which findings concern a number, and what becomes of it: it says so, or it is not shown (docs/loading.md, "Quality over time")."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import polars as pl

from metrics.catalogue import METRICS
from metrics.catalogue.dimensions import find_dimension
from metrics.catalogue.entry import Metric
from metrics.catalogue.periods import bucket_label, first_day
from metrics.quality.daily_sums import columns_of
from metrics.quality.finding import Finding
from metrics.quality.judge import Quality
from metrics.semantic.answers import label_expression
from metrics.semantic.coverage import facts_of, sources_by_group
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope
from metrics.semantic.sources import sources_behind
from warehouse.tables import TABLES

STALE, DOUBTFUL, FAILING = "stale", "doubtful", "failing"  # notes; what is failing has no value
OF_A_LOAD = (
    "rows_rejected",
    "cells_emptied",
    "values_unknown",
    "check_failed",
)  # dated by the load, not by the records
# Rules of the check that concern persons, and one column.
PERSONS_NAMED, MOSTLY_GIVEN = "person_mostly_named", "_mostly_given"
OF_A_COLUMN = ("column_emptied", "column_moved", "cells_emptied", "values_unknown")
NOW_DAYS = 7  # a period that ends so long before the newest record is about the past: that exports are late now is nothing to it
SHOWN = ("value", "low", "high", "difference", "difference_low", "difference_high", "exceeds_noise", "p")


def findings_of(engine: Engine, quality: Quality, name: str, scope: Scope) -> list[Finding]:
    """The findings that concern a metric in the scope, by what it reads, by when, and by the sources that feed it; failing first."""
    metric = METRICS[name]
    found = [finding for finding in quality.findings if reads(metric, finding) and is_in(quality, finding, scope)]
    if not found:
        return []
    # At any time, too: one that is late or empty feeds nothing now.
    feeding = {*sources_behind(engine, name, scope), *sources_behind(engine, name, undated(scope))}
    return [finding for finding in found if finding.source in feeding or not finding.source]


def reads(metric: Metric, finding: Finding) -> bool:
    """Whether the metric reads what the finding is about."""
    if (finding.kind == "persons_unknown" or finding.column == PERSONS_NAMED) and not metric.uses_identity:
        return False
    if finding.kind == "check_failed" and finding.column.endswith(MOSTLY_GIVEN):
        return (finding.table, finding.column.removesuffix(MOSTLY_GIVEN)) in columns_of(metric.name)
    if finding.kind in OF_A_COLUMN:
        return (finding.table, finding.column) in columns_of(metric.name)
    if finding.kind.startswith("scores_"):
        return any(
            leg.table == finding.table and f"metric = '{finding.column}'" in leg.where for leg in metric.row_legs
        )
    read = {leg.table for leg in metric.row_legs}
    read |= {fact for table in read if TABLES[table].kind != "fact" for fact in facts_of(table)}
    return not finding.table or finding.table in read


def is_in(quality: Quality, finding: Finding, scope: Scope) -> bool:
    """Whether the scope has days that the finding concerns."""
    if finding.is_stale:
        return scope.end is None or quality.newest is None or scope.end + timedelta(days=NOW_DAYS) > quality.newest
    if finding.kind in OF_A_LOAD:
        return True
    is_over = scope.start and finding.until and finding.until < scope.start
    is_later = scope.end and finding.since and finding.since >= scope.end
    return not is_over and not is_later


def gate(
    engine: Engine, quality: Quality, name: str, scope: Scope, by: Sequence[str], rows: pl.DataFrame
) -> pl.DataFrame:
    """The rows, one a group, with the notes of what concerns each; where a source is failing without a value."""
    found = findings_of(engine, quality, name, scope)
    if not found or rows.is_empty():
        return rows
    concerned = mark_groups(engine, name, scope, by, rows, found)
    is_failing = concerned["gate"].str.contains(FAILING).fill_null(value=False)
    note = pl.concat_str(pl.col("note"), pl.col("gate"), separator="; ", ignore_nulls=True)
    shown = [column for column in SHOWN if column in rows.columns]
    return concerned.with_columns(
        pl.when(pl.col("gate").is_null()).then(pl.col("note")).otherwise(note).alias("note"),
        *(pl.when(is_failing).then(None).otherwise(pl.col(column)).alias(column) for column in shown),
    ).drop("gate")


def mark_groups(
    engine: Engine, name: str, scope: Scope, by: Sequence[str], rows: pl.DataFrame, found: Sequence[Finding]
) -> pl.DataFrame:
    """The rows with their gate: the worst note of the findings on the sources that feed the group; null without any."""
    timed = [dimension for dimension in by if find_dimension(dimension).is_time]
    others = [dimension for dimension in by if dimension not in timed]
    fed = groups_fed(engine, name, scope, others) if others else None
    worst = pl.lit(None, pl.Int64)
    for finding in sorted(found, key=rank):
        is_concerned = pl.all_horizontal(pl.lit(value=True), *(is_since(dimension, finding) for dimension in timed))
        if fed is not None:
            groups = fed.filter(pl.col("feeding") == finding.source).select(key_of(others)).to_series()
            is_concerned &= key_of(others).is_in(groups.implode())
        worst = pl.when(is_concerned).then(rank(finding)).otherwise(worst)
    gates = dict(enumerate((DOUBTFUL, STALE, FAILING)))
    return rows.with_columns(gate=worst.replace_strict(gates, default=None, return_dtype=pl.String))


def groups_fed(engine: Engine, name: str, scope: Scope, by: Sequence[str]) -> pl.DataFrame:
    """`by`, feeding: which sources feed which groups at any time, for one that is late or empty feeds nothing now."""
    tables = sorted({leg.table for leg in METRICS[name].row_legs})
    fed = sources_by_group(engine, name, undated(scope), by, tables)
    return fed.select(
        *(label_expression(find_dimension(dimension), pl.col(dimension)) for dimension in by), "feeding"
    ).unique()


def is_since(dimension: str, finding: Finding) -> pl.Expr:
    """Whether a bucket of time, by its label, has days that the finding concerns: labels are in the order of time."""
    if finding.since is None or finding.is_stale:
        return pl.lit(value=True)
    unit = find_dimension(dimension).unit
    since = pl.col(dimension) >= bucket_label(unit, first_day(unit, finding.since))
    return since & (pl.col(dimension) <= bucket_label(unit, first_day(unit, finding.until))) if finding.until else since


def key_of(by: Sequence[str]) -> pl.Expr:
    """The group of a row as one text."""
    return pl.concat_str([pl.col(dimension).cast(pl.String).fill_null("\0") for dimension in by], separator="\n").alias(
        "key"
    )


def undated(scope: Scope) -> Scope:
    """The scope over all time."""
    return replace(scope, start=None, end=None)


def rank(finding: Finding) -> int:
    """How much a finding does to a number: 2 it is not shown, 1 it is old, 0 it is uncertain."""
    return 2 if finding.is_failing else 1 if finding.is_stale else 0
