"""95 % intervals and noise, as pure functions of parts; arrays in, arrays out, NaN where nothing can be said.

The bootstrap by person is the oracle in the tests, never the page's work.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from metrics.stats.distributions import binomial_quantile, normal_above, normal_quantile, t_quantile

Z = float(normal_quantile(0.975))
CONFIDENCE = 0.95
Floats = NDArray[np.float64]
Bounds = tuple[Floats, Floats]


class NpsTest(NamedTuple):
    """Two NPS compared: adjusted difference, its bounds, and the two-sided p."""

    difference: Floats
    low: Floats
    high: Floats
    p: Floats


def nps_interval(promoters: ArrayLike, detractors: ArrayLike, n: ArrayLike) -> Bounds:
    """Adjusted Wald, clipped to -100 … 100."""
    centre, error = adjusted_nps(promoters, detractors, n)
    return np.maximum(centre - Z * error, -100), np.minimum(centre + Z * error, 100)


def adjusted_nps(promoters: ArrayLike, detractors: ArrayLike, n: ArrayLike) -> Bounds:
    """NPS and its standard error after adding 3 answers: ¾ promoter, ¾ detractor (MeasuringU, [B32])."""
    size = floats(n) + 3
    p, d = (floats(promoters) + 0.75) / size, (floats(detractors) + 0.75) / size
    return 100 * (p - d), 100 * np.sqrt((p + d - (p - d) ** 2) / size)


def wald_nps_margin(promoters: ArrayLike, detractors: ArrayLike, n: ArrayLike) -> Floats:
    """The plain margin, for comparison with other tools; 0 when all answers agree, which is wrong."""
    size = floats(n)
    p, d = floats(promoters) / size, floats(detractors) / size
    return 100 * Z * np.sqrt((p + d - (p - d) ** 2) / size)


def compare_nps(now: tuple[ArrayLike, ArrayLike, ArrayLike], before: tuple[ArrayLike, ArrayLike, ArrayLike]) -> NpsTest:
    """(promoters, detractors, n) of two periods: both adjusted, then z ([B33])."""
    (value, error), (old_value, old_error) = adjusted_nps(*now), adjusted_nps(*before)
    difference, spread = value - old_value, np.sqrt(error**2 + old_error**2)
    p = 2 * normal_above(np.abs(difference / spread))
    return NpsTest(difference, difference - Z * spread, difference + Z * spread, p)


def wilson_interval(percent: ArrayLike, n: ArrayLike) -> Bounds:
    """Wilson score interval in percent, without continuity correction."""
    size, p = nonzero(n), floats(percent) / 100
    centre = (p + Z**2 / (2 * size)) / (1 + Z**2 / size)
    half = Z / (1 + Z**2 / size) * np.sqrt(p * (1 - p) / size + Z**2 / (4 * size**2))
    low = np.where(p == 0, 0.0, 100 * (centre - half))  # exactly the edge, whatever the rounding
    return low, np.where(p == 1, 100.0, 100 * (centre + half))


def cluster_mean_interval(
    mean: ArrayLike, n: ArrayLike, persons: ArrayLike, sum_s2: ArrayLike, sum_sc: ArrayLike, sum_c2: ArrayLike
) -> Bounds:
    """Cluster-robust by person from sums over persons of S², S·c and c² (S: a person's sum, c: its rows); t with persons - 1."""
    m, size, count = floats(mean), nonzero(n), floats(persons)
    residuals = floats(sum_s2) - 2 * m * floats(sum_sc) + m**2 * floats(sum_c2)
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(np.maximum(residuals, 0) * count / (count - 1)) / size
        half = np.where(count > 1, t_quantile(0.5 + CONFIDENCE / 2, np.maximum(count - 1, 1)) * error, np.nan)
    return m - half, m + half


def percentile_ranks(n: int, quantile: float, effect: float = 1.0) -> tuple[int, int] | None:
    """1-based ranks (low, high) whose order statistics hold the percentile with at least 95 %; None: n is too small. `effect`: so
    many values say as much as one independent value."""
    tail, expected, wider = (1 - CONFIDENCE) / 2, n * quantile, math.sqrt(effect)
    below = expected - float(binomial_quantile(tail, n, quantile))
    above = float(binomial_quantile(1 - tail, n, quantile)) + 1 - expected
    # Rounded first: 6.000000001 is rank 6.
    low, high = math.floor(round(expected - wider * below, 6)), math.ceil(round(expected + wider * above, 6))
    return (low, high) if low >= 1 and high <= n else None


def percentile_width(n: ArrayLike, quantile: float) -> Floats:
    """How many standard errors of its rank lie between the ranks of percentile_ranks: they are whole, so 2·Z or more; NaN of none."""
    tail, size = (1 - CONFIDENCE) / 2, nonzero(n)
    ranks = binomial_quantile(1 - tail, size, quantile) + 1 - binomial_quantile(tail, size, quantile)
    return floats(ranks / np.sqrt(size * quantile * (1 - quantile)))


def poisson_interval(value: ArrayLike, n: ArrayLike) -> Bounds:
    """A fixed amount over a count: the count's Poisson noise carried over."""
    half = Z * floats(value) / np.sqrt(nonzero(n))
    return floats(value) - half, floats(value) + half


def difference_bounds(
    now: tuple[ArrayLike, ArrayLike, ArrayLike], before: tuple[ArrayLike, ArrayLike, ArrayLike]
) -> Bounds:
    """(value, low, high) of two periods to the interval of their difference: Newcombe's way, from the two intervals."""
    (v, low, high), (old, old_low, old_high) = map(floats, now), map(floats, before)
    difference = v - old
    return (
        difference - np.sqrt((v - low) ** 2 + (old_high - old) ** 2),
        difference + np.sqrt((high - v) ** 2 + (old - old_low) ** 2),
    )


def sum_difference_bounds(value: ArrayLike, squares: ArrayLike, old_value: ArrayLike, old_squares: ArrayLike) -> Bounds:
    """Two sums of independent amounts, number of amounts included; for counts the squares are the counts (Poisson)."""
    half = Z * np.sqrt(floats(squares) + floats(old_squares))
    difference = floats(value) - floats(old_value)
    return difference - half, difference + half


def floats(values: ArrayLike) -> Floats:
    """As float64; None becomes NaN."""
    return np.asarray(values, dtype=np.float64)


def nonzero(values: ArrayLike) -> Floats:
    """As float64, 0 becomes NaN."""
    array = floats(values)
    return np.where(array > 0, array, math.nan)
