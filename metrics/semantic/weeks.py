"""How much more a metric scatters from week to week than independent answers would, in and before the periods that are compared.

Weeks have levels of their own: staff, campaigns, weather. A difference between two periods is noise of weeks as well as of answers, so
its variance is multiplied by φ, Pearson's χ² of the weeks over its freedom, and where that is above 1 judged by t with that freedom (McCullagh and Nelder
1989, 4.5). In null worlds with weeks as real ones are, 19 to 49 % of all changes were called real without it, and 3 to 7 % with it
(python -m tests.numbers_proof).
"""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from metrics.catalogue.entry import Distribution, Metric
from metrics.catalogue.periods import first_day
from metrics.stats.intervals import Z, percentile_width

Stretch = tuple[date, date]  # [start, end): weeks of one level
WEEK = timedelta(days=7)
NOISE = ("factor", "freedom", "variance", "weekly_n")
WEEKS = 24  # where the periods have fewer, weeks before them are looked at too
LEAST_FREEDOM = 3  # χ² of fewer weeks says nothing


def weeks_to_judge_by(periods: Sequence[Stretch], first: date | None) -> list[Stretch]:
    """The whole weeks within the periods, one stretch each, and of those before the earliest, since `first`, what makes WEEKS of them."""
    found = [stretch for stretch in map(whole_weeks, sorted(periods)) if stretch[0] < stretch[1]]
    missing = WEEKS - sum((end - start) // WEEK for start, end in found)
    earliest = min(start for start, _ in periods)
    if missing > 0 and first is not None:
        start, end = whole_weeks((max(first, first_day("week", earliest) - missing * WEEK), earliest))
        if start < end:
            found.insert(0, (start, end))
    return found


def whole_weeks(stretch: Stretch) -> Stretch:
    """From its first Monday to its last one; empty (start = end) where it holds no whole week."""
    start = first_day("week", stretch[0] + timedelta(days=6))
    return start, max(start, first_day("week", stretch[1]))


def week_noise(metric: Metric, weekly: pl.DataFrame, by: Sequence[str], stretches: Sequence[Stretch]) -> pl.DataFrame:
    """`by`, factor, freedom, variance, weekly_n: φ, 1 at least, and its degrees of freedom; groups of too few weeks are not there.
    The last two are of means by person (without_persons), NULL of all else.

    `weekly`: compute() by (*by, "week") over the stretches. Each stretch has a level of its own, so that what changed from one to
    the next is no scatter.
    """
    weeks = pl.DataFrame(
        [
            ((start + i * WEEK).isoformat(), number)
            for number, (start, end) in enumerate(stretches)
            for i in range((end - start) // WEEK)
        ],
        schema={"week": pl.String, "stretch": pl.Int64},
        orient="row",
    )
    rows = with_variance(metric, in_buckets(metric, weekly, by, weeks), [*by, "stretch"])
    chi = over_variance((pl.col("value") - pl.col("level")) ** 2, pl.col("variance")).sum()
    noise = over_freedom(rows, by, chi, pl.len() - pl.col("stretch").n_unique())
    if metric.interval != "cluster_mean" or len(stretches) < 2:
        return noise
    variance = without_persons(rows, by, len(stretches))
    if by:
        return noise.drop("variance", "weekly_n").join(variance, on=list(by), how="left", nulls_equal=True)
    return noise.drop("variance", "weekly_n").join(variance, how="cross") if variance.height else noise


def without_persons(rows: pl.DataFrame, by: Sequence[str], stretches: int) -> pl.DataFrame:
    """`by`, variance, weekly_n: of the difference between the last two stretches, by the errors of their weeks, and their Σ n.

    The error of a whole period takes all answers of a person together; mostly the same persons answer in both periods and cancel, so
    that no null world in two hundred passed where one in twenty should. Within a week few come again.
    """
    mean = (pl.col("n").cast(pl.Float64) ** 2 * pl.col("variance")).sum() / pl.col("n").cast(pl.Float64).sum() ** 2
    each = (
        rows.filter(pl.col("stretch") >= stretches - 2)
        .group_by([*by, "stretch"])
        .agg(variance=mean, weekly_n=pl.col("n").sum())
    )
    both = {
        "variance": pl.col("variance").sum(),
        "weekly_n": pl.col("weekly_n").sum().cast(pl.Float64),
        "periods": pl.len(),
    }
    found = each.group_by(by).agg(**both) if by else each.select(**both)
    return found.filter(pl.col("periods") == 2).drop("periods")


def no_noise(by: Sequence[str]) -> pl.DataFrame:
    """What week_noise gives where no weeks are known."""
    return pl.DataFrame(schema=dict.fromkeys(by, pl.String) | dict.fromkeys(NOISE, pl.Float64))


def step_noise(
    metric: Metric, measured: pl.DataFrame, by: Sequence[str], unit: str, labels: Sequence[str]
) -> pl.DataFrame:
    """The same of days or weeks that are each compared with the one before: by the steps between them, so that no trend is scatter.

    `measured`: compute() by (*by, unit); `labels`: all the buckets, in order. A mean of squared steps has two thirds of their
    number as its freedom (von Neumann 1941).
    """
    buckets = pl.DataFrame({unit: labels, "stretch": range(len(labels))}, schema={unit: pl.String, "stretch": pl.Int64})
    rows = with_variance(metric, in_buckets(metric, measured, by, buckets), by).sort(*by, "stretch")
    before = {name: over(pl.col(name).shift(1), by) for name in ("value", "variance", "stretch")}
    steps = rows.with_columns(
        step=over_variance((pl.col("value") - before["value"]) ** 2, pl.col("variance") + before["variance"]),
        is_next=pl.col("stretch") - before["stretch"] == 1,
    ).filter(pl.col("is_next"))
    return over_freedom(steps, by, pl.col("step").sum(), 2 * pl.len() / 3)


def in_buckets(metric: Metric, measured: pl.DataFrame, by: Sequence[str], buckets: pl.DataFrame) -> pl.DataFrame:
    """The rows of these buckets, with `stretch`; of a count or sum also those where a group has none: value 0."""
    unit = buckets.columns[0]
    if metric.kind not in ("count", "sum"):
        return measured.join(buckets, on=unit)
    every = measured.select(by).unique(maintain_order=True).join(buckets, how="cross") if by else buckets
    filled = every.join(measured, on=[*by, unit], how="left", nulls_equal=True)
    amounts = [name for name in ("value", "n", "sum_squares") if name in filled.columns]
    return filled.with_columns(pl.col(amounts).fill_null(0))


def with_variance(metric: Metric, rows: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The rows that have a value, with `level`, that of their keys, and `variance`, what independent answers would have."""
    known = rows.filter(pl.col("value").is_not_null())
    value, n = pl.col("value"), pl.col("n").cast(pl.Float64)
    if metric.kind in ("count", "sum"):
        expected = value if metric.noise == "poisson" else pl.col("sum_squares").cast(pl.Float64)
        level, variance = over(value.mean(), keys), over(expected.mean(), keys)
    elif metric.interval in ("wilson", "adjusted_wald"):
        size = over(n.sum(), keys)
        level = over((value * n).sum(), keys) / size
        # An answer counts 0 or 100, in an NPS -100, 0 or 100.
        parts = 100 * (pl.col("promoters") + pl.col("detractors")) if metric.interval == "adjusted_wald" else value * n
        variance = (over((100 * parts).sum(), keys) / size - level**2) / n
    else:
        # That of an answer, from all the weeks: a week's own is small where its answers happen to agree, and would scatter as much
        # as it measures.
        known = known.with_columns(error=(pl.col("high") - pl.col("low")) / errors_wide(metric, known["n"]))
        weighed = pl.when(pl.col("error").is_not_null()).then(n)
        variance = over((weighed**2 * pl.col("error") ** 2).sum(), keys) / over(weighed.sum(), keys) / n
        level = over((value * n).sum(), keys) / over(n.sum(), keys)
        known = known.filter(variance > 0)
    return known.with_columns(level=level, variance=variance)


def errors_wide(metric: Metric, n: pl.Series) -> pl.Series:
    """How many standard errors the interval of so many answers is wide; of percentiles whole ranks more than of all else."""
    leg = metric.legs[0]
    wide = percentile_width(n.to_numpy(), leg.quantile) if isinstance(leg, Distribution) else np.full(len(n), 2 * Z)
    return pl.Series("wide", wide, pl.Float64).fill_nan(None)


def over_variance(squares: pl.Expr, variance: pl.Expr) -> pl.Expr:
    """The squares over the variance; 0 where all answers agree: nothing scatters."""
    return pl.when(variance > 1e-9).then(squares / variance).otherwise(0.0)


def over(aggregate: pl.Expr, keys: Sequence[str]) -> pl.Expr:
    """The aggregate within each group, or of all."""
    return aggregate.over(keys) if keys else aggregate


def over_freedom(rows: pl.DataFrame, by: Sequence[str], chi: pl.Expr, freedom: pl.Expr) -> pl.DataFrame:
    """`by`, factor, freedom, of the groups that have enough."""
    sums = {"chi": chi, "freedom": freedom.cast(pl.Float64)}
    found = rows.group_by(by, maintain_order=True).agg(**sums) if by else rows.select(**sums)
    factor = pl.max_horizontal(pl.lit(1.0), pl.col("chi") / pl.col("freedom"))
    return found.filter(pl.col("freedom") >= LEAST_FREEDOM).select(
        *by, factor=factor, freedom="freedom", variance=pl.lit(None, pl.Float64), weekly_n=pl.lit(None, pl.Float64)
    )
