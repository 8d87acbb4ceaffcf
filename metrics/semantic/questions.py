"""A name, a scope and dimensions become a checked question with the legs, periods and rollups that answer it here."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from metrics.catalogue import find_metric
from metrics.catalogue.constants import constants
from metrics.catalogue.dimensions import Dimension, find_dimension
from metrics.catalogue.entry import Distribution, Metric, PeriodLoss
from metrics.catalogue.fragment import Sql
from metrics.rollups import fingerprint
from metrics.semantic.distribution import distribution_sql
from metrics.semantic.engine import Engine
from metrics.semantic.legs import choose_legs, periods_of
from metrics.semantic.query import build_query
from metrics.semantic.request import Request
from metrics.semantic.scope import Scope
from warehouse.config.errors import WrongUse


def make_request(engine: Engine, name: str, scope: Scope, by: Sequence[str], use_rollups: bool) -> Request:
    """The question, checked. Raises WrongUse."""
    metric = find_metric(name)
    dimensions = tuple(find_dimension(dimension) for dimension in by)
    if len(set(by)) < len(by):
        raise WrongUse(f"{name}: a dimension is named twice in {', '.join(by)}")
    filters = tuple((find_dimension(dimension), values) for dimension, values in scope.filters)
    require_dimensions(metric, [*dimensions, *(dimension for dimension, _ in filters)])
    fresh = use_rollups and engine.facts.get("rollup_fingerprint") == fingerprint(engine.settings)
    rollups: Collection[str] = {t for t in engine.tables if t.startswith("rollup_")} if fresh else ()
    words = constants(engine.settings, engine.facts)
    request = Request(metric, scope, dimensions, filters, words, rollups)
    legs = choose_legs(engine, request)
    periods = periods_of(engine, request, legs)
    if not periods and any(isinstance(leg, PeriodLoss) for leg in legs):
        legs = ()
    return replace(request, legs=legs, periods=periods)


def require_dimensions(metric: Metric, dimensions: Collection[Dimension]) -> None:
    """Raises WrongUse naming the first dimension that a table of the metric lacks."""
    tables = dict.fromkeys(
        [leg.table for leg in metric.row_legs] + [leg.table for leg in metric.legs if isinstance(leg, PeriodLoss)]
    )
    for dimension in dimensions:
        for table in tables:
            if table not in dimension.tables:
                raise WrongUse(f"{metric.name} has no dimension {dimension.name}: {table} have none")
    times = list(dict.fromkeys(dimension.name for dimension in dimensions if dimension.unit))
    if len(times) > 1 and any(isinstance(leg, PeriodLoss) for leg in metric.legs):
        raise WrongUse(f"{metric.name}: one dimension of time at most, not {' and '.join(times)}")


def query_of(request: Request, effect: float = 1.0) -> Sql | None:
    """The query, None when no period is left to ask about. `effect`: of repeats (repeats.py), by which percentiles need more rows."""
    if not request.legs:
        return None
    leg = request.legs[0]
    return distribution_sql(request, leg, effect) if isinstance(leg, Distribution) else build_query(request)
