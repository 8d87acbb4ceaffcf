"""A table of the warehouse: what a row is, what it holds, how it is dated and tied to a person, what is listed of it."""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Literal

from warehouse.tables.blocks import STATED
from warehouse.tables.column import Column

Kind = Literal["fact", "derived", "registry"]
# How a row is tied to a person: it names one by its keys, it shows a record that does, or it is made of records that share one.
PersonTie = Literal["none", "keys", "record", "shared"]

# What the pipeline itself knows of a record when it reads it.
BROUGHT = ("source", "file_id", "source_line", "other_keys", "time_precision")


@dataclass(frozen=True)
class Table:
    """A table: its grain in one sentence, and `note` for what else one must know to read it.

    `main_time`: the column that dates a row, UTC or a date for facts, local for derived tables; None: nothing does. `is_event`:
    a row happens at that time; else it holds for a while. `listed`: the columns that a page shows of a row beside its place, so
    that one sees why it counts as it does; a table without them is behind no metric. `sql`: of a view, the query that gives it.
    """

    name: str
    grain: str
    kind: Kind
    blocks: tuple[tuple[Column, ...], ...]
    note: str = ""
    person: PersonTie = "none"
    main_time: str | None = None
    is_event: bool = False
    listed: tuple[str, ...] = ()
    sql: str = ""

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The columns by name, in order."""
        return {column.name: column for column in chain(*self.blocks)}

    @cached_property
    def stated(self) -> dict[str, str]:
        """Columns that other records fill in or replace, with the column of what the export said."""
        return {name.removeprefix(STATED): name for name in self.columns if name.startswith(STATED)}

    @cached_property
    def recorded(self) -> tuple[str, ...]:
        """The columns that a record brings: what a mapping fills, and which exported row it is."""
        return tuple(name for name, column in self.columns.items() if column.is_exported or name in BROUGHT)

    @property
    def has_keys(self) -> bool:
        """Whether its rows can carry keys of a person."""
        return "other_keys" in self.columns

    @property
    def has_hours(self) -> bool:
        """Whether a row says if its time is one or only a date; a table without that counts by days."""
        return "time_precision" in self.columns

    @cached_property
    def main_local(self) -> str | None:
        """The column that dates a row in the reporting zone; None: none does."""
        if self.main_time in self.local_times:
            return self.main_time
        return next((local for local, shown in self.local_twins.items() if shown == self.main_time), None)

    @cached_property
    def local_times(self) -> tuple[str, ...]:
        """The columns in the reporting zone."""
        return tuple(name for name, column in self.columns.items() if column.is_local)

    @cached_property
    def local_twins(self) -> dict[str, str]:
        """The UTC column that each local time shows, by local column."""
        return {name: column.shows for name, column in self.columns.items() if column.shows}
