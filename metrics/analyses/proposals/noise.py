"""How much more a metric scatters from week to week than independent answers would: what widens every error here."""

import numpy as np
import polars as pl

from metrics.catalogue import METRICS

GROUP = ("stage", "channel", "touchpoint")
BY_WEEK = (*GROUP, "week")
LEAST_FREEDOM = 10  # a factor of fewer weeks than this says nothing


def weekly_noise(metric: str, weekly: pl.DataFrame) -> float:
    """By what measure() says BY_WEEK: Pearson's χ² over its freedom, pooled over the touchpoints, the company's own weeks taken out; 1 at least.

    The factor of the variance of a share or an NPS; 1 where there are too few weeks to say.
    """
    rows = weekly.filter(pl.col("value").is_not_null() & (pl.col("n") > 0) & pl.col("week").is_not_null())
    if rows.is_empty():
        return 1.0
    keys, n = list(GROUP), pl.col("n")
    level = (pl.col("value") * n).sum() / n.sum()
    square = pl.col("value") * 100  # of a share: its hits are 0 or 100
    if METRICS[metric].unit == "points":
        square = 10_000 * (pl.col("promoters") + pl.col("detractors")) / n
    scatter = rows.with_columns(
        residual=pl.col("value") - level.over(keys) - level.over("week") + rows.select(level).item(),
        variance=((square * n).sum() / n.sum()).over(keys) - level.over(keys).pow(2),
    ).filter(pl.col("variance") > 1e-9)
    freedom = scatter.height - scatter.select(keys).n_unique() - scatter["week"].n_unique() + 1
    if freedom < LEAST_FREEDOM:
        return 1.0
    weights = scatter["n"].cast(pl.Float64).to_numpy() / scatter["variance"].to_numpy()
    return max(1.0, float(np.sum(weights * scatter["residual"].to_numpy() ** 2)) / freedom)
