"""Numbers with their n, interval and notes, and what changed since the period before: the one way in for all who show them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from metrics.catalogue import find_metric
from metrics.catalogue.constants import data_end
from metrics.catalogue.dimensions import find_dimension
from metrics.catalogue.entry import Leg
from metrics.catalogue.periods import bucket_before, bucket_label, bucket_start, first_day, next_bucket, period_before
from metrics.semantic.answers import RESULT, finish, withhold
from metrics.semantic.comparison import add_differences
from metrics.semantic.engine import Engine
from metrics.semantic.questions import make_request, query_of
from metrics.semantic.request import Request
from metrics.semantic.scope import Scope
from warehouse.store.prepared import ask_prepared

__all__ = ["RESULT", "Scope", "compare", "compute", "explain_sql", "measure"]


def compute(
    engine: Engine, name: str, scope: Scope | None = None, by: Sequence[str] = (), use_rollups: bool = True
) -> pl.DataFrame:
    """Dimension columns, value, n, low, high, unit, note, then the parts; one row per group, one row in all without `by`.

    Too small groups are withheld: n and note remain. Raises WrongUse for unknown names and dimensions that the metric lacks.
    """
    measured = measure(engine, name, scope or Scope(), by, use_rollups)
    return withhold(measured, find_metric(name), len(by), engine.settings.minimum_n_shown)


def measure(engine: Engine, name: str, scope: Scope, by: Sequence[str] = (), use_rollups: bool = True) -> pl.DataFrame:
    """compute() before anything is withheld."""
    return answer(engine, make_request(engine, name, scope, by, use_rollups))


def answer(engine: Engine, request: Request) -> pl.DataFrame:
    """The answer to one question. Sums over persons and percentiles may be kept in the version: nothing adds up to them."""
    sql = query_of(request)
    if sql is None:
        return finish(request, None)
    adds_up = all(isinstance(leg, Leg) for leg in request.legs)
    rows = (
        engine.query(sql.text, sql.params)
        if adds_up
        else ask_prepared(engine, request.metric.name, sql.text, sql.params)
    )
    return finish(request, rows)


def explain_sql(
    engine: Engine, name: str, scope: Scope | None = None, by: Sequence[str] = (), use_rollups: bool = True
) -> str:
    """The SQL as it is run, and its parameters in order; a comment when there is nothing to run."""
    sql = query_of(make_request(engine, name, scope or Scope(), by, use_rollups))
    if sql is None:
        return "-- no period is open at its start: nothing to run"
    return sql.text + "".join(f"\n-- ? {number}: {value!r}" for number, value in enumerate(sql.params, 1))


def compare(
    engine: Engine,
    name: str,
    scope: Scope | None = None,
    by: Sequence[str] = (),
    use_rollups: bool = True,
    ask: Callable[[Scope], pl.DataFrame] | None = None,
) -> pl.DataFrame:
    """compute(), then previous_value, previous_n, difference, difference_low, difference_high, exceeds_noise.

    Before is the period of equal length that ends where this one starts; with a dimension of time, the bucket before.
    Without a start there is no before: those columns are NULL, as they are where one of the two is withheld or NULL.
    `ask`: what compute() says of the metric in a scope, where a caller remembers it.
    """
    scope, metric = scope or Scope(), find_metric(name)
    ask = ask or (lambda asked: compute(engine, name, asked, by, use_rollups))
    now = ask(scope)
    unit = next((dimension for dimension in by if find_dimension(dimension).is_time), None)
    if unit:
        before = one_bucket_later(ask(one_bucket_earlier(scope, unit)), unit)
    elif earlier := equal_period_before(scope, end_of_data(engine)):
        before = ask(earlier)
    else:
        before = now.clear()
    return add_differences(now, before, metric, list(by))


def one_bucket_earlier(scope: Scope, unit: str) -> Scope:
    """The scope with the bucket before its first one."""
    return replace(scope, start=bucket_before(unit, first_day(unit, scope.start))) if scope.start else scope


def one_bucket_later(rows: pl.DataFrame, unit: str) -> pl.DataFrame:
    """The rows dated by the bucket that follows theirs."""

    def later(label: str) -> str:
        return bucket_label(unit, next_bucket(unit, bucket_start(unit, label)))

    return rows.filter(pl.col(unit).is_not_null()).with_columns(
        pl.col(unit).map_elements(later, return_dtype=pl.String)
    )


def end_of_data(engine: Engine) -> date:
    """The day after the last one that has data."""
    return data_end(engine.facts).date()


def equal_period_before(scope: Scope, end: date) -> Scope | None:
    """The scope moved back by its own length; None when it has no start."""
    if scope.start is None or scope.start >= (scope.end or end):
        return None
    start, _ = period_before(scope.start, scope.end or end)
    return replace(scope, start=start, end=scope.start)
