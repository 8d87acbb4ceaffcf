"""From a metric's parts to its interval, by the method that its entry names."""

import polars as pl

from metrics.catalogue.entry import Metric
from metrics.stats import intervals

DAYS_A_MONTH = 30.4375


def per_month(percent: intervals.Floats, days: intervals.Floats) -> intervals.Floats:
    """The monthly rate that loses as large a share in so many days."""
    return 100 * (1 - (1 - percent / 100) ** (DAYS_A_MONTH / intervals.nonzero(days)))


def add_bounds(rows: pl.DataFrame, metric: Metric, effect: float = 1.0) -> pl.DataFrame:
    """The rows with `low` and `high`, NaN or NULL where there is no interval. `effect`: so many repeated answers of shares and net
    scores say as much as one independent answer (repeats.py)."""

    def part(name: str) -> intervals.Floats:
        return rows[name].cast(pl.Float64).to_numpy()

    value, n = part("value"), part("n_shown")
    if metric.interval == "adjusted_wald":
        low, high = intervals.nps_interval(part("promoters") / effect, part("detractors") / effect, n / effect)
    elif metric.interval == "wilson":
        low, high = intervals.wilson_interval(value, n / effect)
    elif metric.interval == "wilson_per_month":
        low, high = (
            per_month(bound, part("days"))
            for bound in intervals.wilson_interval(100 * part("lost") / part("at_start"), n)
        )
    elif metric.interval == "cluster_mean":
        sums = (part(name) for name in ("persons", "sum_s2", "sum_sc", "sum_c2"))
        low, high = intervals.cluster_mean_interval(value, n, *sums)
    elif metric.interval == "poisson":
        low, high = intervals.poisson_interval(value, n)
    else:
        return rows.with_columns(low=pl.lit(None, pl.Float64), high=pl.lit(None, pl.Float64))
    measured = pl.col("value").is_not_null()
    return rows.with_columns(
        pl.when(measured).then(pl.Series("low", low)).alias("low"),
        pl.when(measured).then(pl.Series("high", high)).alias("high"),
    )
