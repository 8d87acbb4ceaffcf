"""What is wrong with a source: the kinds that are looked for, which light each is told under, and what it does to numbers."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Light = Literal["fresh", "complete", "valid", "known"]
State = Literal["fine", "look", "failing", "young"]
LIGHTS: tuple[Light, ...] = ("fresh", "complete", "valid", "known")

KINDS: dict[str, Light] = {
    "overdue": "fresh",  # no export for longer than its rhythm allows
    "behind": "fresh",  # the newest export ends earlier than it should
    "volume_low": "complete",
    "volume_high": "complete",
    "column_emptied": "complete",
    "column_moved": "complete",
    "file_repeated": "complete",
    "rows_rejected": "valid",
    "cells_emptied": "valid",
    "values_unknown": "valid",
    "check_failed": "valid",
    "scores_flat": "valid",
    "scores_turned": "valid",
    "scores_moved": "valid",
    "persons_unknown": "known",
}
# These make a number say what is not so; whatever else is found leaves it incomplete or uncertain, and may be the truth.
FAILING = ("column_emptied", "file_repeated", "scores_flat", "scores_turned")
STALE = ("overdue", "behind")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: its kind, the source, the table and column where it is of one; "" otherwise.

    `since`: the first day of the records that it concerns, or of the silence; `until`: the last one, None while it lasts.
    `usual`, `found`: what the source has otherwise and what it has now, in the unit of the kind (records a week, shares 0 to 1,
    days, percent of a scale). `rows`: how many rows or cells. `values`: examples of the data, for those who may see them.
    `is_critical`: a critical check that failed.
    """

    kind: str
    source: str
    table: str = ""
    column: str = ""
    since: date | None = None
    until: date | None = None
    usual: float | None = None
    found: float | None = None
    rows: int = 0
    values: str = ""
    is_critical: bool = False

    @property
    def light(self) -> Light:
        """The light that it is told under."""
        return KINDS[self.kind]

    @property
    def is_failing(self) -> bool:
        """Whether numbers made of it are not shown."""
        return self.kind in FAILING or self.is_critical

    @property
    def is_stale(self) -> bool:
        """Whether the source is older than it should be."""
        return self.kind in STALE
