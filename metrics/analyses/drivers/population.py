"""The customers that the drivers are looked for among: all of them, or of very many a part drawn by a fixed hash."""

from dataclasses import dataclass

import polars as pl

from metrics.analyses.omnichannel.folds import make_fold_request
from metrics.catalogue.dimensions import filter_sql, find_dimension
from metrics.catalogue.fragment import Sql, fill, joined
from metrics.semantic.engine import Engine
from metrics.semantic.request import Request, period_sql
from metrics.semantic.scope import Scope

MOST_PERSONS = (
    20_000  # more would take longer than a page may, and say little more: an interval halves with four times as many
)
PRIME = 1_000_003
# The same persons every time and on every engine; squared, so that no pattern in the numbering of persons gets through.
DRAW = f"((person_id % {PRIME}) * (person_id % {PRIME}) % {PRIME} * 7919 + (person_id % {PRIME}) * 104729) % {PRIME}"
# Filters by these choose customers; all others choose the experiences that are looked at.
KINDS_OF_CUSTOMER = ("segment", "country", "language", "value_class", "loyalty_class")


@dataclass(frozen=True)
class Population:
    """person_id, segment, country of the drawn persons; `total`: how many there are to draw from; `sql`: their ids; `rows`: of their table."""

    persons: pl.DataFrame
    total: int
    sql: Sql
    rows: Sql


def choose_persons(engine: Engine, scope: Scope, table: str, where: str, anchor: str) -> Population:
    """The persons of a table that pass the condition and the filters by kinds of customer; by the period where `anchor` dates the rows."""
    conditions = [Sql(where), *customer_filters(scope, anchor)]
    if anchor:
        conditions += period_sql(scope, anchor)
    rows = fill(f"SELECT * FROM {table} AS f WHERE @", joined(" AND ", conditions))
    sql = fill("SELECT CAST(count(DISTINCT person_id) AS BIGINT) AS persons FROM (@) AS f", rows)
    total = int(engine.query(sql.text, sql.params).item())
    if total > MOST_PERSONS:
        rows = fill(f"SELECT * FROM (@) AS f WHERE {DRAW} < {int(PRIME * MOST_PERSONS / total)}", rows)
    ids = fill("SELECT person_id FROM (@) AS f", rows)
    described = fill(
        "SELECT person_id, min(segment) AS segment, min(country) AS country FROM (@) AS f GROUP BY person_id", rows
    )
    persons = engine.query(described.text, described.params).sort("person_id")
    return Population(persons, total, ids, rows)


def customer_filters(scope: Scope, anchor: str) -> list[Sql]:
    """The scope's filters that say which customers."""
    chosen = [(name, values) for name, values in scope.filters if name in KINDS_OF_CUSTOMER]
    return [filter_sql(find_dimension(name), values, anchor) for name, values in chosen]


def place_request(engine: Engine, scope: Scope) -> Request:
    """The question about places: the scope's other filters, without its period (experiences lie before the index dates)."""
    filters = tuple(pair for pair in scope.filters if pair[0] not in KINDS_OF_CUSTOMER)
    return make_fold_request(engine, Scope(filters=filters), ())
