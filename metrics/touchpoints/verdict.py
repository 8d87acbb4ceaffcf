"""Whether a touchpoint is positive, neutral or negative: a rule that is stated and that noise rarely passes.

A touchpoint is compared with all other answers of the same score in the period, or with a bar of the company's own
(Settings.touchpoint_bars). It gets a class when both hold: the difference survives Benjamini-Hochberg among all touchpoints
compared, and its value, drawn to the others' by how little is known of it, is off the bar by `touchpoint_margin` of the scale's
width. Answers scatter more from week to week than independent ones would; that factor widens every error. A class that was
earned in the weeks before is kept until half the margin or the evidence (p > LEAVING_P) is gone, so that it does not flicker.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import special, stats

from metrics.entry import Metric
from metrics.intervals import Floats, Z, adjusted_nps

CLASSES = ("positive", "neutral", "negative", "unknown")
# no_score: nothing measured; few: under the smallest sample shown; noise: could be chance; small: real, but within the margin;
# beyond: off the bar beyond noise; kept: earned in the weeks before, and still likelier than not
REASONS = ("no_score", "few", "noise", "small", "beyond", "kept")
LEAVING_P = 0.25
LEAST_FREEDOM = 10  # a factor of fewer weeks than this says nothing


@dataclass(frozen=True)
class Whole:
    """All answers of the company in the period: value, number, promoters and detractors where it is an NPS; the bar."""

    value: float
    n: float
    promoters: float
    detractors: float
    bar: float
    is_own: bool  # the bar is the company's own level


def width_of(metric: Metric, measured: pl.DataFrame) -> float:
    """From the worst value that the score can have to the best: 100 %, 200 points of NPS, or the survey's scale."""
    if metric.unit in ("percent", "points"):
        return 200.0 if metric.unit == "points" else 100.0
    scales = measured["scale_low"].drop_nulls() if "scale_low" in measured.columns else pl.Series([], dtype=pl.String)
    if not len(scales):
        return 1.0
    low, high = scales[0].split("-")[:2]
    return max(float(high) - float(low), 1.0)


def difference_p(metric: Metric, measured: pl.DataFrame, whole: Whole, factor: float) -> Floats:
    """Two-sided p of each group being like the rest of the company (or the bar); NaN where there is no rest.

    Shares: both tails of the exact binomial; NPS: adjusted z of the two groups; means: the group's own interval. `factor`: how much
    larger than that of independent answers the variance is.
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
        mine, error = adjusted_nps(promoters, detractors, n)
        if not whole.is_own:
            return 2 * stats.norm.sf(np.abs(mine - whole.bar) / error / np.sqrt(factor))
        theirs, other = adjusted_nps(whole.promoters - promoters, whole.detractors - detractors, rest)
        return 2 * stats.norm.sf(np.abs(mine - theirs) / np.sqrt((error**2 + other**2) * factor))
    error = (column(measured, "high") - column(measured, "low")) / (2 * Z)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = n / whole.n if whole.is_own else np.zeros(n.size)
        z = np.abs(value - whole.bar) / np.where(share < 1, 1 - share, np.nan) / np.where(error > 0, error, np.nan)
    return 2 * stats.norm.sf(z)


def binomial_p(hits: Floats, n: Floats, expected: Floats) -> Floats:
    """Twice the smaller tail of the binomial, by the incomplete beta function so that sizes need not be whole."""
    below = special.betainc(np.maximum(n - hits, 1e-12), hits + 1, 1 - expected)
    above = special.betainc(np.maximum(hits, 1e-12), n - hits + 1, expected)
    return np.minimum(1.0, 2 * np.minimum(below, above))


def noise_factor(metric: Metric, weekly: pl.DataFrame, keys: list[str]) -> float:
    """How much more answers scatter from week to week than independent ones (Pearson's χ² over its freedom, pooled over the
    touchpoints, the company's own weeks taken out); 1 at least, and where there are too few weeks to say."""
    if metric.interval not in ("wilson", "adjusted_wald") or weekly.is_empty():
        return 1.0
    rows = weekly.filter(pl.col("value").is_not_null() & (pl.col("n") > 0) & pl.col("week").is_not_null())
    mean_square = (
        100 * pl.col("value")
        if metric.interval == "wilson"
        else 10_000 * (pl.col("promoters") + pl.col("detractors")) / pl.col("n")
    )
    one = rows.with_columns(square=mean_square * pl.col("n"), total=pl.col("value") * pl.col("n"))
    size, level = pl.col("n").sum(), pl.col("total").sum() / pl.col("n").sum()
    group, week = level.over(keys), level.over("week")
    scatter = one.with_columns(
        residual=pl.col("value") - group - week + one.select(level).item(),
        variance=pl.col("square").sum().over(keys) / size.over(keys) - group.pow(2),
    ).filter(pl.col("variance") > 1e-9)
    freedom = scatter.height - scatter.select(keys).n_unique() - scatter["week"].n_unique() + 1
    if freedom < LEAST_FREEDOM:
        return 1.0
    chi = scatter.select((pl.col("n") * pl.col("residual").pow(2) / pl.col("variance")).sum()).item()
    return max(1.0, float(chi) / freedom)


def classes_by_evidence(gap: Floats, p: Floats, survives: NDArray[np.bool_], margin: Floats) -> NDArray[np.int8]:
    """1, 0, -1 by the evidence of one period alone."""
    earned = survives & (np.abs(gap) >= margin) & ~np.isnan(p)
    return np.where(earned, np.sign(np.nan_to_num(gap)), 0).astype(np.int8)


def keep_classes(
    earned: NDArray[np.int8], before: NDArray[np.int8], gap: Floats, p: Floats, margin: Floats
) -> NDArray[np.int8]:
    """The classes earned now; where none is, the one held before, as long as half the margin and p ≤ LEAVING_P remain."""
    with np.errstate(invalid="ignore"):
        remains = (before != 0) & (np.sign(gap) == before) & (np.abs(gap) >= margin / 2) & (p <= LEAVING_P)
    return np.where((earned == 0) & remains, before, earned).astype(np.int8)


def column(rows: pl.DataFrame, name: str) -> Floats:
    """A column as float64, NULL as NaN."""
    return rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
