"""What each source brought by day: records, known persons, filled cells of every column that a number needs, and scores.

Counted once when a version is built, and kept with it: the facts themselves are the history, nothing is stored twice.
"""

import re
from collections.abc import Callable
from functools import cache

import polars as pl

from metrics.catalogue import METRICS
from metrics.catalogue.dimensions import DIMENSIONS
from metrics.catalogue.entry import Leg
from metrics.semantic.engine import Engine
from warehouse.store.prepared import ask_prepared
from warehouse.store.remembered import once_a_version
from warehouse.tables import FACTS, TABLES
from warehouse.tables.column import TEXTS

EVENTS = tuple(table.name for table in FACTS if table.is_event)
WORDS = re.compile(r"[a-z_]+")
TEXT_OF_CUSTOMERS = "comment"


@cache
def columns_of(metric: str) -> frozenset[tuple[str, str]]:
    """(table, column) of the exported columns that the metric's SQL names."""
    found = set()
    for source in METRICS[metric].legs:
        legs = (source,) if isinstance(source, Leg) else getattr(source, "legs", ())
        for leg in legs:
            said = [leg.where, leg.counted, *(part.sql for part in leg.parts), getattr(source, "x", "")]
            found |= {(leg.table, name) for name in WORDS.findall(" ".join(said)) if name in exported(leg.table)}
    return frozenset(found)


def exported(table: str) -> set[str]:
    """The columns of a table that an export fills, and may leave empty."""
    columns = TABLES[table].columns.values()
    return {column.name for column in columns if column.is_exported and column.type != TEXTS}


@cache
def needed_columns(table: str) -> tuple[str, ...]:
    """The columns that numbers are made of, grouped or filtered by, in the table's order."""
    read = {name for metric in METRICS for of, name in columns_of(metric) if of == table}
    grouped = {dimension.column for dimension in DIMENSIONS.values() if table in dimension.tables}
    needed = read | ((grouped | {TEXT_OF_CUSTOMERS}) & exported(table))
    return tuple(name for name in TABLES[table].columns if name in needed)


def sums_sql(table: str) -> str:
    """day, source, records, known (persons), and the filled cells of each needed column."""
    anchor = TABLES[table].main_local
    filled = "".join(f", count({column}) AS {column}" for column in needed_columns(table))
    return (
        f"SELECT CAST({anchor} AS DATE) AS day, source, count(*) AS records, count_if(is_person_known) AS known{filled}"
        f" FROM {table} WHERE {anchor} IS NOT NULL AND source IS NOT NULL GROUP BY ALL ORDER BY ALL"
    )


@once_a_version
def daily_sums(engine: Engine, table: str) -> pl.DataFrame:
    """The sums of sums_sql, of a table of events."""
    return ask_prepared(engine, f"filled cells of {table}", sums_sql(table))


SCORES = """
    SELECT CAST(answered_local AS DATE) AS day, source, survey, metric, scale,
           CAST(round(100 * (score - scale_min) / (scale_max - scale_min)) AS INTEGER) AS percent, count(*) AS answers
    FROM responses WHERE answered_local IS NOT NULL AND source IS NOT NULL AND score IS NOT NULL AND scale_max > scale_min
    GROUP BY ALL ORDER BY ALL"""


@once_a_version
def daily_scores(engine: Engine) -> pl.DataFrame:
    """day, source, survey, metric, scale, percent (of the way up the scale), answers."""
    return ask_prepared(engine, "scores by day", SCORES)


def quality_questions() -> list[Callable[[Engine], object]]:
    """What is kept with a version for the judgement of its sources."""

    def sums_of(table: str) -> Callable[[Engine], object]:
        return lambda engine: daily_sums(engine, table)

    return [*map(sums_of, EVENTS), daily_scores]
