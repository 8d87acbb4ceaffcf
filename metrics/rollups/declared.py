"""Which rollups there are: one for each table and set of dimensions that the pages ask for together; the one for a question."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from metrics.catalogue import METRICS
from metrics.catalogue.dimensions import Dimension
from metrics.catalogue.entry import Leg, Metric

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
