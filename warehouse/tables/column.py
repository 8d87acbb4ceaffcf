"""A column of a table, and short ways to declare the usual ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta

TEXTS = "MAP(VARCHAR, VARCHAR)"
EARLIEST = datetime(1990, 1, 1)  # no customer system is older; a 1970 date is an empty epoch
AHEAD = timedelta(days=2)  # zones reach 14 hours ahead of UTC; beyond two days it is a wrong date order
TEN_YEARS = 10 * 366 * 86_400.0  # seconds; longer is a broken clock, not a slow answer


@dataclass(frozen=True)
class Column:
    """A column: its type in DuckDB's words, what it holds, in what unit, and what NULL means where that is not plain.

    `shows`: the UTC column that a local time is the twin of. `is_exported`: a mapping may fill it; the others are the pipeline's.
    `values`: all that may stand in it; `bounds`: the least and the most that a number in it can be.
    """

    name: str
    type: str
    note: str = ""
    null: str = ""
    unit: str = ""
    shows: str = ""
    is_exported: bool = True
    values: tuple[str, ...] = ()
    bounds: tuple[float, float] | None = None

    @property
    def is_local(self) -> bool:
        """Whether it holds a time in the reporting zone."""
        return self.name.endswith("_local")

    @property
    def comment(self) -> str:
        """What the schema says beside it; a unit that the name ends in is not said again."""
        unit = f"in {self.unit}" if self.unit and not self.name.endswith(f"_{self.unit}") else ""
        note = self.note or " ".join(self.values)
        return "; ".join(filter(None, (note, unit, self.null and f"NULL: {self.null}")))


def text(name: str, note: str = "", null: str = "", is_exported: bool = True, values: tuple[str, ...] = ()) -> Column:
    """A text, or one of the codes that are its `values`."""
    return Column(name, "VARCHAR", note, null, is_exported=is_exported, values=values)


def flag(name: str, note: str = "", null: str = "", is_exported: bool = True) -> Column:
    """Whether something is so."""
    return Column(name, "BOOLEAN", note, null, is_exported=is_exported)


def count(name: str, note: str = "", null: str = "", bounds: tuple[float, float] | None = None) -> Column:
    """How many."""
    return Column(name, "INTEGER", note, null, bounds=bounds)


def seconds(name: str, note: str = "", null: str = "", is_exported: bool = True) -> Column:
    """A duration: neither negative nor ten years long."""
    return Column(name, "DOUBLE", note, null, "seconds", is_exported=is_exported, bounds=(0.0, TEN_YEARS))


def money(
    name: str, note: str = "", null: str = "", type: str = "DOUBLE", bounds: tuple[float, float] | None = None
) -> Column:
    """An amount in the row's currency."""
    return Column(name, type, note, null, "currency", bounds=bounds)


def moment(name: str, note: str = "", null: str = "") -> Column:
    """A time in UTC."""
    return Column(name, "TIMESTAMP", note, null)


def local(name: str, note: str = "", null: str = "", shows: str = "") -> Column:
    """A time in the reporting zone, as the pipeline writes it."""
    return Column(name, "TIMESTAMP", note, null, shows=shows, is_exported=False)
