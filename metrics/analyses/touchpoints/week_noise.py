"""How much a group's level shifts from week to week, and for how long a week is remembered: the long-run noise of a period's level.

A week of a group has a level of its own around the group's, of variance τ² and correlation ρ^k with the week k weeks off. Over
twelve weeks the autocovariances of Newey and West (1987) are biased to half and less where ρ is .8, as the period's own mean is
taken out of them; so τ and ρ are weighed by their restricted likelihood (REML), which knows that, over all groups together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from metrics.catalogue.entry import Metric
from metrics.stats.intervals import Floats
from metrics.stats.one_core import one_core

LEAST_FREEDOM = 10  # weeks over groups and weeks: of fewer nothing can be said
MEMORIES = np.array([0.0, 0.3, 0.6, 0.8, 0.9])  # ρ
SHIFTS = np.array([0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 13.0, 16.0, 20.0, 25.0])  # τ, % of the scale
USUAL_SHIFT = 3.0  # half-Cauchy's scale (Gelman 2006): how large a τ is taken for likely before anything is seen
OWN = ("week", "n", "variance", "place")
CAUTION = (
    0.5  # part of what is likely that counts, the largest noise first: twelve weeks tell little of a memory of several
)
UNSEEN = 1e9  # variance of a week without answers


@dataclass(frozen=True)
class WeekNoise:
    """`lags`: by how many weeks two are apart, the covariance of a group's levels in them, in the metric's unit squared; `groups`: keys,
    week, n, variance (of one answer) and place of the week."""

    lags: Floats
    weeks: pl.DataFrame

    @property
    def of_even_weeks(self) -> float:
        """Variance of the mean level of a group whose answers are spread evenly over the weeks."""
        return float(even(self.lags))

    def factor(self, n: float, variance: float, together: float = 1.0) -> float:
        """How much larger the variance of n answers is than that of independent ones (`variance`: of one answer).

        `together`: part_together() of the groups that they are of, whose weeks have nothing in common.
        """
        return 1 + together * (n * self.of_even_weeks + self.lags[0]) / variance if variance > 0 else 1.0

    def part_together(self, limits: Mapping[str, Sequence[str]]) -> float:
        """How likely two answers are of one group, of the groups within the limits ("": unknown); 1 where there are none."""
        keys = [name for name in self.weeks.columns if name not in OWN]
        inside = [pl.col(name).fill_null("").is_in(list(values)) for name, values in limits.items() if name in keys]
        n = self.weeks.filter(*inside).group_by(keys).agg(pl.col("n").sum())["n"].cast(pl.Float64).to_numpy()
        return float((n**2).sum() / n.sum() ** 2) if n.size else 1.0


def week_noise(metric: Metric, weekly: pl.DataFrame, keys: Sequence[str]) -> WeekNoise | None:
    """The noise of weeks in the groups; None where too few weeks were answered, or for a number that is no share and no NPS.

    `weekly`: keys, week, value, n and the parts. The company's own weeks are taken out.
    """
    groups = list(keys)
    rows = weekly.filter(pl.col("value").is_not_null() & (pl.col("n") > 0))
    if metric.interval not in ("wilson", "adjusted_wald") or rows.is_empty():
        return None
    is_nps = metric.interval == "adjusted_wald"
    square = 10_000 * (pl.col("promoters") + pl.col("detractors")) if is_nps else 100 * pl.col("value") * pl.col("n")
    level = (pl.col("value") * pl.col("n")).sum() / pl.col("n").sum()
    mean, size = level.over(groups), pl.col("n").sum().over(groups)
    scatter = rows.with_columns(
        residual=pl.col("value") - mean - level.over("week") + rows.select(level).item(),
        variance=square.sum().over(groups) / size - mean**2, place=pl.col("week").rank("dense").cast(pl.Int64) - 1,
    ).filter(pl.col("variance") > 1e-9)  # fmt: skip
    count, weeks = scatter.select(groups).n_unique(), scatter["week"].n_unique()
    if scatter.height - count - weeks + 1 < LEAST_FREEDOM:
        return None
    number = scatter.select(pl.struct(groups).rank("dense").cast(pl.Int64) - 1).to_series().to_numpy()
    shape, at = (count, int(scatter["place"].max()) + 1), (number, scatter["place"].to_numpy())  # type: ignore[arg-type]
    value, noise = np.zeros(shape), np.full(shape, UNSEEN)
    # The company's week, which is taken out, holds the group's own part of it.
    value[at] = scatter["residual"].to_numpy() * np.sqrt(count / max(count - 1, 1))
    noise[at] = scatter["variance"].to_numpy() / scatter["n"].cast(pl.Float64).to_numpy()
    kept = scatter.select(*groups, *OWN)
    return WeekNoise(covariances(value, noise, SHIFTS * (2 if is_nps else 1)), kept)


def covariances(value: Floats, noise: Floats, shifts: Floats) -> Floats:
    """Of weeks 0, 1, 2 … apart, averaged over the more cautious half of τ and ρ, by how likely they make the groups' weeks.

    `noise`: variance of each week's answers.
    """
    apart = np.abs(np.subtract.outer(np.arange(value.shape[1]), np.arange(value.shape[1])))
    likely, found = [], []
    with one_core():
        for memory in MEMORIES:
            for shift in shifts:
                prior = -np.log1p((shift / shifts[-1] * SHIFTS[-1] / USUAL_SHIFT) ** 2)
                likely.append(prior + restricted_likelihood(value, noise, shift**2 * memory**apart))
                found.append(shift**2 * memory ** np.arange(value.shape[1]))
    lags, weight = np.array(found), np.exp(np.array(likely) - max(likely))
    order = np.argsort(even(lags))
    lags, weight = lags[order], weight[order] / weight.sum()
    weight = np.minimum(weight, np.maximum(np.cumsum(weight) - (1 - CAUTION), 0))
    return np.asarray(weight @ lags / weight.sum())


def even(lags: Floats) -> Floats:
    """Variance of the mean of weeks with these covariances."""
    count = lags.shape[-1]
    times = np.append(count, 2 * np.arange(count - 1, 0, -1))
    return np.asarray(lags @ times / count**2)


def restricted_likelihood(value: Floats, noise: Floats, shared: Floats) -> float:
    """The logarithm of the normal's likelihood of all groups' weeks with each group's own level taken out."""
    whole = shared + np.apply_along_axis(np.diag, 1, noise)
    inverse = np.linalg.inv(whole)
    weight = inverse.sum(axis=(1, 2))
    mean = np.einsum("gij,gj->g", inverse, value) / weight
    off = value - mean[:, None]
    fit = np.einsum("gi,gij,gj->g", off, inverse, off)
    return float(-0.5 * (np.linalg.slogdet(whole)[1] + np.log(weight) + fit).sum())


def noise_factors(metric: Metric, weekly: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """keys, factor: how much larger each group's variance is than that of independent answers; 1 at least.

    Of a group's own weeks: many answers of few weeks say no more than those weeks do. Groups without a factor have 1.
    """
    groups = list(keys)
    noise = week_noise(metric, weekly, keys)
    if noise is None:
        return pl.DataFrame(schema={**dict.fromkeys(groups, pl.String), "factor": pl.Float64})
    rows = []
    for group in noise.weeks.partition_by(groups, maintain_order=True):
        n, place = group["n"].cast(pl.Float64).to_numpy(), group["place"].to_numpy()
        shared = noise.lags[np.abs(np.subtract.outer(place, place))]
        factor = 1 + float(n @ shared @ n) / n.sum() / float(group["variance"][0])
        rows.append((*group.select(groups).row(0), factor))
    return pl.DataFrame(rows, schema={**dict.fromkeys(groups, pl.String), "factor": pl.Float64}, orient="row")
