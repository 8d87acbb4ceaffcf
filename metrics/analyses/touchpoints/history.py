"""What was answered day by day, from which the weeks before a period are judged as the period itself is, without more queries.

Of a relationship survey a day counts each person's answer, the period only the latest: that differs in what is remembered of the
weeks before, never in a number that is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from metrics.catalogue.entry import Metric, merged_parts
from metrics.semantic.bounds import add_bounds
from metrics.semantic.comparison import end_of_data
from metrics.semantic.compute import measure
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope

WEEKS_BEFORE = 4  # in which a class may have been earned that is kept now


def parts_merged_by(metric: Metric, merge: str) -> list[str]:
    """The names of the parts of which two become one in this way."""
    return [part.name for part in merged_parts(metric.legs) if part.merge == merge]


@dataclass(frozen=True)
class Daily:
    """Parts by group and day, and those of the whole company by day, from WEEKS_BEFORE before the period until its end.

    `start` and `end` are the period's; without a start there are no weeks before.
    """

    metric: Metric
    by: tuple[str, ...]
    groups: pl.DataFrame
    company: pl.DataFrame
    start: date | None
    end: date

    def periods_before(self) -> list[tuple[date, date]]:
        """The period one week earlier, and so on; the earliest first."""
        if self.start is None:
            return []
        weeks = [timedelta(weeks=number) for number in range(WEEKS_BEFORE, 0, -1)]
        return [(self.start - week, self.end - week) for week in weeks]


def read_days(engine: Engine, metric: Metric, scope: Scope, by: Sequence[str]) -> Daily:
    """One query, two where something is filtered: the bar is the whole company's."""
    earlier = scope.start - timedelta(weeks=WEEKS_BEFORE) if scope.start else None
    longer = replace(scope, start=earlier)
    groups = with_days(measure(engine, metric.name, longer, [*by, "day"]))
    company = groups
    if scope.filters:
        company = with_days(measure(engine, metric.name, replace(longer, filters=()), ["day"]))
    return Daily(metric, tuple(by), groups, company, scope.start, scope.end or end_of_data(engine))


def with_days(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows that have a day, as a date."""
    return rows.filter(pl.col("day").is_not_null()).with_columns(pl.col("day").str.to_date())


def groups_between(daily: Daily, start: date, end: date) -> pl.DataFrame:
    """What measure() would say of [start, end) by group: value, n, low, high and the parts."""
    return add_days(daily.metric, daily.groups, daily.by, start, end)


def company_between(daily: Daily, start: date, end: date) -> dict[str, Any] | None:
    """The row of the whole company in [start, end); None when nobody answered."""
    rows = add_days(daily.metric, daily.company, (), start, end)
    return rows.row(0, named=True) if rows.height else None


def add_days(metric: Metric, days: pl.DataFrame, by: Sequence[str], start: date, end: date) -> pl.DataFrame:
    """The parts of the days added up by group, with the value that they give."""
    sums = [
        *(pl.col(name).sum() for name in parts_merged_by(metric, "sum")),
        *(pl.col(name).min() for name in parts_merged_by(metric, "min") if name in days.columns),
        *(pl.col(name).max() for name in parts_merged_by(metric, "max") if name in days.columns),
    ]
    inside = days.filter((pl.col("day") >= start) & (pl.col("day") < end))
    summed = inside.group_by(list(by), maintain_order=True).agg(sums) if by else inside.select(sums)
    valued = summed.filter(pl.col("n") > 0).with_columns(value_of(metric).alias("value"), pl.col("n").alias("n_shown"))
    return add_bounds(valued, metric)


def value_of(metric: Metric) -> pl.Expr:
    """The value by the parts."""
    if metric.interval == "wilson":
        return 100 * pl.col("hits") / pl.col("n")
    if metric.interval == "adjusted_wald":
        return 100 * (pl.col("promoters") - pl.col("detractors")) / pl.col("n")
    return pl.when(pl.col("scale_low").eq_missing(pl.col("scale_high"))).then(pl.col("total") / pl.col("n"))


def weeks_within(daily: Daily) -> pl.DataFrame:
    """`by`, week (counted back from the end of the period), value, n and the parts of each whole week of the period."""
    inside = daily.groups.filter(pl.col("day") < daily.end)
    if daily.start:
        inside = inside.filter(pl.col("day") >= daily.start)
    week = ((pl.lit(daily.end) - pl.col("day")).dt.total_days() - 1) // 7
    dated = inside.with_columns(week=week).group_by([*daily.by, "week"], maintain_order=True)
    summed = dated.agg(pl.col(name).sum() for name in parts_merged_by(daily.metric, "sum")).filter(pl.col("n") > 0)
    return summed.with_columns(value_of(daily.metric).alias("value"))


def has_days(metric: Metric) -> bool:
    """Whether the days of the metric add up to its periods."""
    needed = {
        "wilson": {"hits", "n"},
        "adjusted_wald": {"promoters", "detractors", "n"},
        "cluster_mean": {"total", "n", "scale_low"},
    }
    return metric.interval in needed and needed[metric.interval] <= set(metric.part_names)
