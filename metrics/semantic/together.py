"""Several metrics of one table, scope and grouping in one query: what a page asks for side by side is not asked one by one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from metrics.catalogue import METRICS
from metrics.catalogue.entry import Leg, Metric
from metrics.catalogue.fragment import Sql, fill
from metrics.rollups.declared import pick_rollup
from metrics.rollups.sums import DAY, column
from metrics.semantic.answers import finish, withhold
from metrics.semantic.compute import answer
from metrics.semantic.engine import Engine
from metrics.semantic.questions import make_request
from metrics.semantic.repeats import repeat_effect
from metrics.semantic.request import Request, rows_sql
from metrics.semantic.scope import Scope


@dataclass(frozen=True)
class Scan:
    """Rows that several metrics can be summed from in one pass: those of a table, or of its rollup."""

    table: str
    anchor: str
    rollup: str = ""


def measure_together(
    engine: Engine, names: Sequence[str], scope: Scope, by: Sequence[str] = (), use_rollups: bool = True
) -> dict[str, pl.DataFrame]:
    """By metric, what metrics.semantic.compute.measure says of it. Raises WrongUse as that does."""
    scans: dict[Scan | None, list[Request]] = {}
    for name in dict.fromkeys(names):
        request = make_request(engine, name, scope, by, use_rollups)
        scans.setdefault(scan_of(request), []).append(request)
    found: dict[str, pl.DataFrame] = {}
    for scan, requests in scans.items():
        if scan is None or len(requests) == 1:
            found |= {request.metric.name: answer(engine, request) for request in requests}
        else:
            found |= measure_scan(engine, scan, requests)
    return found


def compute_together(
    engine: Engine, names: Sequence[str], scope: Scope, by: Sequence[str] = ()
) -> dict[str, pl.DataFrame]:
    """By metric, what metrics.semantic.compute.compute says of it."""
    least = engine.settings.minimum_n_shown
    measured = measure_together(engine, names, scope, by)
    return {name: withhold(rows, METRICS[name], len(by), least) for name, rows in measured.items()}


def scan_of(request: Request) -> Scan | None:
    """What the metric is summed from; None where it takes more than one pass over rows."""
    leg = request.legs[0] if len(request.legs) == 1 else None
    if not isinstance(leg, Leg) or leg.latest_per_person or leg.has_costs:
        return None
    if request.metric.part_names != tuple(part.name for part in leg.parts):
        return None  # other legs, which are not asked here, have parts of their own
    needed = [*request.by, *(dimension for dimension, _ in request.filters)]
    rollup = pick_rollup(leg, needed, request.rollups)
    return Scan(leg.table, leg.anchor, rollup.name if rollup else "")


def alike(engine: Engine, name: str, among: Iterable[str], scope: Scope, by: Sequence[str]) -> tuple[str, ...]:
    """The metric and those of the others that the same pass gives."""
    scan = scan_of(make_request(engine, name, scope, by, use_rollups=True))
    others = [other for other in among if other != name and scan and is_over(METRICS[other], scan)]
    return (name, *(o for o in others if scan_of(make_request(engine, o, scope, by, use_rollups=True)) == scan))


def in_rollup(engine: Engine, name: str, scope: Scope, by: Sequence[str]) -> tuple[str, ...]:
    """The metric and all that its rollup gives in the same pass; alone where it reads rows, of which each metric has others."""
    scan = scan_of(make_request(engine, name, scope, by, use_rollups=True))
    return alike(engine, name, METRICS, scope, by) if scan and scan.rollup else (name,)


def is_over(metric: Metric, scan: Scan) -> bool:
    """Whether all the metric's rows are those of the scan's table, by the same date."""
    tables = {(leg.table, leg.anchor) if isinstance(leg, Leg) else None for leg in metric.legs}
    return tables == {(scan.table, scan.anchor)}


def measure_scan(engine: Engine, scan: Scan, requests: Sequence[Request]) -> dict[str, pl.DataFrame]:
    """The answers of several questions that one pass gives."""
    values = [column for request in requests for column in value_columns(request)]
    sql = fill(f"SELECT *, {', '.join(values)} FROM (@) AS sums", sums_sql(scan, requests))
    rows = engine.query(sql.text, sql.params)
    return {
        request.metric.name: finish(request, own_columns(request, rows), repeat_effect(engine, request))
        for request in requests
    }


def sums_sql(scan: Scan, requests: Sequence[Request]) -> Sql:
    """The parts of all the metrics by group, and how many rows each has, under the names that rollups give them."""
    columns = []
    for request in requests:
        leg, rows = leg_of(request), part_column(request, "rows")
        only = "" if leg.where == "TRUE" else f" FILTER (WHERE {request.word(leg.where)})"
        columns.append(f"sum({rows}) AS {rows}" if scan.rollup else f"count(*){only} AS {rows}")
        for part in leg.parts:
            name = part_column(request, part.name)
            sql = f"{part.merge}({name})" if scan.rollup else request.word(part.sql) + only
            columns.append(f"CAST({sql} AS {part.type}) AS {name}")
    first = requests[0]
    summed = rows_sql(first, scan.rollup or scan.table, DAY if scan.rollup else scan.anchor, "TRUE")
    by = f" GROUP BY {', '.join(first.keys)}" if first.keys else ""
    return fill(f"SELECT {', '.join([*first.keys, *columns])} FROM (@) AS f{by}", summed)


def value_columns(request: Request) -> list[str]:
    """SQL of value, n_shown and note over the sums."""
    metric = request.metric
    names = {name: part_column(request, name) for name in metric.part_names}
    return [
        f"CAST({renamed(metric.value, names)} AS DOUBLE) AS {part_column(request, 'value')}",
        f"CAST({renamed(metric.n, names)} AS BIGINT) AS {part_column(request, 'n_shown')}",
        f"{renamed(metric.note, names)} AS {part_column(request, 'note')}",
    ]


def renamed(sql: str, names: Mapping[str, str]) -> str:
    """The fragment with the parts under their new names; what stands in quotes is left alone."""
    word = re.compile(rf"'[^']*'|\b({'|'.join(names)})\b")
    return word.sub(lambda found: names[found[1]] if found[1] else found[0], sql)


def own_columns(request: Request, rows: pl.DataFrame) -> pl.DataFrame:
    """The groups in which the metric has rows, as build_query gives them."""
    names = ("value", "n_shown", "note", *request.metric.part_names)
    mine = rows.filter(pl.col(part_column(request, "rows")) > 0)
    return mine.select(*request.keys, *(pl.col(part_column(request, name)).alias(name) for name in names))


def leg_of(request: Request) -> Leg:
    """The one leg of a question that has a scan."""
    (leg,) = request.legs
    assert isinstance(leg, Leg)
    return leg


def part_column(request: Request, part: str) -> str:
    """The column of a part among those of all the metrics."""
    return column(request.metric, request.metric.legs.index(leg_of(request)), part)
