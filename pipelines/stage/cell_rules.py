"""Values that cannot be, of cells that their record can stand without: emptied and counted, the record is loaded."""

from dataclasses import dataclass
from datetime import datetime

from warehouse.sentence import sentence
from warehouse.tables import TABLES
from warehouse.tables.column import AHEAD, EARLIEST

# Times beside the main one, which a record cannot do without.
TIMES = ("updated_at", "created_at", "ended_at")
OUT_OF_RANGE = sentence("negative, or too large to be")
OUT_OF_TIME = sentence("before 1990, or yet to come")


@dataclass(frozen=True)
class CellRule:
    """What a column cannot hold: `failing` is SQL on {cell}."""

    column: str
    failing: str
    reason: str

    def fails(self, cell: str) -> str:
        """SQL for whether a cell holds what cannot be."""
        return self.failing.replace("{cell}", cell)


def cell_rules(table: str, now: datetime) -> list[CellRule]:
    """The rules on the cells of a table, by the bounds that its columns declare; `now` bounds its times."""
    bounds = f"{{cell}} NOT BETWEEN TIMESTAMP '{EARLIEST}' AND TIMESTAMP '{now + AHEAD}'"
    ranges = [
        CellRule(column.name, f"{{cell}} NOT BETWEEN {column.bounds[0]} AND {column.bounds[1]}", OUT_OF_RANGE)
        for column in TABLES[table].columns.values()
        if column.bounds
    ]
    times = [CellRule(column, bounds, OUT_OF_TIME) for column in TIMES if column in TABLES[table].columns]
    return ranges + times
