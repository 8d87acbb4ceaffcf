"""The one builder of metric SQL: an entry, a scope and dimensions in, one query in the SQL that DuckDB and Spark share out.

Innermost stand the rows of a leg with their dimensions as d0, d1 …; then the parts by group; then value, n and note over the parts.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from metrics.dimensions import Dimension, filter_sql
from metrics.entry import Leg, Metric, Part, PeriodLoss, PersonStage, Source, merged_parts, parts_of
from metrics.fragment import Sql, fill, joined
from metrics.rollups import DAY, column, pick_rollup
from metrics.scope import Scope

COSTED = "EXISTS (SELECT 1 FROM daily_costs AS c WHERE c.cost_kind = 'service' AND c.channel = f.channel AND c.spent_local = f.on_day)"


@dataclass(frozen=True)
class Request:
    """A question: what, about which rows, by what; the words of its fragments; the rollups that may answer it."""

    metric: Metric
    scope: Scope
    by: tuple[Dimension, ...]
    filters: tuple[tuple[Dimension, tuple[str, ...]], ...]
    words: Mapping[str, str]
    rollups: Collection[str] = ()
    periods: tuple[tuple[date, date, date], ...] = ()  # of a period loss: bucket, opens, closes
    legs: tuple[Source, ...] = field(default=())

    @property
    def keys(self) -> list[str]:
        """d0, d1 …"""
        return [f"d{i}" for i in range(len(self.by))]

    def word(self, fragment: str) -> str:
        """The fragment with its words filled in."""
        return fragment.format(**self.words)


def build_query(request: Request) -> Sql:
    """One row per group: d0 …, value, n, note and all parts of the metric."""
    metric, keys = request.metric, request.keys
    parts = merged_parts(metric.legs)
    blocks = [block_sql(request, leg) for leg in request.legs]
    merged = blocks[0] if len(metric.legs) == 1 else merge_blocks(request, blocks, parts)
    columns = [
        *keys,
        f"CAST({metric.value} AS DOUBLE) AS value",
        f"CAST({metric.n} AS BIGINT) AS n_shown",
        f"{metric.note} AS note",
        *(part.name for part in parts),
    ]
    return fill(f"SELECT {', '.join(columns)} FROM (@) AS parts", merged)


def block_sql(request: Request, leg: Source) -> Sql:
    """The parts of one leg by group; groups without a row are not there."""
    if isinstance(leg, PersonStage):
        return person_block(request, leg)
    if isinstance(leg, PeriodLoss):
        return loss_block(request, leg)
    assert isinstance(leg, Leg)
    needed = [*request.by, *(dimension for dimension, _ in request.filters)]
    rollup = pick_rollup(leg, needed, request.rollups)
    if rollup is None:
        return grouped(request, request.keys, leg.parts, leg_rows(request, leg), "count(*) > 0")
    number = request.metric.legs.index(leg)
    stored = [
        Part(part.name, f"{part.merge}({column(request.metric, number, part.name)})", part.merge, part.type)
        for part in leg.parts
    ]
    rows = rows_sql(request, rollup.name, DAY, "TRUE", leg.has_costs)
    return grouped(request, request.keys, stored, rows, f"sum({column(request.metric, number, 'rows')}) > 0")


def merge_blocks(request: Request, blocks: list[Sql], parts: tuple[Part, ...]) -> Sql:
    """The parts of all legs side by side; a count that a leg does not give is 0, anything else NULL."""
    padded = []
    for leg, block in zip(request.legs, blocks, strict=True):
        own = {part.name for part in parts_of(leg)}
        columns = [p.name if p.name in own else f"CAST(NULL AS {p.type}) AS {p.name}" for p in parts]
        padded.append(fill(f"SELECT {', '.join([*request.keys, *columns])} FROM (@) AS leg", block))
    sums = [Part(p.name, f"{p.merge}({p.name})", p.merge, p.type) for p in parts]
    counts = [
        Part(s.name, f"coalesce({s.sql}, 0)", s.merge, s.type) if s.type == "BIGINT" and s.merge == "sum" else s
        for s in sums
    ]
    return grouped(request, request.keys, counts, joined(" UNION ALL ", padded), "count(*) > 0")


def grouped(request: Request, keys: list[str], parts: Collection[Part], rows: Sql, having: str = "") -> Sql:
    """The parts of the rows by the keys."""
    columns = [*keys, *(f"CAST({request.word(part.sql)} AS {part.type}) AS {part.name}" for part in parts)]
    by = f" GROUP BY {', '.join(keys)}" if keys else ""
    return fill(f"SELECT {', '.join(columns)} FROM (@) AS f{by}{f' HAVING {having}' if having else ''}", rows)


def person_block(request: Request, stage: PersonStage) -> Sql:
    """Parts by person in each leg, brought together, then parts over persons."""
    by_person = [*request.keys, "person_id"]
    found = [grouped(request, by_person, leg.parts, leg_rows(request, leg)) for leg in stage.legs]
    if len(found) == 1:
        together = found[0]
    else:
        merges = [Part(p.name, f"{p.merge}({p.name})", p.merge, p.type) for p in stage.legs[0].parts]
        together = grouped(request, by_person, merges, joined(" UNION ALL ", found))
    return grouped(request, request.keys, stage.parts, together, "count(*) > 0")


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


def loss_block(request: Request, leg: PeriodLoss) -> Sql:
    """Per period: persons who stay at its opening and those of them who are not there at its close, whatever their group then."""
    periods = joined(" UNION ALL ", [
        Sql("SELECT CAST(? AS TIMESTAMP) AS bucket, CAST(? AS TIMESTAMP) AS opens, CAST(? AS TIMESTAMP) AS closes",
            tuple(moment.isoformat() for moment in period))
        for period in request.periods
    ])  # fmt: skip
    closing = f"CASE WHEN f.{leg.ended} IS NULL OR f.{leg.ended} >= p.closes THEN 1 ELSE 0 END"
    stays = fill(
        f"SELECT f.*, p.bucket, p.opens, max({closing}) OVER (PARTITION BY p.bucket, f.person_id) AS stays,"
        f" CASE WHEN p.closes > {request.words['data_end']} THEN 1 ELSE 0 END AS unfinished"
        f" FROM {leg.table} AS f JOIN (@) AS p ON f.{leg.started} < p.closes"
        f" AND (f.{leg.ended} IS NULL OR f.{leg.ended} >= p.opens) WHERE {request.word(leg.where)}",
        periods,
    )
    dimensions = [
        Sql("bucket AS " + key) if dimension.is_time else fill(f"@ AS {key}", dimension.expression("opens"))
        for key, dimension in zip(request.keys, request.by, strict=True)
    ]
    at_start = fill(
        f"SELECT @ FROM (@) AS f WHERE {leg.started} < opens AND @",
        joined(", ", [*dimensions, Sql("bucket"), Sql("person_id"), Sql("stays"), Sql("unfinished")]),
        stays,
        filters_sql(request, "bucket"),
    )
    keys = list(dict.fromkeys([*request.keys, "bucket", "person_id"]))
    by_person = grouped(request, keys, (Part("stays", "max(stays)"), Part("unfinished", "max(unfinished)")), at_start)
    return grouped(request, request.keys, parts_of(leg), by_person, "count(*) > 0")
