"""The records behind a driver: the contacts at which customers had the experience, and what those customers did then."""

import polars as pl

from metrics.analyses.drivers.design import FEATURE, draw_rows, lived_before
from metrics.analyses.drivers.find import driver_id, look_back
from metrics.analyses.drivers.outcomes import find_at_risk
from metrics.catalogue.fragment import Sql, fill, joined
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope
from warehouse.tables import FACTS, Table

# Where an experience is stored: the contact, or an answer or message that names none.
TABLES = tuple(table for table in FACTS if "comment" in table.columns)
SHOWN = ("channel", "stage", "touchpoint", "topic", "team", "agent", "segment", "comment")


def contacts_behind(engine: Engine, scope: Scope, outcome: str, driver: str, limit: int) -> tuple[pl.DataFrame, int]:
    """The newest records and how many there are in all; empty for a driver that is none of this outcome.

    record_id, source, file_id, file, source_line, person_id, time, hit, index_local (of the last index date that it counts for) and what the
    record says.
    """
    at_risk = find_at_risk(engine, scope, outcome)
    if at_risk is None or at_risk.rows.is_empty():
        return pl.DataFrame(), 0
    experiences, _ = look_back(engine, scope, at_risk)
    own = experiences.select(FEATURE).unique().filter(
        pl.struct(FEATURE).map_elements(lambda row: driver_id(*row.values()) == driver, pl.Boolean)
    )  # fmt: skip
    chosen = experiences.join(own, on=FEATURE, how="semi", nulls_equal=True)
    rows = draw_rows(at_risk.rows).with_row_index("row")
    lived = lived_before(rows, chosen).join(rows.select("row", "hit", "index_local"), on="row")
    last = lived.sort("index_local", "record_id").unique("record_id", keep="last", maintain_order=True)
    newest = last.sort("began", "record_id", descending=[True, False]).head(limit)
    return describe(engine, newest.select("record_id", "hit", "index_local")), last.height


def describe(engine: Engine, records: pl.DataFrame) -> pl.DataFrame:
    """The records as stored, newest first."""
    if records.is_empty():
        return pl.DataFrame()
    ids = records["record_id"].to_list()
    marks = ", ".join("?" for _ in ids)
    found = [Sql(stored_sql(table, marks), tuple(ids)) for table in TABLES]
    sql = fill("@", joined(" UNION ALL ", found))
    stored = engine.query(sql.text, sql.params).join(records, on="record_id")
    return stored.sort("time", "record_id", descending=[True, False], nulls_last=True)


def stored_sql(table: Table, marks: str) -> str:
    """The shown columns of a table's records of these ids."""
    columns = ", ".join(f"f.{name} AS {name}" for name in SHOWN)
    return (
        f"SELECT f.record_id AS record_id, f.source AS source, f.file_id AS file_id, files.name AS file,"
        f" f.source_line AS source_line, f.person_id AS person_id, CAST(f.{table.main_local} AS TIMESTAMP) AS time, {columns} FROM {table.name} AS f"
        f" LEFT JOIN files ON files.file_id = f.file_id WHERE f.record_id IN ({marks})"
    )
