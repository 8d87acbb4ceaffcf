"""Numbers with their n, interval and notes: the one way in for all who show them."""

from collections.abc import Sequence

import polars as pl

from metrics.catalogue import find_metric
from metrics.catalogue.entry import Leg
from metrics.semantic.answers import RESULT, finish, withhold
from metrics.semantic.engine import Engine
from metrics.semantic.questions import make_request, query_of
from metrics.semantic.repeats import repeat_effect
from metrics.semantic.request import Request
from metrics.semantic.scope import Scope
from warehouse.store.prepared import ask_prepared

__all__ = ["RESULT", "Scope", "compute", "explain_sql", "measure"]


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
    effect = repeat_effect(engine, request)
    sql = query_of(request, effect)
    if sql is None:
        return finish(request, None)
    adds_up = all(isinstance(leg, Leg) for leg in request.legs)
    rows = (
        engine.query(sql.text, sql.params)
        if adds_up
        else ask_prepared(engine, request.metric.name, sql.text, sql.params)
    )
    return finish(request, rows, effect)


def explain_sql(
    engine: Engine, name: str, scope: Scope | None = None, by: Sequence[str] = (), use_rollups: bool = True
) -> str:
    """The SQL as it is run, and its parameters in order; a comment when there is nothing to run."""
    request = make_request(engine, name, scope or Scope(), by, use_rollups)
    sql = query_of(request, repeat_effect(engine, request))
    if sql is None:
        return "-- no period is open at its start: nothing to run"
    return sql.text + "".join(f"\n-- ? {number}: {value!r}" for number, value in enumerate(sql.params, 1))
