"""The values that a dimension has in this warehouse."""

import json

from metrics.dimensions import find_dimension
from metrics.engine import Engine
from metrics.fragment import fill, joined


def known_values(engine: Engine, name: str) -> list[str]:
    """All values in any table that has the dimension, in order; empty for dimensions of time."""
    dimension = find_dimension(name)
    if dimension.unit:
        return []
    tables = [table for table in dimension.tables if table != "persons"]
    parts = [
        fill(f"SELECT DISTINCT v FROM (SELECT @ AS v FROM {table}) AS f", dimension.expression("")) for table in tables
    ]
    sql = fill("SELECT DISTINCT v FROM (@) AS f WHERE v IS NOT NULL ORDER BY v", joined(" UNION ALL ", parts))
    return engine.query(sql.text, sql.params)["v"].to_list()


def known_attributes(engine: Engine) -> list[str]:
    """attribute.NAME for every named attribute that a mapping declared."""
    return [f"attribute.{name}" for name in json.loads(engine.facts.get("attributes") or "[]")]
