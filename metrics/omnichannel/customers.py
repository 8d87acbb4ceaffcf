"""Customers of one channel beside customers of several: engagement, retention, spend and satisfaction, side by side and among the equally active.

A customer's channels are those of its own contacts and orders; what the company sends is no use of a channel. Every measure is a sum
over persons divided by another, so intervals keep the rows of a person together. Who contacts once can only have used one channel:
`like_*` compares inside groups of persons with about as many contacts and orders, and says more. Neither proves a cause.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from scipy import stats

from metrics.compute import end_of_data, equal_period_before
from metrics.engine import Engine
from metrics.intervals import Z, cluster_mean_interval, difference_bounds
from metrics.omnichannel.folds import make_fold_request
from metrics.omnichannel.persons import persons_sql, retention_sql
from metrics.scope import Scope

DAYS_A_MONTH = 365.2425 / 12
COLUMNS = (
    "measure", "unit", "single", "single_n", "single_low", "single_high", "multi", "multi_n", "multi_low", "multi_high",
    "difference", "difference_low", "difference_high", "like_difference", "like_low", "like_high", "like_persons",
)  # fmt: skip
MEASURES = ("contacts", "orders", "retention", "spend", "csat", "nps")
NOT_WITHIN_LIKE = ("contacts", "orders")  # persons alike in contacts and orders do not differ in them


@dataclass(frozen=True)
class Side:
    """A ratio of sums over persons, its 95 % interval and standard error (NaN: one person); None: nothing measured or withheld."""

    value: float
    low: float
    high: float
    error: float


def compare_customers(engine: Engine, scope: Scope | None = None) -> pl.DataFrame:
    """One row a measure, COLUMNS: contacts and orders per person and month, retention (percent of the persons of the period before
    who are active in this one, by their channels then), spend per person and month by currency, CSAT (percent), NPS (points).

    *_n: persons. `like_difference`: mean of the differences within groups of equally active persons, weighted by how much each
    can say; `like_persons`: how many persons stand in such groups. NULL where nothing was measured, where fewer persons than
    minimum_n_shown stand on a side, and retention and per month without a period that has a start.
    """
    scope = scope or Scope()
    frames = [measure_period(engine, scope), measure_retention(engine, scope)]
    sums = pl.concat([frame for frame in frames if not frame.is_empty()] or frames[:1], how="diagonal_relaxed")
    least = engine.settings.minimum_n_shown
    found = sorted(set(sums.select("measure", "unit").iter_rows()), key=lambda pair: (MEASURES.index(pair[0]), pair[1]))
    rows = [
        compare_sides(measure, unit, sums.filter((pl.col("measure") == measure) & (pl.col("unit") == unit)), least)
        for measure, unit in found
    ]
    types: dict[str, Any] = dict.fromkeys(COLUMNS, pl.Float64) | {"measure": pl.String, "unit": pl.String}
    types |= dict.fromkeys(("single_n", "multi_n", "like_persons"), pl.Int64)
    return pl.DataFrame(rows, schema=types, orient="row")


def measure_period(engine: Engine, scope: Scope) -> pl.DataFrame:
    """Sums over persons of every measure but retention, by side and activity."""
    sql = persons_sql(make_fold_request(engine, scope, ()))
    months = months_of(engine, scope)
    sums = engine.query(sql.text, sql.params)
    by_time = pl.col("measure").is_in(["contacts", "orders", "spend"])
    # per month: the divisor of a person is not 1 but the months of the period
    return sums.with_columns(
        pl.when(by_time).then(pl.col("c") * months).otherwise(pl.col("c")).alias("c"),
        pl.when(by_time).then(pl.col("sc") * months).otherwise(pl.col("sc")).alias("sc"),
        pl.when(by_time).then(pl.col("cc") * months**2).otherwise(pl.col("cc")).alias("cc"),
    )


def months_of(engine: Engine, scope: Scope) -> float:
    """Length of the period in mean months; of one without ends from the first to the last day of the data."""
    end = min(scope.end, end_of_data(engine)) if scope.end else end_of_data(engine)
    start = scope.start
    if start is None:
        first = engine.query("SELECT min(started_local) AS first FROM interactions").item()
        start = first.date() if first else end
    return max((end - start).days, 1) / DAYS_A_MONTH


def measure_retention(engine: Engine, scope: Scope) -> pl.DataFrame:
    """Persons of the period before by side and activity then, and how many are active in this one; empty without a start."""
    before = equal_period_before(scope, end_of_data(engine))
    if before is None:
        return pl.DataFrame()
    now = replace(scope, end=min(scope.end, end_of_data(engine)) if scope.end else scope.end)
    sql = retention_sql(make_fold_request(engine, before, ()), make_fold_request(engine, now, ()))
    return engine.query(sql.text, sql.params)


def compare_sides(measure: str, unit: str, sums: pl.DataFrame, least: int) -> tuple[object, ...]:
    """One row of COLUMNS."""
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
    return Side(s / c, low, high, (high - s / c) / float(stats.t.ppf(0.975, max(persons - 1, 1))))


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
