"""Which sources a number is made of: what a page needs to say how old it is and which failed checks concern it."""

from collections.abc import Iterable

from metrics.catalogue import METRICS
from metrics.census import find_count
from metrics.engine import Engine
from metrics.entry import Leg, PeriodLoss
from metrics.fragment import Sql, fill, joined
from metrics.questions import make_request
from metrics.request import Request, period_sql
from metrics.rows import row_legs, rows_of
from metrics.scope import Scope


def sources_behind(engine: Engine, name: str, scope: Scope) -> list[str]:
    """The sources of the records behind a number, in order; empty when nothing was measured."""
    sources = sources_sql(engine, name, scope)
    if sources is None:
        return []
    sql = fill("SELECT DISTINCT source FROM (@) AS f WHERE source IS NOT NULL ORDER BY source", sources)
    return engine.query(sql.text, sql.params)["source"].to_list()


def find_measured(engine: Engine, since: Scope) -> list[str]:
    """The metrics that have a record of any source behind them, in the catalogue's order; who left is counted in `since`."""
    asked: dict[object, str] = {}  # median, mean and percentiles read the same rows
    of_metric: dict[str, object] = {}
    for name, metric in METRICS.items():
        of_metric[name] = tuple((leg.table, leg.where) for leg in metric.row_legs) or name
        asked.setdefault(of_metric[name], name)
    found = set(sourced(engine, asked.values(), since))
    return [name for name in METRICS if asked[of_metric[name]] in found]


def sourced(engine: Engine, names: Iterable[str], since: Scope) -> list[str]:
    """Those of the metrics that sources_behind names a source for, in one query."""
    parts = []
    for name in names:
        is_loss = any(isinstance(leg, PeriodLoss) for leg in METRICS[name].legs)
        if sources := sources_sql(engine, name, since if is_loss else Scope()):
            found = "SELECT 1 FROM (@) AS f WHERE source IS NOT NULL"
            parts.append(fill(f"SELECT '{name}' AS metric WHERE EXISTS ({found})", sources))
    sql = joined(" UNION ALL ", parts)
    return engine.query(sql.text, sql.params)["metric"].to_list()


def sources_sql(engine: Engine, name: str, scope: Scope) -> Sql | None:
    """`source` of the records of every leg; None where no leg is left to ask about."""
    request = make_request(engine, name, scope, (), False)
    parts = [
        counted_sources(engine, request, leg) or fill("SELECT DISTINCT source FROM (@) AS f", rows_of(request, leg))
        for leg in row_legs(request)
    ]
    return joined(" UNION ALL ", parts) if parts else None


def counted_sources(engine: Engine, request: Request, leg: Leg | PeriodLoss) -> Sql | None:
    """The sources by the counts that the version keeps; None where only the rows can say."""
    if isinstance(leg, PeriodLoss) or leg.latest_per_person or request.filters:
        return None
    kept = find_count(engine, leg)
    if kept is None:
        return None
    table, rows = kept
    conditions = joined(" AND ", [Sql(f"{rows} > 0"), *period_sql(request.scope, "day")])
    return fill(f"SELECT source FROM {table} WHERE @", conditions)
