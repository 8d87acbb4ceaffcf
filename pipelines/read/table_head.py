"""Where the table of a text or a sheet begins: reports have a title, a period or empty lines above the labels."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.mapping.model import File
from pipelines.read.labels import fold_label, rename_labels

MOST_ROWS = 50  # among which the labels are looked for


@dataclass(frozen=True)
class Row:
    """A row of the beginning of a text or sheet: the line that it begins on, or its number; what its cells say."""

    line: int
    cells: list[str]


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
    """The first row whose labels are those of the layout, else the first that is not empty."""
    if file.header_rows == 0:
        return Head(0, file.columns, rename_labels(file.columns, file))
    widest, first = 0, None
    for row in rows:
        cells = sum(bool(cell.strip()) for cell in row.cells)
        # A title has fewer cells than the labels; the rows below have no more.
        if cells <= widest:
            continue
        widest, head = cells, name_head(row, file)
        first = first or head
        if (file.required or file.first_column) and head.fits(file):
            return head
    return first or Head(1, [], [])


def name_head(row: Row, file: File) -> Head:
    labels = file.columns or row.cells
    return Head(row.line, labels, rename_labels(labels, file))
