"""Which touchpoints are worst, without letting the smallest groups win: each is drawn towards the others by how little it knows."""

import math
from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy import optimize, special

from metrics.catalogue import find_metric
from metrics.catalogue.entry import Metric
from metrics.semantic.answers import withhold
from metrics.semantic.compute import Scope, measure
from metrics.semantic.engine import Engine
from metrics.stats.distributions import beta_quantile
from metrics.stats.intervals import Floats, Z, adjusted_nps
from metrics.stats.one_core import one_core
from warehouse.config.errors import WrongUse

Shrunk = tuple[Floats, Floats, Floats, float]  # value, low, high of each group; the centre


def rank_touchpoints(
    engine: Engine, name: str, scope: Scope | None = None, by: Sequence[str] = ("touchpoint",), limit: int = 20
) -> pl.DataFrame:
    """Worst first: dimensions, value, n, low, high, unit, note, shrunk, shrunk_low, shrunk_high, gap, burden, rank.

    `gap` is how much worse than the centre the shrunk value is; `burden` is gap × n: what a fix is worth. Groups that are not
    measured are not ranked. Raises WrongUse for counts and sums, which have no worst.
    """
    metric = find_metric(name)
    if metric.better == "neutral" or not metric.is_withheld_when_small:
        raise WrongUse(f"{name} has no worst: rank a score, a rate or a time")
    measured = measure(engine, name, scope or Scope(), by).filter(pl.col("value").is_not_null())
    if measured.is_empty():
        empty = [pl.lit(None, pl.Float64).alias(c) for c in ("shrunk", "shrunk_low", "shrunk_high", "gap", "burden")]
        return measured.with_columns(*empty, rank=pl.lit(None, pl.Int64))
    shrunk, low, high, centre = shrink(measured, metric)
    sign = 1 if metric.better == "lower" else -1
    shown = withhold(measured, metric, len(by), engine.settings.minimum_n_shown)
    ranked = shown.with_columns(
        shrunk=pl.Series(shrunk), shrunk_low=pl.Series(low), shrunk_high=pl.Series(high),
        gap=pl.Series(sign * (shrunk - centre)),
    ).with_columns(burden=pl.col("gap") * pl.col("n"))  # fmt: skip
    return ranked.sort("burden", *by, descending=[True, *[False] * len(by)]).with_row_index("rank", 1).head(limit).select(
        *by, "value", "n", "low", "high", "unit", "note", "shrunk", "shrunk_low", "shrunk_high", "gap", "burden",
        pl.col("rank").cast(pl.Int64),
    )  # fmt: skip


def shrink(measured: pl.DataFrame, metric: Metric, factor: Floats | float = 1.0) -> Shrunk:
    """Empirical Bayes by the kind of number: beta-binomial for shares, normal for the rest.

    `factor`: how much larger each group's variance is than that of independent answers.
    """
    value, n = measured["value"].to_numpy(), measured["n"].cast(pl.Float64).to_numpy()
    if metric.interval == "wilson":
        return shrink_shares(value, n / factor)
    if metric.interval == "adjusted_wald":
        _, error = adjusted_nps(measured["promoters"].to_numpy(), measured["detractors"].to_numpy(), n)
    else:
        error = (measured["high"] - measured["low"]).cast(pl.Float64).fill_null(math.inf).to_numpy() / (2 * Z)
    return shrink_normal(value, error * np.sqrt(factor))


def shrink_shares(percent: Floats, n: Floats) -> Shrunk:
    """Shares in percent drawn to a beta prior of greatest likelihood; bounds are of the posterior. `n` need not be whole."""
    hits = percent * n / 100
    overall = float(np.clip(hits.sum() / n.sum(), 1e-6, 1 - 1e-6))

    def surprise(logs: Floats) -> float:
        a, b = special.expit(logs[0]) * math.exp(logs[1]), special.expit(-logs[0]) * math.exp(logs[1])
        return -float(np.sum(special.betaln(hits + a, n - hits + b) - special.betaln(a, b)))

    # Strength between 1 and a million answers: beyond, the groups do not differ at all.
    start = np.array([special.logit(overall), math.log(50)])
    with one_core():
        found = optimize.minimize(surprise, start, method="L-BFGS-B", bounds=[(-14, 14), (0, math.log(1e6))])
    mean, strength = float(special.expit(found.x[0])), math.exp(found.x[1])
    a, b = mean * strength + hits, (1 - mean) * strength + n - hits
    return 100 * a / (a + b), 100 * beta_quantile(0.025, a, b), 100 * beta_quantile(0.975, a, b), 100 * mean


def shrink_normal(value: Floats, error: Floats) -> Shrunk:
    """Values drawn to their mean by their standard errors (DerSimonian-Laird); without an error a group says nothing."""
    floor = np.nanmax(np.abs(value)) * 1e-9 + 1e-12  # answers that all agree still have some error
    error = np.maximum(error, floor)
    if not np.isfinite(error).any():
        centre = float(value.mean())
        return np.full_like(value, centre), np.full_like(value, np.nan), np.full_like(value, np.nan), centre
    weight = 1 / error**2
    fixed = float((weight * value).sum() / weight.sum())
    spread = weight.sum() - (weight**2).sum() / weight.sum()
    excess = float((weight * (value - fixed) ** 2).sum()) - (np.isfinite(error).sum() - 1)
    between = max(0.0, excess / spread) if spread > 0 else 0.0
    weight = 1 / (error**2 + between)
    centre = float((weight * value).sum() / weight.sum())
    trust = between / (between + error**2)
    shrunk = centre + trust * (value - centre)
    known = np.isfinite(error)
    half = Z * np.sqrt(np.where(known, trust * np.where(known, error, 0) ** 2, between))
    return shrunk, shrunk - half, shrunk + half, centre
