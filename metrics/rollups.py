"""Day-grain sums of every part that adds up, made at load time from the catalogue, and the choice of one for a question.

Each rollup holds, for one table and its anchor, the parts of all metrics by day and a few dimensions. A question whose dimensions
and filters fit reads the smallest one; every other question reads the rows, which are in time order and so pruned by period.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import duckdb

from metrics.catalogue import METRICS
from metrics.constants import constants
from metrics.dimensions import DIMENSIONS, Dimension
from metrics.entry import Leg, Metric
from warehouse.config.settings import Settings

# What the pages filter and group by together, smallest first: heat map and tiles, touchpoint lists, sources and countries.
SETS = (
    ("channel", "stage", "segment"),
    ("channel", "stage", "touchpoint"),
    ("channel", "source", "country", "language"),
)
EXTRA = {"responses": ("scale",), "orders": ("currency",), "matter_steps": ("currency",), "comments": ("emotion",)}
# The continuity page: tiles and bars under its filters, matters by their number of channels, the hop matrix.
SETS_OF_TABLE = {
    "matters": (
        ("channel", "stage", "segment"),
        ("channels_in_matter", "channel", "stage", "segment"),
        ("channels_in_matter", "channel", "stage", "topic", "segment"),
        ("channel", "source", "country", "language"),
    ),
    "matter_steps": (
        ("from_channel", "to_channel", "stage"),
        ("from_channel", "to_channel", "channel", "stage", "segment"),
        ("from_channel", "to_channel", "channel", "stage", "topic", "segment"),
        ("channel", "source", "country", "language"),
    ),
}
DAY = "day"
# A rollup that leaves more than a third of the rows saves nothing that the pruned scan of the rows would not.
WORTHWHILE_SHARE = 1 / 3
SMALL_TABLE = 20_000  # rows that any query reads in a few milliseconds


@dataclass(frozen=True)
class Rollup:
    """One stored table of sums."""

    table: str
    anchor: str
    dimensions: tuple[str, ...]

    @property
    def name(self) -> str:
        """The table's name in the warehouse."""
        return f"rollup_{self.table}_by_{'_'.join(self.dimensions)}"


def all_rollups() -> list[Rollup]:
    """Every rollup that the catalogue asks for, smallest first within a table."""
    pairs = dict.fromkeys((leg.table, leg.anchor) for _, _, leg in rolled_legs())
    return [
        Rollup(table, anchor, (*dims, *EXTRA.get(table, ())))
        for table, anchor in pairs
        for dims in SETS_OF_TABLE.get(table, SETS)
    ]


def rolled_legs() -> Iterator[tuple[Metric, int, Leg]]:
    """Metric, number of the leg, leg: for every leg that is kept in rollups."""
    for metric in METRICS.values():
        for number, leg in enumerate(metric.legs):
            if isinstance(leg, Leg) and leg.is_rolled:
                yield metric, number, leg


def column(metric: Metric, number: int, part: str) -> str:
    """The rollup's column of a part; `rows` counts the rows behind."""
    return f"{metric.name}_{number}_{part}"


def rollup_sql(rollup: Rollup, words: Mapping[str, str]) -> str:
    """The query that makes it. Every part keeps to the rows of its own leg by FILTER."""
    columns = []
    for metric, number, leg in rolled_legs():
        if (leg.table, leg.anchor) != (rollup.table, rollup.anchor):
            continue
        where = leg.where.format(**words)
        columns.append(f"count(*) FILTER (WHERE {where}) AS {column(metric, number, 'rows')}")
        for part in leg.parts:
            sql = f"{part.sql.format(**words)} FILTER (WHERE {where})"
            columns.append(f"CAST({sql} AS {part.type}) AS {column(metric, number, part.name)}")
    keys = [f"date_trunc('day', {rollup.anchor})", *(DIMENSIONS[name].column for name in rollup.dimensions)]
    named = [f"{keys[0]} AS {DAY}", *keys[1:]]
    return f"SELECT {', '.join([*named, *columns])} FROM {rollup.table} GROUP BY {', '.join(keys)} ORDER BY {DAY}"


def fingerprint(settings: Settings, facts: Mapping[str, str]) -> str:
    """What the stored sums depend on besides the rows: the catalogue's SQL, the settings, the zone, the end of the data."""
    return fingerprint_until(settings, facts.get("data_until") or "")


@lru_cache(maxsize=16)
def fingerprint_until(settings: Settings, data_until: str) -> str:
    """The fingerprint; remembered, for every question asks for it."""
    words = constants(settings, {"data_until": data_until})
    text = "\n".join([settings.timezone, *(rollup_sql(rollup, words) for rollup in all_rollups())])
    return hashlib.sha256(text.encode()).hexdigest()


def build_rollups(
    con: duckdb.DuckDBPyConnection, settings: Settings, facts: Mapping[str, str], small_table: int = SMALL_TABLE
) -> str:
    """Make the rollup tables in the connection's schema, leave out those that save nothing; the fingerprint to publish with them."""
    words = constants(settings, facts)
    for rollup in all_rollups():
        con.execute(f"DROP TABLE IF EXISTS {rollup.name}")
        rows = count_rows(con, rollup.table)
        if rows < small_table:
            continue
        con.execute(f"CREATE TABLE {rollup.name} AS {rollup_sql(rollup, words)}")
        if count_rows(con, rollup.name) > rows * WORTHWHILE_SHARE and small_table:
            con.execute(f"DROP TABLE {rollup.name}")
    return fingerprint(settings, facts)


def count_rows(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """Rows of a table."""
    row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def pick_rollup(leg: Leg, needed: Collection[Dimension], available: Collection[str]) -> Rollup | None:
    """The smallest available rollup that holds all the dimensions; None: read the rows."""
    if not leg.is_rolled or any(dimension.unit == "hour_of_week" for dimension in needed):
        return None
    names = {dimension.name for dimension in needed if not dimension.is_time}
    for rollup in all_rollups() if available else ():
        fits = (rollup.table, rollup.anchor) == (leg.table, leg.anchor) and names <= set(rollup.dimensions)
        if fits and rollup.name in available:
            return rollup
    return None
