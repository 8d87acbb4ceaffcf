"""Two periods side by side: the difference, its interval, and whether it is more than noise."""

from collections.abc import Sequence

import polars as pl

from metrics.catalogue.entry import Metric
from metrics.stats import intervals

PREVIOUS = ("previous_value", "previous_n", "difference", "difference_low", "difference_high", "exceeds_noise")


def add_differences(now: pl.DataFrame, before: pl.DataFrame, metric: Metric, by: Sequence[str]) -> pl.DataFrame:
    """`now` with the columns of PREVIOUS after `note`; groups that only were before are not there."""
    old = before.rename({name: f"old_{name}" for name in before.columns if name not in by})
    joined = now.join(old, on=list(by), how="left", nulls_equal=True) if by else side_by_side(now, old)
    low, high = difference_interval(joined, metric)
    shown = joined.with_columns(difference=pl.col("value") - pl.col("old_value")).with_columns(
        pl.when(is_comparable(joined, metric)).then(pl.col("difference")).alias("difference"),
        pl.Series("difference_low", low, pl.Float64).fill_nan(None),
        pl.Series("difference_high", high, pl.Float64).fill_nan(None),
    )
    known = pl.col("difference").is_not_null()
    shown = shown.with_columns(
        pl.when(known).then(pl.col("difference_low")).alias("difference_low"),
        pl.when(known).then(pl.col("difference_high")).alias("difference_high"),
    ).with_columns(exceeds_noise=(pl.col("difference_low") > 0) | (pl.col("difference_high") < 0))
    parts = now.columns[now.columns.index("note") + 1 :]
    head = now.columns[: now.columns.index("note") + 1]
    return shown.rename({"old_value": "previous_value", "old_n": "previous_n"}).select(*head, *PREVIOUS, *parts)


def side_by_side(now: pl.DataFrame, old: pl.DataFrame) -> pl.DataFrame:
    """Two totals in one row; `old` may be empty."""
    nothing = pl.DataFrame({name: [None] for name in old.columns}, schema=old.schema)
    return now.hstack(old if not old.is_empty() else nothing)


def is_comparable(joined: pl.DataFrame, metric: Metric) -> pl.Expr:
    """What compares at all, in the same unit; for scores the same scale: points on 1-5 are no points on 1-10; counts and sums only of whole periods.

    A count that leaves out its last days, or its first, is always smaller than the one before; shares, scores and times are not.
    """
    same = (pl.col("unit") == pl.col("old_unit")) & metric.compares
    if metric.kind in ("count", "sum"):
        for note in ("note", "old_note"):
            same &= ~pl.col(note).fill_null("").str.contains("immature|no known beginning")
    if "scale_low" in joined.columns and joined["unit"].eq("score").any():
        same &= pl.col("scale_low").eq_missing(pl.col("old_scale_low"))
    return same


def difference_interval(joined: pl.DataFrame, metric: Metric) -> intervals.Bounds:
    """Low and high of the difference, by what makes the noise of this metric."""

    def both(name: str) -> tuple[intervals.Floats, intervals.Floats]:
        return joined[name].cast(pl.Float64).to_numpy(), joined[f"old_{name}"].cast(pl.Float64).to_numpy()

    value, old_value = both("value")
    if metric.noise == "interval" and metric.interval == "adjusted_wald":
        (promoters, old_promoters), (detractors, old_detractors), (n, old_n) = map(
            both, ("promoters", "detractors", "n")
        )
        test = intervals.compare_nps((promoters, detractors, n), (old_promoters, old_detractors, old_n))
        return test.low, test.high
    if metric.noise == "interval":
        (low, old_low), (high, old_high) = both("low"), both("high")
        return intervals.difference_bounds((value, low, high), (old_value, old_low, old_high))
    squares, old_squares = both("sum_squares" if metric.noise == "sum_of_squares" else "n")
    return intervals.sum_difference_bounds(value, squares, old_value, old_squares)
