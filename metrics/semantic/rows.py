"""The stored records behind a number, newest first, each with the file and line that it came from."""

import polars as pl

from metrics.catalogue.entry import Leg, PeriodLoss
from metrics.catalogue.fragment import Sql, fill, joined
from metrics.semantic.compute import Scope
from metrics.semantic.engine import Engine
from metrics.semantic.relation import relations
from warehouse.tables import TABLES
from warehouse.tables.blocks import PLACE, names_of

# The matter that a step belongs to: opening a hop shows how its matters went.
OF_MATTER = ("path", "contacts", "opened_local", "ended_local", "is_resolved")


def rows_behind(engine: Engine, name: str, scope: Scope, limit: int, offset: int = 0) -> pl.DataFrame:
    """record_id, source, file_id, file (its name), source_line, person_id, time, dimensions, value columns; newest first, as many as `limit`."""
    found = []
    for leg, rows in relations(engine, name, scope):
        sql = fill("@ ORDER BY time DESC NULLS LAST, record_id LIMIT ?", listed_rows(leg, rows))
        found.append(engine.query(sql.text, (*sql.params, limit + offset)))
    together = [rows for rows in found if not rows.is_empty()] or found[:1]
    if not together:
        return pl.DataFrame()
    listed = pl.concat(together, how="diagonal_relaxed")
    return listed.sort("time", "record_id", descending=[True, False], nulls_last=True).slice(offset, limit)


def count_rows_behind(engine: Engine, name: str, scope: Scope) -> int:
    """How many records rows_behind has in all."""
    counts = [
        fill("SELECT CAST(count(*) AS BIGINT) AS rows_found FROM (@) AS f", rows)
        for _, rows in relations(engine, name, scope)
    ]
    if not counts:
        return 0
    sql = joined(" UNION ALL ", counts)
    return int(engine.query(sql.text, sql.params)["rows_found"].sum())


def listed_rows(leg: Leg | PeriodLoss, rows: Sql) -> Sql:
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
    return fill(f"SELECT {', '.join(columns)} FROM (@) AS f{joins}", rows)
