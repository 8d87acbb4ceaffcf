"""Which metrics this warehouse can speak about, found out without computing any of them."""

from dataclasses import replace

from metrics.catalogue import METRICS
from metrics.compute import Scope
from metrics.engine import Engine
from metrics.entry import Leg, PeriodLoss
from metrics.legs import has_rows
from metrics.questions import make_request
from metrics.rows import row_legs


def measured_metrics(engine: Engine) -> list[str]:
    """Names of the metrics that have at least one row behind them in any period, in the catalogue's order."""
    return [name for name in METRICS if is_measured(engine, name)]


def is_measured(engine: Engine, name: str) -> bool:
    """Whether any row counts; for a ratio of two tables, whether both have rows."""
    request = make_request(engine, name, Scope(), (), False)
    metric = request.metric
    if any(isinstance(leg, PeriodLoss) for leg in metric.legs):
        return any(has_rows(engine, request, leg) for leg in metric.legs)
    needs_all = any(isinstance(leg, Leg) and leg.has_costs for leg in metric.legs)
    found = [has_rows(engine, request, priced(leg) if metric.unit == "money" else leg) for leg in row_legs(request)]
    return all(found) if needs_all else any(found)


def priced(leg: Leg | PeriodLoss) -> Leg | PeriodLoss:
    """The leg kept to the rows in the value: money whose amounts are not known is not measured."""
    return replace(leg, where=f"{leg.where} AND {leg.counted}") if isinstance(leg, Leg) else leg
