"""The one builder of metric SQL: an entry, a scope and dimensions in, one query in the SQL that DuckDB and Spark share out.

Innermost stand the rows of a leg with their dimensions as d0, d1 …; then the parts by group; then value, n and note over the parts.
"""

from dataclasses import dataclass

from metrics.catalogue.entry import Leg, Part, PeriodLoss, PersonStage, Source, merged_parts
from metrics.catalogue.fragment import Sql, fill, joined
from metrics.rollups.declared import pick_rollup
from metrics.rollups.sums import DAY, column
from metrics.semantic.loss import LEAVING, leaving_sql, staying_parts, staying_sql
from metrics.semantic.request import Request, grouped, leg_rows, rows_sql


@dataclass(frozen=True)
class Block:
    """Some parts by group; groups without a row are not there."""

    sql: Sql
    parts: tuple[Part, ...]


def build_query(request: Request) -> Sql:
    """One row per group: d0 …, value, n_shown, note and all parts of the metric."""
    metric = request.metric
    parts = merged_parts(metric.legs)
    blocks = [block for leg in request.legs for block in blocks_of(request, leg)]
    is_whole = len(blocks) == 1 and blocks[0].parts == parts
    merged = blocks[0].sql if is_whole else merge_blocks(request, blocks, parts)
    columns = [
        *request.keys,
        f"CAST({metric.value} AS DOUBLE) AS value",
        f"CAST({metric.n} AS BIGINT) AS n_shown",
        f"{metric.note} AS note",
        *(part.name for part in parts),
    ]
    return fill(f"SELECT {', '.join(columns)} FROM (@) AS parts", merged)


def blocks_of(request: Request, leg: Source) -> list[Block]:
    """The parts that a leg gives, from its rollup where one fits."""
    if isinstance(leg, PeriodLoss):
        return [Block(staying_sql(request, leg), staying_parts(leg)), Block(leaving_sql(request, leg), LEAVING)]
    if isinstance(leg, PersonStage):
        return [Block(person_sql(request, leg), leg.parts)]
    assert isinstance(leg, Leg)
    needed = [*request.by, *(dimension for dimension, _ in request.filters)]
    rollup = pick_rollup(leg, needed, request.rollups)
    if rollup is None:
        return [Block(grouped(request, request.keys, leg.parts, leg_rows(request, leg), "count(*) > 0"), leg.parts)]
    number = request.metric.legs.index(leg)
    stored = [
        Part(part.name, f"{part.merge}({column(request.metric, number, part.name)})", part.merge, part.type)
        for part in leg.parts
    ]
    rows = rows_sql(request, rollup.name, DAY, "TRUE", leg.has_costs)
    having = f"sum({column(request.metric, number, 'rows')}) > 0"
    return [Block(grouped(request, request.keys, stored, rows, having), leg.parts)]


def merge_blocks(request: Request, blocks: list[Block], parts: tuple[Part, ...]) -> Sql:
    """The parts of all blocks side by side; a count that none gives is 0, anything else NULL."""
    padded = []
    for block in blocks:
        own = {part.name for part in block.parts}
        columns = [p.name if p.name in own else f"CAST(NULL AS {p.type}) AS {p.name}" for p in parts]
        padded.append(fill(f"SELECT {', '.join([*request.keys, *columns])} FROM (@) AS leg", block.sql))
    return grouped(
        request, request.keys, [merging(part) for part in parts], joined(" UNION ALL ", padded), "count(*) > 0"
    )


def merging(part: Part) -> Part:
    """The part as an aggregate of itself."""
    sql = f"{part.merge}({part.name})"
    is_count = part.type == "BIGINT" and part.merge == "sum"
    return Part(part.name, f"coalesce({sql}, 0)" if is_count else sql, part.merge, part.type)


def person_sql(request: Request, stage: PersonStage) -> Sql:
    """Parts by person in each leg, brought together, then parts over persons."""
    by_person = [*request.keys, "person_id"] if request.by_person else request.keys
    found = [grouped(request, by_person, leg.parts, leg_rows(request, leg)) for leg in stage.legs]
    together = found[0]
    if len(found) > 1:
        together = grouped(request, by_person, [merging(p) for p in stage.legs[0].parts], joined(" UNION ALL ", found))
    return grouped(request, request.keys, stage.parts, together, "count(*) > 0")
