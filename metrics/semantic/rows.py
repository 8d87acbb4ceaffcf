"""The stored records behind a number, newest first, each with the file and line that it came from."""

import polars as pl

from metrics.catalogue.entry import Leg, PeriodLoss
from metrics.catalogue.fragment import Sql, fill, joined
from metrics.semantic.compute import Scope
from metrics.semantic.engine import Engine
from metrics.semantic.questions import make_request
from metrics.semantic.request import Request, counted_rows, filters_sql
from warehouse.tables import TABLES
from warehouse.tables.blocks import PLACE, names_of

# The matter that a step belongs to: opening a hop shows how its matters went.
OF_MATTER = ("path", "contacts", "opened_local", "ended_local", "is_resolved")


def rows_behind(engine: Engine, name: str, scope: Scope, limit: int, offset: int = 0) -> pl.DataFrame:
    """record_id, source, file_id, file (its name), source_line, person_id, time, dimensions, value columns; newest first, as many as `limit`."""
    request = make_request(engine, name, scope, (), False)
    found = []
    for leg in row_legs(request):
        sql = fill("@ ORDER BY time DESC NULLS LAST, record_id LIMIT ?", listed_rows(request, leg))
        found.append(engine.query(sql.text, (*sql.params, limit + offset)))
    together = [rows for rows in found if not rows.is_empty()] or found[:1]
    if not together:
        return pl.DataFrame()
    rows = pl.concat(together, how="diagonal_relaxed")
    return rows.sort("time", "record_id", descending=[True, False], nulls_last=True).slice(offset, limit)


def count_rows_behind(engine: Engine, name: str, scope: Scope) -> int:
    """How many records rows_behind has in all."""
    request = make_request(engine, name, scope, (), False)
    counts = [
        fill("SELECT CAST(count(*) AS BIGINT) AS rows_found FROM (@) AS f", rows_of(request, leg))
        for leg in row_legs(request)
    ]
    if not counts:
        return 0
    sql = joined(" UNION ALL ", counts)
    return int(engine.query(sql.text, sql.params)["rows_found"].sum())


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


def listed_rows(request: Request, leg: Leg | PeriodLoss) -> Sql:
    """The shown columns of the leg's rows."""
    table = TABLES[leg.table]
    anchor = leg.anchor if isinstance(leg, Leg) else leg.started
    record = "f.record_id" if "record_id" in table.columns else "CAST(person_id AS STRING)"
    has_file = "file_id" in table.columns
    columns = [
        f"{record} AS record_id",
        "f.source AS source",
        "f.file_id AS file_id" if has_file else "CAST(NULL AS INTEGER) AS file_id",
        "files.name AS file" if has_file else "CAST(NULL AS STRING) AS file",
        "f.source_line AS source_line" if has_file else "CAST(NULL AS BIGINT) AS source_line",
        "f.person_id AS person_id" if "person_id" in table.columns else "CAST(NULL AS BIGINT) AS person_id",
        f"CAST(f.{anchor} AS TIMESTAMP) AS time",
        *(f"f.{name} AS {name}" for name in (*names_of(PLACE), *table.listed)),
    ]
    joins = " LEFT JOIN files ON files.file_id = f.file_id" if has_file else ""
    if leg.table == "matter_steps":
        columns += [f"m.{name} AS {name}" for name in OF_MATTER]
        joins += " LEFT JOIN matters AS m ON m.matter_id = f.matter_id"
    return fill(f"SELECT {', '.join(columns)} FROM (@) AS f{joins}", rows_of(request, leg))
