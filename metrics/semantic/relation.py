"""The rows behind a number: the one way to them for analyses, for what a page opens and for exports."""

from collections.abc import Sequence

from metrics.catalogue import find_metric
from metrics.catalogue.entry import Leg, PeriodLoss
from metrics.catalogue.fragment import Sql, fill
from metrics.semantic.engine import Engine
from metrics.semantic.questions import make_request
from metrics.semantic.request import Request, counted_rows, filters_sql
from metrics.semantic.scope import Scope


def relation(engine: Engine, name: str, scope: Scope, by: Sequence[str] = ()) -> Sql:
    """The rows that a metric of one leg counts in the scope: all columns of its table, with its dimensions as d0, d1 …

    None where it cannot be measured there. Raises WrongUse for dimensions that the metric lacks.
    """
    found = relations(engine, name, scope, by)
    if found:
        return found[0][1]
    unknown = "".join(f", CAST(NULL AS STRING) AS d{i}" for i in range(len(by)))
    return Sql(f"SELECT *{unknown} FROM {find_metric(name).row_legs[0].table} WHERE FALSE")


def relations(engine: Engine, name: str, scope: Scope, by: Sequence[str] = ()) -> list[tuple[Leg | PeriodLoss, Sql]]:
    """The rows of every leg of the metric that answers the question, as `relation` gives them."""
    request = make_request(engine, name, scope, by, False)
    return [(leg, rows_of(request, leg)) for leg in row_legs(request)]


def row_legs(request: Request) -> list[Leg | PeriodLoss]:
    """The legs over rows that answer the question."""
    found: list[Leg | PeriodLoss] = []
    for leg in request.legs:
        found += [leg] if isinstance(leg, Leg | PeriodLoss) else leg.legs
    return found


def rows_of(request: Request, leg: Leg | PeriodLoss) -> Sql:
    """All columns of the leg's rows in the scope that are in the value."""
    if isinstance(leg, Leg):
        return counted_rows(request, leg)
    opens, closes = request.periods[0].opens, request.periods[-1].closes
    conditions = fill(
        f"{request.word(leg.where)} AND {leg.started} < CAST(? AS TIMESTAMP)"
        f" AND ({leg.ended} IS NULL OR {leg.ended} >= CAST(? AS TIMESTAMP)) AND @",
        filters_sql(request, leg.started),
    )
    dated = Sql(conditions.text, (closes.isoformat(), opens.isoformat(), *conditions.params))
    return fill(f"SELECT * FROM {leg.table} WHERE @", dated)
