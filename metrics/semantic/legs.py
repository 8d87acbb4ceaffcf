"""Which legs of a metric answer a question in this warehouse, and the periods that a loss is counted over."""

from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from metrics.catalogue.constants import data_end
from metrics.catalogue.dimensions import CUSTOMER_CLASSES, Dimension
from metrics.catalogue.entry import Leg, PeriodLoss, PersonStage, Source
from metrics.catalogue.fragment import fill
from metrics.catalogue.periods import buckets, first_day, next_bucket
from metrics.semantic.census import is_never_there
from metrics.semantic.engine import Engine
from metrics.semantic.request import Period, Request, filters_sql
from warehouse.store.remembered import once_a_version

L = TypeVar("L", bound=Source)
# Costs come from the accounts, contacts from other systems: by source the two never meet. Nor are costs any customer's.
NEVER_SPLIT_COSTS = ("source", *CUSTOMER_CLASSES)


def choose_legs(engine: Engine, request: Request) -> tuple[Source, ...]:
    """All legs, or of alternatives the first that has rows; only the contacts when costs cannot be split as asked; none that need an empty table."""
    metric = request.metric
    if metric.legs_are_alternatives:
        return next(((leg,) for leg in metric.legs if has_rows(engine, request, leg)), metric.legs[:1])
    if any(isinstance(leg, Leg) and leg.has_costs for leg in metric.legs) and not can_split_costs(engine, request):
        return tuple(leg for leg in metric.legs if isinstance(leg, Leg) and leg.has_costs)
    needed = tuple(leg for leg in metric.legs if not is_in_vain(engine, leg))
    stages = (replace(leg, legs=answered(engine, leg.legs)) if isinstance(leg, PersonStage) else leg for leg in needed)
    return answered(engine, tuple(stages))


def answered(engine: Engine, legs: tuple[L, ...]) -> tuple[L, ...]:
    """The legs, one at least, without the kinds of survey that are known to have no answer here: a second scan for nothing."""
    kept = tuple(
        leg for leg in legs if not (isinstance(leg, Leg) and leg.latest_per_person and is_never_there(engine, leg))
    )
    return kept or legs[:1]


def is_in_vain(engine: Engine, leg: Source) -> bool:
    """Whether the leg needs a table that is empty."""
    return isinstance(leg, PersonStage) and leg.needs != "" and not is_any(engine, f"SELECT 1 FROM {leg.needs} LIMIT 1")


def has_rows(engine: Engine, request: Request, leg: Source) -> bool:
    """Whether any row passes the leg's condition and the filters, in whatever period."""
    assert isinstance(leg, Leg | PeriodLoss)
    anchor = leg.started if isinstance(leg, PeriodLoss) else leg.anchor
    sql = fill(f"SELECT 1 FROM {leg.table} WHERE {request.word(leg.where)} AND @ LIMIT 1", filters_sql(request, anchor))
    return is_any(engine, sql.text, sql.params)


@once_a_version
def is_any(engine: Engine, sql: str, params: tuple[Any, ...] = ()) -> bool:
    """Whether the query finds a row: every question about the metric asks this first."""
    return not engine.query(sql, params).is_empty()


def can_split_costs(engine: Engine, request: Request) -> bool:
    """Whether every service cost states each dimension asked for."""
    asked = dict.fromkeys([*request.by, *(dimension for dimension, _ in request.filters)])
    columns = [dimension for dimension in asked if not dimension.is_time and dimension.name != "channel"]
    if any(d.unit or d.name in NEVER_SPLIT_COSTS for d in columns):
        return False
    return all(states_all(engine, dimension) for dimension in columns)


def states_all(engine: Engine, dimension: Dimension) -> bool:
    """Whether no service cost lacks the dimension."""
    sql = fill(
        "SELECT 1 FROM daily_costs WHERE cost_kind = 'service' AND @ IS NULL LIMIT 1",
        dimension.expression("spent_local"),
    )
    return not is_any(engine, sql.text, sql.params)


def periods_of(engine: Engine, request: Request, legs: tuple[Source, ...]) -> tuple[Period, ...]:
    """For a period loss: the scope, or its buckets of time; none when nothing says where it starts."""
    leg = next((leg for leg in legs if isinstance(leg, PeriodLoss)), None)
    if leg is None:
        return ()
    asked = [*request.by, *(dimension for dimension, _ in request.filters)]
    unit = next((dimension.unit for dimension in asked if dimension.is_time), None)
    until = data_end(engine.facts).date()
    end = request.scope.end or until
    start = request.scope.start or (first_stay(engine, leg) if unit else None)
    if start is None or start >= end:
        return ()
    if unit is None:
        return (period_until(until, start, start, end, end),)
    return tuple(
        period_until(
            until,
            first := first_day(unit, opens),
            opens,
            closes,
            min(next_bucket(unit, first), request.scope.end or date.max),
        )
        for opens, closes in buckets(unit, start, end)
    )


def period_until(until: date, bucket: date, opens: date, closes: date, ends: date) -> Period:
    """The period in data that reach until a day; `ends`: when it would have closed if they reached on."""
    return Period(bucket, opens, closes, max((min(closes, until) - opens).days, 0), ends > until)


def first_stay(engine: Engine, leg: PeriodLoss) -> date | None:
    """The day of the first stay."""
    moment = engine.query(f"SELECT min({leg.started}) AS first FROM {leg.table} WHERE {leg.where}").item()
    return moment.date() if moment else None
