"""Which rows there are of what the catalogue counts, by source and day: counted once when a version is built.

Whether anything is measured, and by which sources, is asked for every number that is shown: of millions of rows, or of these counts.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from metrics.catalogue import METRICS
from metrics.constants import constants
from metrics.engine import Engine
from metrics.entry import Leg
from warehouse.store.prepared import ask_prepared, prepared_table


def all_counts() -> dict[tuple[str, str], tuple[str, ...]]:
    """(table, anchor): the conditions of the catalogue's legs over it, those of the rows that are in a value besides."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for metric in METRICS.values():
        for leg in metric.row_legs:
            if not leg.has_costs:
                found.setdefault((leg.table, leg.anchor), {}).update(dict.fromkeys((leg.where, counted_where(leg))))
    return {pair: tuple(conditions) for pair, conditions in found.items()}


def counted_where(leg: Leg) -> str:
    """The condition of the rows that are in the value."""
    return leg.where if leg.counted == "TRUE" else f"({leg.where}) AND ({leg.counted})"


def count_sql(table: str, anchor: str, words: Mapping[str, str]) -> str:
    """day, source, rows_0 …: how many rows pass each condition."""
    conditions = all_counts()[table, anchor]
    counts = (f"CAST(count_if({c.format(**words)}) AS BIGINT) AS rows_{i}" for i, c in enumerate(conditions))
    day = f"date_trunc('day', {anchor})"
    return f"SELECT {day} AS day, source, {', '.join(counts)} FROM {table} GROUP BY {day}, source"


def find_count(engine: Engine, leg: Leg) -> tuple[str, str] | None:
    """Table and column of the kept counts of the rows in the leg's value; None: there are none."""
    conditions = all_counts().get((leg.table, leg.anchor), ())
    if leg.has_costs or counted_where(leg) not in conditions:
        return None
    table = counts_table(engine, leg.table, leg.anchor)
    return (table, f"rows_{conditions.index(counted_where(leg))}") if table else None


def counts_table(engine: Engine, table: str, anchor: str) -> str | None:
    """The kept counts of a table by that date."""
    words = constants(engine.settings, engine.facts)
    return prepared_table(engine, f"rows_of_{table}", count_sql(table, anchor, words))


def is_never_there(engine: Engine, leg: Leg) -> bool:
    """Whether it is known that no row of the leg is in the version."""
    return (leg.table, leg.anchor, leg.where) in conditions_without_rows(engine)


@lru_cache(maxsize=8)
def conditions_without_rows(engine: Engine) -> frozenset[tuple[str, str, str]]:
    """(table, anchor, condition) of the catalogue that no row passes; a version does not change, so they are asked for once."""
    sums = list(sums_of_counts(engine))
    if not sums:
        return frozenset()
    found = ask_prepared(engine, "rows_in_all", " UNION ALL ".join(sums))
    return frozenset(
        (table, anchor, all_counts()[table, anchor][place])
        for table, anchor, place, rows in found.iter_rows()
        if not rows
    )


def sums_of_counts(engine: Engine) -> Iterator[str]:
    """A query for each condition whose counts are kept: table, anchor, number of the condition, rows in all."""
    for (table, anchor), conditions in all_counts().items():
        if kept := counts_table(engine, table, anchor):
            for place in range(len(conditions)):
                yield (
                    f"SELECT '{table}' AS table_name, '{anchor}' AS anchor, {place} AS place,"
                    f" CAST(coalesce(sum(rows_{place}), 0) AS BIGINT) AS rows_in_all FROM {kept}"
                )
