"""From which day to which the data of each source reach, and whether they cover what is compared.

A source that was connected in May has no April: what it counts in May beside April is no growth.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from metrics.catalogue import find_metric
from metrics.catalogue.entry import Leg
from metrics.catalogue.fragment import fill, joined
from metrics.semantic.census import counted_conditions, daily_rows
from metrics.semantic.engine import Engine
from metrics.semantic.questions import make_request
from metrics.semantic.relation import row_legs
from metrics.semantic.request import leg_rows
from metrics.semantic.scope import Scope
from warehouse.store.prepared import ask_prepared
from warehouse.store.remembered import once_a_version
from warehouse.tables import FACTS, TABLES

Period = tuple[date, date]  # [start, end)
DAY = timedelta(days=1)
# At the ends a source lacks days when twice the silence passes that only one in twenty of its own exceeds; for two days every source
# may be silent. Of many silences within, one is a hole that a source of its pace has once in a thousand such spans (exponential
# gaps: the longest of n exceeds mean · ln(n / 0.001) that often), and no holiday: two weeks at least.
USUAL, LEAST_DAYS, HOLE_DAYS, HOLES_BY_CHANCE = 0.95, 2, 14, 0.001


@dataclass(frozen=True)
class Span:
    """The days of one source in one table: first and last with a record, how long it may be silent, and its holes (from, to)."""

    source: str
    first: date
    last: date
    silence: timedelta
    holes: tuple[tuple[date, date], ...] = ()

    def lacks(self, start: date, end: date) -> str:
        """What is missing in [start, end), as a code: since:SOURCE:DAY, until:SOURCE:DAY, hole:SOURCE:DAY; empty: nothing."""
        if self.first - start > self.silence:
            return f"since:{self.source}:{self.first}"
        if end - DAY - self.last > self.silence:
            return f"until:{self.source}:{self.last}"
        hole = next((opens for opens, closes in self.holes if opens < end and closes > start), None)
        return f"hole:{self.source}:{hole}" if hole else ""


@once_a_version
def spans_of(engine: Engine, table: str) -> tuple[Span, ...]:
    """The span of every source of a table, by its main time; of what is derived, by all the facts that a source brings."""
    days = pl.concat([active_days(engine, name) for name in facts_of(table)]).unique().sort("source", "day")
    return tuple(
        span_of(str(source), rows["day"].to_list()) for (source,), rows in days.group_by("source", maintain_order=True)
    )


def facts_of(table: str) -> tuple[str, ...]:
    """The table where it holds facts, else those that things are derived of."""
    if TABLES[table].kind == "fact":
        return (table,)
    return tuple(fact.name for fact in FACTS if fact.is_event)


def active_days(engine: Engine, table: str) -> pl.DataFrame:
    """source, day: the days on which a source has a record."""
    anchor = TABLES[table].main_local
    assert anchor
    days = daily_rows(engine, table, anchor) if (table, anchor) in counted_conditions() else None
    if days is None:
        days = engine.query(f"SELECT DISTINCT source, date_trunc('day', {anchor}) AS day FROM {table}")
    return days.drop_nulls(["source", "day"]).select(pl.col("source").cast(pl.String), pl.col("day").cast(pl.Date))


def span_of(source: str, days: Sequence[date]) -> Span:
    """The span of a source with records on these days, in order."""
    gaps = [later - day for day, later in pairwise(days)]
    usual = sorted(gaps)[int(USUAL * (len(gaps) - 1))] if gaps else DAY
    silence = max(2 * usual, LEAST_DAYS * DAY)
    longest = max(
        (days[-1] - days[0]) / max(len(gaps), 1) * math.log(max(len(gaps), 1) / HOLES_BY_CHANCE), HOLE_DAYS * DAY
    )
    holes = tuple((day + DAY, day + gap) for day, gap in zip(days, gaps, strict=False) if gap > longest)
    return Span(source, days[0], days[-1], silence, holes)


def first_day_of(engine: Engine, name: str) -> date | None:
    """The first day that any source of the metric's tables has; None without dated records."""
    return min((span.first for table in tables_of(name) for span in spans_of(engine, table)), default=None)


def tables_of(name: str) -> list[str]:
    """The tables whose dated rows the metric counts; what stands open at a start (churn) is not counted by its days."""
    tables = dict.fromkeys(leg.table for leg in find_metric(name).row_legs if not leg.latest_per_person)
    return [table for table in tables if TABLES[table].main_local]


def find_uncovered(
    engine: Engine, name: str, scope: Scope, by: Sequence[str], comparisons: Mapping[str, Sequence[Period]]
) -> pl.DataFrame:
    """compared, `by`, uncovered: the groups of which a source does not cover all periods of a comparison, with the code of Span.lacks.

    `scope`: what is asked, over all the periods; `comparisons`: by name, the periods that each puts side by side. Rows are looked at
    only where some source of the metric's tables lacks days.
    """
    lacking = [
        (compared, table, span.source, code)
        for table in tables_of(name)
        for span in spans_of(engine, table)
        for compared, periods in comparisons.items()
        if (code := next((found for period in periods if (found := span.lacks(*period))), ""))
    ]
    schema = dict.fromkeys(("compared", "leg_table", "feeding", "uncovered"), pl.String)
    if not lacking:
        return pl.DataFrame(schema=dict.fromkeys(("compared", *by, "uncovered"), pl.String))
    fed = sources_by_group(engine, name, scope, by, sorted({table for _, table, _, _ in lacking}))
    codes = fed.join(pl.DataFrame(lacking, schema=schema, orient="row"), on=["leg_table", "feeding"])
    return (
        codes.sort("uncovered")
        .unique(subset=["compared", *by], keep="first", maintain_order=True)
        .select("compared", *by, "uncovered")
    )


def sources_by_group(engine: Engine, name: str, scope: Scope, by: Sequence[str], tables: Sequence[str]) -> pl.DataFrame:
    """`by`, leg_table, feeding: which sources of the tables feed which groups in the scope."""
    request = make_request(engine, name, scope, by, False)
    keys = "".join(f", {key}" for key in request.keys)
    queries = [
        fill(
            f"SELECT DISTINCT '{leg.table}' AS leg_table, source AS feeding{keys} FROM (@) AS f", leg_rows(request, leg)
        )
        for leg in row_legs(request)
        if isinstance(leg, Leg) and leg.table in tables
    ]
    if not queries:
        return pl.DataFrame(schema=dict.fromkeys(("leg_table", "feeding", *by), pl.String))
    sql = joined(" UNION ", queries)
    found = ask_prepared(engine, f"sources of {name}", sql.text, sql.params)
    return found.rename({key: dimension.name for key, dimension in zip(request.keys, request.by, strict=True)})
