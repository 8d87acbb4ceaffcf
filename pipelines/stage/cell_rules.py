"""Values that cannot be, of cells that their record can stand without: emptied and counted, the record is loaded."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from warehouse.tables import TABLES

EARLIEST = datetime(1990, 1, 1)  # no customer system is older; a 1970 date is an empty epoch
AHEAD = timedelta(days=2)  # zones reach 14 hours ahead of UTC; beyond two days it is a wrong date order
MOST_SECONDS = 10 * 366 * 86_400  # longer is a broken clock, not a slow answer
CLOCKS = ("wait_seconds", "first_response_seconds", "handle_seconds", "resolution_seconds")
# The greatest that a column can hold and mean it, by table; the least is 0.
GREATEST = {
    "interactions": dict.fromkeys(CLOCKS, MOST_SECONDS) | {"transfer_count": 10_000, "reopen_count": 10_000},
    "orders": {"refunded_amount": 10**12, "item_count": 10**9},
    "subscriptions": {"monthly_amount": 10**12},
    "costs": {"impressions": 10**15, "clicks": 10**15},
}
# Times beside the main one, which a record cannot do without.
TIMES = ("updated_at", "created_at", "ended_at")
OUT_OF_RANGE = "negative, or too large to be"
OUT_OF_TIME = "before 1990, or yet to come"


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
    """The rules on the cells of a table; `now` bounds its times."""
    bounds = f"{{cell}} NOT BETWEEN TIMESTAMP '{EARLIEST}' AND TIMESTAMP '{now + AHEAD}'"
    ranges = [
        CellRule(column, f"{{cell}} NOT BETWEEN 0 AND {most}", OUT_OF_RANGE)
        for column, most in GREATEST.get(table, {}).items()
    ]
    times = [CellRule(column, bounds, OUT_OF_TIME) for column in TIMES if column in TABLES[table].columns]
    return ranges + times
