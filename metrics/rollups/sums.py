"""The SQL of sums by day: of rows, and of other sums."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from metrics.catalogue.constants import constants
from metrics.catalogue.dimensions import DIMENSIONS
from metrics.catalogue.entry import Merge, Metric, Part
from metrics.rollups.declared import Rollup, all_rollups, rolled_legs
from warehouse.config.settings import Settings

DAY = "day"
ROWS = "row_count"  # of the group, whichever leg they are of: a group without rows is not there


@dataclass(frozen=True)
class Sum:
    """A column of a rollup: `over_rows` is its aggregate, with the words of metrics.catalogue.constants; `behind` counts its leg's rows."""

    name: str
    over_rows: str
    behind: str
    merge: Merge
    type: str

    @property
    def is_count(self) -> bool:
        """Whether it is a number over any rows; a sum or an extreme of values that all are NULL is NULL."""
        return self.over_rows.startswith("count")

    @property
    def over_no_rows(self) -> str:
        """SQL of what the aggregate is over no rows."""
        return "0" if self.over_rows.startswith("count(") else "NULL"  # count_if too is NULL


def column(metric: Metric, number: int, part: str) -> str:
    """The rollup's column of a part; `rows` counts the rows behind."""
    return f"{metric.name}_{number}_{part}"


def sums_in(rollup: Rollup) -> list[Sum]:
    """Every column of sums. Each part keeps to the rows of its own leg by FILTER."""
    sums = [Sum(ROWS, "count(*)", ROWS, "sum", "BIGINT")]
    for metric, number, leg in rolled_legs():
        if (leg.table, leg.anchor) == (rollup.table, rollup.anchor):
            behind = column(metric, number, "rows")
            for part in (Part("rows", "count(*)"), *leg.parts):
                sql = f"{part.sql} FILTER (WHERE {leg.where})"
                sums.append(Sum(column(metric, number, part.name), sql, behind, part.merge, part.type))
    return sums


def keys_of(rollup: Rollup) -> list[str]:
    """The columns that a group is known by: the day and the dimensions."""
    return [DAY, *(DIMENSIONS[name].column for name in rollup.dimensions)]


def sum_rows(rollup: Rollup, words: Mapping[str, str], rows: str, also_by: Sequence[str] = ()) -> str:
    """The query that makes the rollup from the rows of its table, or of a relation of such rows; by more of their columns."""
    columns = ", ".join(f"CAST({s.over_rows.format(**words)} AS {s.type}) AS {s.name}" for s in sums_in(rollup))
    others = "".join(f", {name}" for name in (*keys_of(rollup)[1:], *also_by))
    day = f"date_trunc('day', {rollup.anchor})"
    return f"SELECT {day} AS {DAY}{others}, {columns} FROM {rows} GROUP BY {day}{others} ORDER BY {DAY}"


def sum_again(rollup: Rollup, sums: str) -> str:
    """The query that makes the rollup from a relation of the same sums by more dimensions."""
    columns = ", ".join(f"CAST({s.merge}({s.name}) AS {s.type}) AS {s.name}" for s in sums_in(rollup))
    keys = ", ".join(keys_of(rollup))
    return f"SELECT {keys}, {columns} FROM {sums} GROUP BY {keys} ORDER BY {DAY}"


@lru_cache(maxsize=16)
def fingerprint(settings: Settings) -> str:
    """The rules of the stored sums: the catalogue's SQL, the settings, the zone. Remembered, for every question asks for it.

    Besides them they depend on the rows and the end of the data, which are those of the version that they are part of.
    """
    words = constants(settings, {})
    text = "\n".join([settings.timezone, *(sum_rows(rollup, words, rollup.table) for rollup in all_rollups())])
    return hashlib.sha256(text.encode()).hexdigest()
