"""Customers of one channel beside customers of several: engagement, retention, spend and satisfaction, side by side and among the equally active.

A customer's channels are those of its own contacts and orders; what the company sends is no use of a channel. Every measure is a sum
over persons divided by another, so intervals keep the rows of a person together. Who contacts once can only have used one channel:
`like_*` compares inside groups of persons with about as many contacts and orders, and says more. Neither proves a cause.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from metrics.analyses.omnichannel.folds import make_fold_request
from metrics.analyses.omnichannel.persons import persons_sql, retention_sql
from metrics.analyses.omnichannel.sides import compare_sides
from metrics.semantic.comparison import end_of_data, equal_period_before
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope
from warehouse.store.prepared import ask_prepared

DAYS_A_MONTH = 365.2425 / 12
COLUMNS = (
    "measure", "unit", "single", "single_n", "single_low", "single_high", "multi", "multi_n", "multi_low", "multi_high",
    "difference", "difference_low", "difference_high", "like_difference", "like_low", "like_high", "like_persons",
)  # fmt: skip
MEASURES = ("contacts", "orders", "retention", "spend", "csat", "nps")


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
    sums = ask_prepared(engine, "customers by channels", sql.text, sql.params)
    by_time = pl.col("measure").is_in(["contacts", "orders", "spend"])
    # per month: the divisor of a person is not 1 but the months of the period
    return sums.with_columns(
        pl.when(by_time).then(pl.col("c") * months).otherwise(pl.col("c")).alias("c"),
        pl.when(by_time).then(pl.col("sc") * months).otherwise(pl.col("sc")).alias("sc"),
        pl.when(by_time).then(pl.col("cc") * months**2).otherwise(pl.col("cc")).alias("cc"),
    )


def months_of(engine: Engine, scope: Scope) -> float:
    """Length of the period in mean months, as far as the data reach: from the first contact or order to the last day."""
    end = end_within(engine, scope)
    begun = "SELECT min(started_local) AS first FROM interactions UNION ALL SELECT min(ordered_local) FROM orders"
    first = engine.query(f"SELECT min(first) AS first FROM ({begun}) AS b").item()
    starts = [day for day in (scope.start, first.date() if first else None) if day]
    return max((end - max(starts, default=end)).days, 1) / DAYS_A_MONTH


def end_within(engine: Engine, scope: Scope) -> date:
    """Where the period ends, or before it the data."""
    return min(scope.end, end_of_data(engine)) if scope.end else end_of_data(engine)


def measure_retention(engine: Engine, scope: Scope) -> pl.DataFrame:
    """Persons of the period before by side and activity then, and how many are active in this one, as far as it has data.

    Both are equally long; empty without a start or data.
    """
    end = end_within(engine, scope)
    before = equal_period_before(replace(scope, end=None), end)
    if before is None:
        return pl.DataFrame()
    now = replace(scope, end=end)
    sql = retention_sql(make_fold_request(engine, before, ()), make_fold_request(engine, now, ()))
    return ask_prepared(engine, "retention by channels", sql.text, sql.params)
