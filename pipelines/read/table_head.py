"""Where the table of a text or a sheet begins: reports have a title, a period or empty lines above the labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipelines.mapping.model import File
from pipelines.read.labels import fold_label, rename_labels

MOST_ROWS = 50  # among which the labels are looked for


@dataclass(frozen=True)
class Row:
    """A row of the beginning of a text or sheet: the line that it begins on, or its number; what its cells say."""

    line: int
    cells: list[str]

    @cached_property
    def folded(self) -> frozenset[str]:
        """The cells for comparing with labels, folded once for all sources that the row is tried on."""
        return frozenset(map(fold_label, self.cells))

    @cached_property
    def is_blank(self) -> bool:
        """Whether no cell says anything."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Head:
    """The row of the labels, and the labels in our words; line 0: the file has none."""

    line: int
    labels: list[str]
    ours: list[str]

    def fits(self, file: File) -> bool:
        """Whether the labels are those of the layout."""
        known = set(map(fold_label, self.ours))
        is_first = not file.first_column or (
            bool(self.ours) and fold_label(self.ours[0]) == fold_label(file.first_column)
        )
        return (
            is_first
            and known.issuperset(map(fold_label, file.required))
            and known.isdisjoint(map(fold_label, file.absent))
        )


def find_head(rows: Sequence[Row], file: File) -> Head:
    """The first row whose labels are those of the layout, else the first that is not empty; where the layout names none, the
    first that is as wide as a table: a title above it is not."""
    if file.header_rows == 0:
        return Head(0, file.columns, rename_labels(file.columns, file))
    spelt, first = spellings(file), None
    for row in rows:
        if row.is_blank:
            continue
        first = first or row
        # Naming the labels of every row against every source took a load of 74 files five seconds.
        if spelt and may_fit(row, spelt):
            head = name_head(row, file)
            if head.fits(file):
                return head
    if first and not spelt:
        first = find_widest(rows)
    return name_head(first, file) if first else Head(1, [], [])


def find_widest(rows: Sequence[Row]) -> Row:
    """The first row of which more than half as many cells are filled as of the fullest one: labels may lack for some columns."""
    filled = [sum(bool(cell.strip()) for cell in row.cells) for row in rows]
    return next(row for row, cells in zip(rows, filled, strict=True) if cells > max(filled) / 2)


def spellings(file: File) -> list[set[str]]:
    """For each label that the layout requires, how a file may have it; none for one that a pattern finds, or names by place."""
    if file.columns:
        return [set()]
    required = [*file.required, *([file.first_column] if file.first_column else [])]
    spelt = {fold_label(label): {fold_label(label)} for label in required}
    for theirs, ours in file.aliases.items():
        if (label := fold_label(ours)) in spelt:
            spelt[label].add(fold_label(theirs))
    patterns = set(map(fold_label, file.header_patterns))
    return [set() if label in patterns else found for label, found in spelt.items()]


def may_fit(row: Row, spelt: list[set[str]]) -> bool:
    """Whether every required label that is known by its spellings stands in the row."""
    return all(not known or not known.isdisjoint(row.folded) for known in spelt)


def name_head(row: Row, file: File) -> Head:
    labels = file.columns or row.cells
    return Head(row.line, labels, rename_labels(labels, file))
