"""Which sources a number is made of: what a page needs to say how old it is and which failed checks concern it."""

from collections.abc import Iterable

from metrics.catalogue import METRICS
from metrics.catalogue.entry import Leg, PeriodLoss
from metrics.catalogue.fragment import Sql, fill, joined
from metrics.semantic.census import counted_sources
from metrics.semantic.engine import Engine
from metrics.semantic.questions import make_request
from metrics.semantic.relation import row_legs, rows_of
from metrics.semantic.scope import Scope


def sources_behind(engine: Engine, name: str, scope: Scope) -> list[str]:
    """The sources of the records behind a number, in order; empty when nothing was measured."""
    found, rows = sources_of(engine, name, scope)
    if rows:
        sql = fill("SELECT DISTINCT source FROM (@) AS f WHERE source IS NOT NULL", rows)
        found |= set(engine.query(sql.text, sql.params)["source"].to_list())
    return sorted(found)


def find_measured(engine: Engine, since: Scope) -> list[str]:
    """The metrics that have a record of any source behind them, in the catalogue's order; who left is counted in `since`."""
    asked: dict[object, str] = {}  # median, mean and percentiles read the same rows
    of_metric: dict[str, object] = {}
    for name, metric in METRICS.items():
        of_metric[name] = tuple((leg.table, leg.where) for leg in metric.row_legs) or name
        asked.setdefault(of_metric[name], name)
    found = find_sourced(engine, asked.values(), since)
    return [name for name in METRICS if asked[of_metric[name]] in found]


def find_sourced(engine: Engine, names: Iterable[str], since: Scope) -> set[str]:
    """Those of the metrics that sources_behind names a source for; what no count tells is asked in one query."""
    known, parts = set(), []
    for name in names:
        is_loss = any(isinstance(leg, PeriodLoss) for leg in METRICS[name].legs)
        found, rows = sources_of(engine, name, since if is_loss else Scope())
        if found:
            known.add(name)
        elif rows:
            some = "SELECT 1 FROM (@) AS f WHERE source IS NOT NULL"
            parts.append(fill(f"SELECT '{name}' AS metric WHERE EXISTS ({some})", rows))
    if parts:
        sql = joined(" UNION ALL ", parts)
        known |= set(engine.query(sql.text, sql.params)["metric"].to_list())
    return known


def sources_of(engine: Engine, name: str, scope: Scope) -> tuple[set[str], Sql | None]:
    """The sources that the counts of the version tell, and SQL for `source` of the rows that they do not count."""
    request = make_request(engine, name, scope, (), False)
    found: set[str] = set()
    rows = []
    for leg in row_legs(request):
        sources = counted_sources(engine, leg, scope) if isinstance(leg, Leg) else None
        if sources is None:
            rows.append(fill("SELECT DISTINCT source FROM (@) AS f", rows_of(request, leg)))
        else:
            found.update(sources)
    return found, joined(" UNION ALL ", rows) if rows else None
