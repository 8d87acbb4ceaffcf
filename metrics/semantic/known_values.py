"""The values that a dimension has in this warehouse."""

import json

from metrics.catalogue.dimensions import CUSTOMER_CLASSES, find_dimension
from metrics.catalogue.fragment import fill, joined
from metrics.rollups.declared import all_rollups
from metrics.semantic.engine import Engine
from warehouse.store.prepared import ask_prepared
from warehouse.tables import MEASURED

# Tables that show or unite records of persons: their values are those of the records.
MADE_OF_RECORDS = {table.name for table in MEASURED if table.person in ("record", "shared")}
NEXT = "next_"


def known_values(engine: Engine, name: str) -> list[str]:
    """All values in any table that has the dimension, in order; empty for dimensions of time."""
    dimension = find_dimension(name.removeprefix(NEXT))  # what comes next has the same values
    if dimension.unit:
        return []
    if name in CUSTOMER_CLASSES:
        found = engine.query(f"SELECT DISTINCT {name} AS v FROM persons WHERE {name} IS NOT NULL ORDER BY v")
        return found["v"].to_list()
    repeating = MADE_OF_RECORDS if "interactions" in dimension.tables else set()
    tables = [source_of(engine, table, dimension.name) for table in dimension.tables if table not in repeating]
    parts = [
        fill(f"SELECT DISTINCT v FROM (SELECT @ AS v FROM {table}) AS f", dimension.expression("")) for table in tables
    ]
    sql = fill("SELECT DISTINCT v FROM (@) AS f WHERE v IS NOT NULL ORDER BY v", joined(" UNION ALL ", parts))
    return ask_prepared(engine, f"values of {dimension.name}", sql.text, sql.params)["v"].to_list()


def source_of(engine: Engine, table: str, dimension: str) -> str:
    """The smallest rollup of the table that has the dimension, else the table: every row is in every rollup."""
    rollups = [
        r.name for r in all_rollups() if r.table == table and dimension in r.dimensions and r.name in engine.tables
    ]
    return rollups[0] if rollups else table


def known_attributes(engine: Engine) -> list[str]:
    """attribute.NAME for every named attribute that a mapping declared."""
    return [f"attribute.{name}" for name in json.loads(engine.facts.get("attributes") or "[]")]
