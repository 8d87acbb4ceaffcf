"""A question, and the SQL of the rows that it is about: a leg's rows inside the scope, with their dimensions as d0, d1 …"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from metrics.catalogue.dimensions import Dimension, filter_sql
from metrics.catalogue.entry import Leg, Metric, Part, Source
from metrics.catalogue.fragment import Sql, fill, joined
from metrics.semantic.scope import Scope

COSTED = "EXISTS (SELECT 1 FROM daily_costs AS c WHERE c.cost_kind = 'service' AND c.channel = f.channel AND c.spent_local = f.on_day)"


class Period(NamedTuple):
    """What a loss is counted over: the start of its bucket, [opens, closes), its days with data, and whether those end before it does."""

    bucket: date
    opens: date
    closes: date
    days: int
    is_unfinished: bool


@dataclass(frozen=True)
class Request:
    """A question: what, about which rows, by what; the words of its fragments; the rollups that may answer it."""

    metric: Metric
    scope: Scope
    by: tuple[Dimension, ...]
    filters: tuple[tuple[Dimension, tuple[str, ...]], ...]
    words: Mapping[str, str]
    rollups: Collection[str] = ()
    periods: tuple[Period, ...] = ()  # of a period loss
    legs: tuple[Source, ...] = ()
    by_person: bool = (
        True  # False: parts are not brought together by person; value and n are the same, spread and persons are not
    )

    @property
    def keys(self) -> list[str]:
        """d0, d1 …"""
        return [f"d{i}" for i in range(len(self.by))]

    def word(self, fragment: str) -> str:
        """The fragment with its words filled in."""
        return fragment.format(**self.words)


def leg_rows(request: Request, leg: Leg) -> Sql:
    """The rows of a leg inside the scope, with d0, d1 …"""
    where = request.word(leg.where)
    if not leg.latest_per_person:
        return rows_sql(request, leg.table, leg.anchor, where, leg.has_costs)
    # One answer a person in the period shown, whichever group it falls in; so filters come after the choice.
    times = [key for key, dimension in zip(request.keys, request.by, strict=True) if dimension.is_time]
    dated = rows_sql(request, leg.table, leg.anchor, where, has_filters=False)
    over = f"PARTITION BY {', '.join(['person_id', *times])} ORDER BY {leg.anchor} DESC NULLS LAST, record_id DESC"
    numbered = fill(f"SELECT f.*, row_number() OVER ({over}) AS nth FROM (@) AS f", dated)
    return fill("SELECT * FROM (@) AS f WHERE nth = 1 AND @", numbered, filters_sql(request, leg.anchor))


def counted_rows(request: Request, leg: Leg) -> Sql:
    """The rows of a leg that are in the value; all of them when none is only noted."""
    rows = leg_rows(request, leg)
    return rows if leg.counted == "TRUE" else fill(f"SELECT * FROM (@) AS f WHERE {request.word(leg.counted)}", rows)


def rows_sql(
    request: Request, table: str, anchor: str, where: str, has_costs: bool = False, has_filters: bool = True
) -> Sql:
    """The rows of a table or rollup: its columns and d0, d1 …, inside the scope."""
    dimensions = [
        fill(f"@ AS {key}", dimension.expression(anchor))
        for key, dimension in zip(request.keys, request.by, strict=True)
    ]
    if has_costs:
        dimensions.append(Sql(f"date_trunc('day', {anchor}) AS on_day"))
    conditions = [Sql(where)] if where != "TRUE" else []
    conditions += period_sql(request.scope, anchor)
    if has_filters and request.filters:
        conditions.append(filters_sql(request, anchor))
    rows = fill(
        f"SELECT @ FROM {table}@",
        joined(", ", [Sql("*"), *dimensions]),
        fill(" WHERE @", joined(" AND ", conditions)) if conditions else "",
    )
    return fill(f"SELECT * FROM (@) AS f WHERE {COSTED}", rows) if has_costs else rows


def period_sql(scope: Scope, anchor: str) -> list[Sql]:
    """start <= anchor < end, as far as they are given."""
    found = []
    if scope.start:
        found.append(Sql(f"{anchor} >= CAST(? AS TIMESTAMP)", (scope.start.isoformat(),)))
    if scope.end:
        found.append(Sql(f"{anchor} < CAST(? AS TIMESTAMP)", (scope.end.isoformat(),)))
    return found


def filters_sql(request: Request, anchor: str) -> Sql:
    """All filters together."""
    found = [filter_sql(dimension, values, anchor) for dimension, values in request.filters]
    return joined(" AND ", found) if found else Sql("TRUE")


def grouped(request: Request, keys: list[str], parts: Collection[Part], rows: Sql, having: str = "") -> Sql:
    """The parts of the rows by the keys."""
    columns = [*keys, *(f"CAST({request.word(part.sql)} AS {part.type}) AS {part.name}" for part in parts)]
    by = f" GROUP BY {', '.join(keys)}" if keys else ""
    return fill(f"SELECT {', '.join(columns)} FROM (@) AS f{by}{f' HAVING {having}' if having else ''}", rows)
