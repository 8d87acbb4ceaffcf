"""Persons of one channel against persons of several: two ratios of sums over persons, in all and among the equally active."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from metrics.semantic.estimate import Bounded
from metrics.stats.distributions import t_quantile
from metrics.stats.intervals import Z, cluster_mean_interval, difference_bounds

NOT_WITHIN_LIKE = ("contacts", "orders")  # persons alike in contacts and orders do not differ in them


@dataclass(frozen=True, kw_only=True)
class Side(Bounded):
    """A ratio of sums over persons, with its standard error; interval and error are NaN of one person."""

    error: float


def compare_sides(measure: str, unit: str, sums: pl.DataFrame, least: int) -> tuple[object, ...]:
    """One row of metrics.analyses.omnichannel.customers.COLUMNS, from the sums of its measure by side and activity."""
    single, multi = (side_of(sums.filter(pl.col("is_multi") == is_multi), least) for is_multi in (False, True))
    persons = [int(sums.filter(pl.col("is_multi") == is_multi)["persons"].sum()) for is_multi in (False, True)]
    shown = [(side.value, n, known(side.low), known(side.high)) if side else (None, n, None, None)
             for side, n in zip((single, multi), persons, strict=True)]  # fmt: skip
    difference: tuple[float | None, ...] = (None, None, None)
    if single and multi:
        bounds = difference_bounds((multi.value, multi.low, multi.high), (single.value, single.low, single.high))
        difference = (multi.value - single.value, *(known(float(bound)) for bound in bounds))
    like = (None, None, None, 0) if measure in NOT_WITHIN_LIKE else like_difference(sums, least)
    return (measure, unit, *shown[0], *shown[1], *difference, *like)


def known(number: float) -> float | None:
    """None for NaN."""
    return None if math.isnan(number) else number


def side_of(sums: pl.DataFrame, least: int) -> Side | None:
    """The ratio over all rows of the sums; None under `least` persons."""
    totals = sums.select("persons", "s", "c", "ss", "sc", "cc").sum()
    persons, s, c, ss, sc, cc = (float(value or 0) for value in totals.row(0)) if sums.height else (0.0,) * 6
    if not c or persons < max(least, 1):
        return None
    low, high = (float(bound) for bound in cluster_mean_interval(s / c, c, persons, ss, sc, cc))
    return Side(s / c, low, high, int(persons), error=(high - s / c) / float(t_quantile(0.975, max(persons - 1, 1))))


def like_difference(sums: pl.DataFrame, least: int) -> tuple[float | None, float | None, float | None, int]:
    """Difference, low, high, persons: within groups of equal activity, weighted by n₁·n₂ ÷ (n₁ + n₂) as Mantel and Haenszel do.

    Groups with fewer than `least` (two at the least) persons on a side say too little about their own noise and are left out.
    """
    weights, differences, variances, persons = [], [], [], 0
    for _, rows in sums.sort("activity").group_by("activity", maintain_order=True):
        halves = [rows.filter(pl.col("is_multi") == is_multi) for is_multi in (False, True)]
        single, multi = (side_of(half, max(least, 2)) for half in halves)
        if not single or not multi:
            continue
        n = [float(half["persons"].sum()) for half in halves]
        weights.append(n[0] * n[1] / sum(n))
        differences.append(multi.value - single.value)
        variances.append(single.error**2 + multi.error**2)
        persons += int(sum(n))
    return (*weighted(weights, differences, variances), persons)


def weighted(
    weights: Sequence[float], values: Sequence[float], variances: Sequence[float]
) -> tuple[float | None, float | None, float | None]:
    """Weighted mean and its 95 % interval; None of nothing."""
    if not weights:
        return None, None, None
    share = np.array(weights) / sum(weights)
    mean, half = float(share @ np.array(values)), Z * float(np.sqrt((share**2) @ np.array(variances)))
    return mean, mean - half, mean + half
