"""How many rows there are of what the catalogue counts, by source and day: counted once when a version is built.

Whether anything is measured, and by which sources, is asked of every number that is shown: of millions of rows, or of these counts.
"""

from collections.abc import Mapping
from functools import cache

import polars as pl

from metrics.catalogue import METRICS
from metrics.catalogue.constants import constants
from metrics.catalogue.entry import Leg
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope
from warehouse.store.prepared import find_prepared
from warehouse.store.remembered import once_a_version
from warehouse.tables import TABLES


@cache
def counted_conditions() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """(table, its main time): the conditions of the catalogue's legs by it, and those of the rows that are in a value.

    The times that end a clock have one condition each: for so little no pass over all rows.
    """
    found: dict[tuple[str, str], dict[str, None]] = {}
    for metric in METRICS.values():
        for leg in metric.row_legs:
            if not leg.has_costs and leg.anchor == TABLES[leg.table].main_local:
                found.setdefault((leg.table, leg.anchor), {}).update(dict.fromkeys((leg.where, counted_where(leg))))
    return {pair: tuple(conditions) for pair, conditions in found.items()}


def counted_where(leg: Leg) -> str:
    """The condition of the rows that are in the value."""
    return leg.where if leg.counted == "TRUE" else f"({leg.where}) AND ({leg.counted})"


def count_sql(table: str, anchor: str, words: Mapping[str, str]) -> str:
    """day, source, rows_0 …, in order, so that the same records make the same version: how many rows pass each condition."""
    conditions = counted_conditions()[table, anchor]
    counts = (f"CAST(count_if({c.format(**words)}) AS BIGINT) AS rows_{i}" for i, c in enumerate(conditions))
    day = f"date_trunc('day', {anchor})"
    return f"SELECT {day} AS day, source, {', '.join(counts)} FROM {table} GROUP BY {day}, source ORDER BY day, source"


@once_a_version
def daily_rows(engine: Engine, table: str, anchor: str) -> pl.DataFrame | None:
    """The kept counts; None: the version has none."""
    words = constants(engine.settings, engine.facts)
    return find_prepared(engine, f"rows of {table} by {anchor}", count_sql(table, anchor, words))


def find_count(engine: Engine, leg: Leg, condition: str) -> pl.DataFrame | None:
    """day, source, rows: those that pass the condition, which is one of the leg's; None: they were not counted."""
    conditions = counted_conditions().get((leg.table, leg.anchor), ())
    if leg.has_costs or condition not in conditions:
        return None
    counts = daily_rows(engine, leg.table, leg.anchor)
    column = f"rows_{conditions.index(condition)}"
    return None if counts is None else counts.select("day", "source", rows=column).filter(pl.col("rows") > 0)


def is_never_there(engine: Engine, leg: Leg) -> bool:
    """Whether it is known that no row of the leg is in the version."""
    found = find_count(engine, leg, leg.where)
    return found is not None and found.is_empty()


def counted_sources(engine: Engine, leg: Leg, scope: Scope) -> list[str] | None:
    """The sources of the rows in the leg's value, by the kept counts; None where only the rows can say."""
    if leg.latest_per_person or scope.filters:
        return None
    found = find_count(engine, leg, counted_where(leg))
    if found is None:
        return None
    if scope.start:
        found = found.filter(pl.col("day") >= scope.start)
    if scope.end:
        found = found.filter(pl.col("day") < scope.end)
    return found["source"].drop_nulls().unique().to_list()
