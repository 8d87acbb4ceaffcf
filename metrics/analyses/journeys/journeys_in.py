"""The journeys that a scope is about: those of the metric `journeys`, by their first touch."""

from datetime import timedelta

from metrics.catalogue.fragment import Sql
from metrics.semantic.engine import Engine
from metrics.semantic.relation import relation
from metrics.semantic.scope import Scope

NOT_STATED = ""


def journeys_in(engine: Engine, scope: Scope) -> Sql:
    """All columns of the journeys that the metric counts in the scope: begun in the period, first touch as filtered."""
    return relation(engine, "journeys", scope)


def steps_since(scope: Scope) -> Sql:
    """A condition on journey_steps that spares reading those long before the period."""
    if scope.start is None:
        return Sql("TRUE")
    # An order that has only a date may stand before its journey's first contact of that day, in another zone of the day after.
    return Sql("touched_local >= CAST(? AS TIMESTAMP)", ((scope.start - timedelta(days=2)).isoformat(),))
