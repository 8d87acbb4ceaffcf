"""Why there is no number, in one line, where the data or the question forbid it."""

from collections.abc import Sequence

from metrics.catalogue import find_metric
from metrics.catalogue.entry import PeriodLoss
from metrics.catalogue.fragment import fill, joined
from metrics.semantic.engine import Engine
from metrics.semantic.questions import make_request
from metrics.semantic.request import filters_sql, period_sql
from metrics.semantic.scope import Scope


def reason(engine: Engine, name: str, scope: Scope | None = None, by: Sequence[str] = ()) -> str | None:
    """The sentence, None when the numbers stand (or simply nothing was measured)."""
    if name == "nps":
        return nps_reason(engine, scope or Scope())
    metric = find_metric(name)
    request = make_request(engine, name, scope or Scope(), by, False)
    asked = [*request.by, *(dimension for dimension, _ in request.filters)]
    has_period = request.scope.start is not None or any(dimension.is_time for dimension in asked)
    if not has_period and any(isinstance(leg, PeriodLoss) for leg in metric.legs) and not request.legs:
        return f"{name}: no period: it counts the customers at a start; give the first day (--from) or group by month"
    return None


def nps_reason(engine: Engine, scope: Scope) -> str | None:
    """Why NPS is refused: there are scores, but none on 0-10."""
    request = make_request(engine, "nps", scope, (), False)
    scope_sql = joined(" AND ", [*period_sql(scope, "answered_local"), filters_sql(request, "answered_local")])
    sql = fill(
        "SELECT scale, CAST(count_if(metric = 'nps' AND scale_min = 0 AND scale_max = 10) AS BIGINT) AS fitting"
        " FROM responses WHERE score IS NOT NULL AND @ GROUP BY scale",
        scope_sql,
    )
    found = engine.query(sql.text, sql.params)
    if found.is_empty() or found["fitting"].sum() > 0:
        return None
    scales = sorted(scale or "an undeclared scale" for scale in found["scale"])
    return f"nps: refused: the answers are on {', '.join(scales)}; NPS needs a 0-10 scale"
