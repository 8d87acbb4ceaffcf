"""A number as every analysis gives it: value, 95 % interval, how many speak, in what unit, and what must be known about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Estimate:
    """`value` None: not measured or not shown, and `note` says why; `low`, `high`: the 95 % interval, None where there is none;
    `n`: rows or persons that speak; `note`: codes, separated by "; "."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    unit: str = ""
    note: str = ""

    @property
    def has_interval(self) -> bool:
        """Whether both ends are known."""
        return self.value is not None and self.low is not None and self.high is not None

    @property
    def notes(self) -> list[str]:
        """The notes as codes."""
        return notes_of(self.note)

    @property
    def is_withheld(self) -> bool:
        """Whether it was measured, on too few to show."""
        return "withheld" in self.notes


@dataclass(frozen=True)
class Known(Estimate):
    """An estimate that has a value."""

    value: float


@dataclass(frozen=True)
class Bounded(Known):
    """An estimate that has a value and both ends of its interval."""

    low: float
    high: float


@dataclass(frozen=True)
class Difference(Estimate):
    """How far one value lies from another, in the unit of both: said with its sign, between shares in percentage points."""

    @property
    def exceeds_noise(self) -> bool | None:
        """Whether 0 lies outside the interval; None without one."""
        if self.low is None or self.high is None:
            return None
        return self.low > 0 or self.high < 0


def notes_of(note: str | None) -> list[str]:
    """The codes in a note."""
    return [code.strip() for code in (note or "").split(";") if code.strip()]


def read_estimate(row: Mapping[str, Any], name: str = "value", unit: str | None = None) -> Estimate:
    """The estimate in a row of a frame: columns value, low, high, n, unit, note, or of another name `name`, name_low, name_high,
    name_n, name_unit, name_note. What the row lacks is not known; `unit`: instead of the row's."""
    return Estimate(*parts_of(row, name, unit))


def read_difference(row: Mapping[str, Any], name: str = "difference", unit: str | None = None) -> Difference:
    """The difference in a row of a frame, as read_estimate reads it."""
    return Difference(*parts_of(row, name, unit))


def parts_of(row: Mapping[str, Any], name: str, unit: str | None) -> tuple[Any, ...]:
    """What the row holds of an estimate, in the order of its fields."""
    before = "" if name == "value" else f"{name}_"
    low, high, n, own_unit, note = (row.get(f"{before}{part}") for part in ("low", "high", "n", "unit", "note"))
    return row.get(name), low, high, int(n or 0), own_unit or "" if unit is None else unit, note or ""
