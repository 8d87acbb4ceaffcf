"""Two numbers side by side: the difference, its interval, and whether it is more than noise."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from metrics.catalogue.entry import Metric
from metrics.semantic.weeks import NOISE
from metrics.stats import intervals
from metrics.stats.discoveries import benjamini_hochberg
from metrics.stats.distributions import t_above, t_quantile

PREVIOUS = ("previous_value", "previous_n", "difference", "difference_low", "difference_high", "p", "exceeds_noise")


def add_differences(
    now: pl.DataFrame,
    before: pl.DataFrame,
    metric: Metric,
    by: Sequence[str],
    noise: pl.DataFrame | None = None,
    effect: float = 1.0,
) -> pl.DataFrame:
    """`now` with the columns of PREVIOUS after `note`; groups that only were before are not there.

    `noise`: `by`, factor, freedom, variance, weekly_n of week_noise; a group that is not in it has no interval, p and verdict. None: nothing but the
    answers makes noise (two groups in one period). `effect`: of repeats, by which the intervals of percentiles are wider and their
    difference is not: mostly the same persons are in both periods, and cancel. Of several groups those exceed noise that survive among all of them
    (Benjamini and Hochberg, FALSE_SHARE), of one that whose p is under 5 %.
    """
    old = before.rename({name: f"old_{name}" for name in before.columns if name not in by})
    joined = (
        now.join(old, on=list(by), how="left", nulls_equal=True, maintain_order="left")
        if by
        else side_by_side(now, old)
    )
    joined = with_noise(joined, by, noise)
    judged = joined.with_columns(*judge(joined, metric, effect)).with_columns(
        pl.when(is_comparable(joined, metric)).then(pl.col("value") - pl.col("old_value")).alias("difference")
    )
    known = pl.col("difference").is_not_null()
    shown = judged.with_columns(
        pl.when(known).then(pl.col(name)).alias(name) for name in ("difference_low", "difference_high", "p")
    )
    parts = now.columns[now.columns.index("note") + 1 :]
    head = now.columns[: now.columns.index("note") + 1]
    return (
        shown.with_columns(exceeds_noise=exceeding(shown["p"]))
        .rename({"old_value": "previous_value", "old_n": "previous_n"})
        .select(*head, *PREVIOUS, *parts)
    )


def exceeding(p: pl.Series) -> pl.Series:
    """Which of the comparisons are more than noise; NULL where p is."""
    found = benjamini_hochberg(p.to_numpy()) if len(p) > 1 else p.to_numpy() < 1 - intervals.CONFIDENCE
    return pl.Series(
        [bool(real) if known is not None else None for real, known in zip(found, p, strict=True)], dtype=pl.Boolean
    )


def side_by_side(now: pl.DataFrame, old: pl.DataFrame) -> pl.DataFrame:
    """Two totals in one row; `old` may be empty."""
    nothing = pl.DataFrame({name: [None] for name in old.columns}, schema=old.schema)
    return now.hstack(old if not old.is_empty() else nothing)


def with_noise(joined: pl.DataFrame, by: Sequence[str], noise: pl.DataFrame | None) -> pl.DataFrame:
    """The rows with factor and freedom of their group."""
    if noise is None:
        return joined.with_columns(
            factor=pl.lit(1.0),
            freedom=pl.lit(np.inf),
            variance=pl.lit(None, pl.Float64),
            weekly_n=pl.lit(None, pl.Float64),
        )
    if by:
        return joined.join(noise, on=list(by), how="left", nulls_equal=True, maintain_order="left")
    return side_by_side(joined, noise)


def is_comparable(joined: pl.DataFrame, metric: Metric) -> pl.Expr:
    """What compares at all, in the same unit; for scores the same scale: points on 1-5 are no points on 1-10; counts and sums only of
    whole periods.

    A count that leaves out its last days, or its first, is always smaller than the one before; shares, scores and times are not.
    """
    same = (pl.col("unit") == pl.col("old_unit")) & metric.compares
    if metric.kind in ("count", "sum"):
        for note in ("note", "old_note"):
            same &= ~pl.col(note).fill_null("").str.contains("immature|no known beginning")
    if "scale_low" in joined.columns and joined["unit"].eq("score").any():
        same &= pl.col("scale_low").eq_missing(pl.col("old_scale_low"))
    return same


def judge(joined: pl.DataFrame, metric: Metric, effect: float) -> list[pl.Series]:
    """difference_low, difference_high and p: the interval of the answers' noise, widened by that of weeks."""
    low, high = difference_interval(joined, metric, effect)
    factor, freedom, variance, weekly_n, n, old_n = (intervals.floats(joined[name]) for name in (*NOISE, "n", "old_n"))
    # Where weeks scatter no more than answers do, nothing is estimated from them.
    freedom = np.where(factor > 1, freedom, np.where(np.isnan(freedom), np.nan, np.inf))
    centre = intervals.floats(joined["value"]) - intervals.floats(joined["old_value"])
    if is_nps(metric):
        centre = (low + high) / 2  # of the adjusted ones
    # Of means by person the answers' noise is that of their weeks: the persons of both periods cancel (weeks.py). Where one is
    # counted in several weeks and once in the period (contacts per customer), weeks do not add up to it.
    variance = np.where(weekly_n <= n + old_n, variance, np.nan)
    low, high = (
        np.fmax(low, centre - intervals.Z * np.sqrt(variance)),
        np.fmin(high, centre + intervals.Z * np.sqrt(variance)),
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        reach = np.where(centre > 0, centre - low, high - centre) / intervals.Z * np.sqrt(factor)
        p = 2 * t_above(np.abs(centre) / reach, freedom)
        widened = np.sqrt(factor) * t_quantile(0.5 + intervals.CONFIDENCE / 2, freedom) / intervals.Z
        bounds = centre - (centre - low) * widened, centre + (high - centre) * widened
    # No difference and no noise: nothing changed.
    p = np.where((centre == 0) & ~np.isnan(widened), 1.0, p)
    columns = {"difference_low": bounds[0], "difference_high": bounds[1], "p": p}
    return [pl.Series(name, values, pl.Float64).fill_nan(None) for name, values in columns.items()]


def is_nps(metric: Metric) -> bool:
    """Whether the noise is that of a net score."""
    return metric.noise == "interval" and metric.interval == "adjusted_wald"


def difference_interval(joined: pl.DataFrame, metric: Metric, effect: float) -> intervals.Bounds:
    """Low and high of the difference, by what makes the noise of this metric."""

    def both(name: str) -> tuple[intervals.Floats, intervals.Floats]:
        return joined[name].cast(pl.Float64).to_numpy(), joined[f"old_{name}"].cast(pl.Float64).to_numpy()

    value, old_value = both("value")
    if is_nps(metric):
        (promoters, old_promoters), (detractors, old_detractors), (n, old_n) = map(
            both, ("promoters", "detractors", "n")
        )
        test = intervals.compare_nps((promoters, detractors, n), (old_promoters, old_detractors, old_n))
        return test.low, test.high
    if metric.noise == "interval" and metric.interval == "wilson":
        # Without the effect of repeats.
        sides = [(v, *intervals.wilson_interval(v, n)) for v, n in zip(both("value"), both("n"), strict=True)]
        return intervals.difference_bounds(*sides)
    if metric.noise == "interval":
        (low, old_low), (high, old_high) = both("low"), both("high")
        if metric.interval == "order_statistic":
            narrower = 1 / np.sqrt(effect)
            low, high = value + (low - value) * narrower, value + (high - value) * narrower
            old_low = old_value + (old_low - old_value) * narrower
            old_high = old_value + (old_high - old_value) * narrower
        return intervals.difference_bounds((value, low, high), (old_value, old_low, old_high))
    squares, old_squares = both("sum_squares" if metric.noise == "sum_of_squares" else "n")
    return intervals.sum_difference_bounds(value, squares, old_value, old_squares)
