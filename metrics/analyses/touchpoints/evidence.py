"""How likely a group's answers are if it is like the rest of the company."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import special

from metrics.catalogue.entry import Metric
from metrics.stats.distributions import normal_above
from metrics.stats.intervals import Floats, Z, adjusted_nps


@dataclass(frozen=True)
class Whole:
    """All answers of the company in the period: value, number, promoters and detractors where it is an NPS; the bar."""

    value: float
    n: float
    promoters: float
    detractors: float
    bar: float
    is_own: bool  # the bar is the company's own level


def difference_p(metric: Metric, measured: pl.DataFrame, whole: Whole, factor: Floats) -> Floats:
    """Two-sided p of each group being like the rest of the company (or the bar); NaN where there is no rest.

    Shares: the binomial's mid-p; NPS: nps_p; means: the group's own interval. `factor`: how much larger than that of
    independent answers each group's variance is.
    """
    value, n = column(measured, "value"), column(measured, "n")
    rest = np.where(whole.n - n > 0, whole.n - n, np.nan)
    if metric.interval == "wilson":
        hits = value * n / 100
        other = (whole.value * whole.n / 100 - hits + 0.5) / (rest + 1)
        expected = np.clip(other, 1e-9, 1 - 1e-9) if whole.is_own else np.full(n.size, whole.bar / 100)
        size = (1 / (1 / n + 1 / rest) if whole.is_own else n) / factor
        return binomial_p(value / 100 * size, size, expected)
    if metric.interval == "adjusted_wald":
        promoters, detractors = column(measured, "promoters"), column(measured, "detractors")
        if whole.is_own:
            return nps_p(
                (promoters, detractors, n), (whole.promoters - promoters, whole.detractors - detractors, rest), factor
            )
        mine, error = adjusted_nps(promoters, detractors, n)
        return two_sided((mine - whole.bar) / error / np.sqrt(factor))
    error = (column(measured, "high") - column(measured, "low")) / (2 * Z)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = n / whole.n if whole.is_own else np.zeros(n.size)
        z = (value - whole.bar) / np.where(share < 1, 1 - share, np.nan) / np.where(error > 0, error, np.nan)
    return two_sided(z)


def nps_p(mine: tuple[Floats, Floats, Floats], rest: tuple[Floats, Floats, Floats], factor: Floats) -> Floats:
    """Two-sided p of a group's answers being like those of the rest, both as (promoters, detractors, n).

    The variance is the rest's (¾ answer added to either end), as the group's would be if it were alike: a group of few answers that
    agree has none of its own. Few answers of a lopsided rest are lopsided, so the larger p of the normal and of Pearson's
    distribution of type III with that skewness counts: false alarms at 0.001 fell from 4 in a thousand at n = 5 to none.
    """
    (promoters, detractors, n), (their_promoters, their_detractors, their_n) = mine, rest
    size = their_n + 3
    p, d = (their_promoters + 0.75) / size, (their_detractors + 0.75) / size
    mean = p - d
    variance = p + d - mean**2
    third = mean - 3 * mean * (p + d) + 2 * mean**3
    error = np.sqrt(variance * (1 / n + 1 / their_n) * factor)
    z = ((promoters - detractors) / n - (their_promoters - their_detractors) / their_n) / error
    skew = third * (1 / n**2 - 1 / their_n**2) / error**3
    from scipy.stats import pearson3  # slow to import, and seldom needed

    known = np.nan_to_num(skew)
    tails = np.minimum(pearson3.cdf(z, known), pearson3.sf(z, known))
    return np.where(np.isnan(z), np.nan, np.maximum(two_sided(z), np.minimum(1.0, 2 * tails)))


def two_sided(z: Floats) -> Floats:
    """p of the normal."""
    p: Floats = 2 * normal_above(np.abs(z))
    return p


def binomial_p(hits: Floats, n: Floats, expected: Floats) -> Floats:
    """Twice the smaller mid-tail of the binomial, by the incomplete beta function so that sizes need not be whole."""
    misses = n - hits
    up_to = np.where(misses > 0, special.betainc(np.maximum(misses, 1e-12), hits + 1, 1 - expected), 1.0)
    below = np.where(hits > 0, special.betainc(misses + 1, np.maximum(hits, 1e-12), 1 - expected), 0.0)
    lower = (up_to + below) / 2
    return 2 * np.minimum(lower, 1 - lower)


def column(rows: pl.DataFrame, name: str) -> Floats:
    """A column as float64, NULL as NaN."""
    return rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
