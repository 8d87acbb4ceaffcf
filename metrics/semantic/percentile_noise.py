"""The noise of weeks in a percentile, from that in the median of the same rows: few answers a week have no P95 of their own.

A restless week is taken to lengthen all durations alike, so that percentile and median move by the same share of themselves. Beside
the noise of its answers, which is larger the rarer the values, that is less for a P95 than for a median. By the median's factor as it
is, a P90 of restless weeks was called changed in 2 % of null worlds where the promise is 5 %.
"""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from metrics.catalogue import METRICS
from metrics.catalogue.entry import Distribution, Metric


def steadiest(metric: Metric) -> Metric:
    """The metric whose weeks say how restless this one is: of a percentile the median of the same rows."""
    leg = metric.legs[0]
    if not isinstance(leg, Distribution):
        return metric
    return next(other for other in METRICS.values() if other.legs == (replace(leg, quantile=0.5),))


def scale_factor(noise: pl.DataFrame, measured: pl.DataFrame, median: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The noise of the median as that of the percentile: beyond 1 the factor shrinks as answers' noise, relative to the value and
    squared, grows. `measured`, `median`: what compute() says of both by `by`; a group that lacks an interval keeps the factor."""
    ratio = relative_noise(median, by, "of_median").join(
        relative_noise(measured, by, "own"), on=["group", *by], nulls_equal=True
    )
    scaled = noise.with_columns(group=pl.lit(0)).join(
        ratio, on=["group", *by], how="left", nulls_equal=True, maintain_order="left"
    )
    share = (pl.col("of_median") / pl.col("own")).fill_null(1.0)
    return scaled.with_columns(factor=1 + (pl.col("factor") - 1) * share).select(noise.columns)


def relative_noise(measured: pl.DataFrame, by: Sequence[str], name: str) -> pl.DataFrame:
    """group (always 0), `by` and `name`: the squared width of the interval in units of the value, where there is one."""
    width = ((pl.col("high") - pl.col("low")) / pl.col("value")) ** 2
    known = measured.select(*by, width.alias(name), group=pl.lit(0))
    return known.filter(pl.col(name).is_finite() & (pl.col(name) > 0))
