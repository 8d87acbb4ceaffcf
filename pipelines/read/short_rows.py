"""Rows with fewer cells than the table has columns: spreadsheets and loggers leave the last empty cells out, torn lines are short too."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

OTHER_MARKS = ";\t|"  # a comma stands in too many texts and numbers to say anything


@dataclass(frozen=True)
class Record:
    """A record of a delimited text: the line that it begins on, its text, its cells."""

    line: int
    raw: str
    cells: list[str]


@dataclass(frozen=True)
class Shape:
    """What a whole row looks like: how many cells, the marks, and the places of the cells that no record can be without, of
    which `times` hold a digit."""

    width: int
    delimiter: str
    quote: str
    needed: frozenset[int] = frozenset()
    times: frozenset[int] = frozenset()

    def holds_needed(self, cells: Sequence[str]) -> bool:
        """Whether the row has all cells that no record can be without."""
        is_filled = all(place < len(cells) and cells[place].strip() for place in self.needed)
        return is_filled and all(any(map(str.isdigit, cells[place])) for place in self.times)

    def goes_on(self, first: Record, second: Record) -> bool:
        """Whether a line end tore one row into the two: within a cell, or where a delimiter should be."""
        is_tail = bool(second.cells[0].strip()) and not self.holds_needed(second.cells)
        return is_tail and len(first.cells) + len(second.cells) in (self.width, self.width + 1)

    def is_cut_short(self, record: Record) -> bool:
        """Whether a row with fewer cells has lost but its last, empty ones: no quote stands within a cell, and no other mark
        could be the delimiters that are missing."""
        bare = record.raw.rstrip("\r\n")
        if self.quote:
            q, d = re.escape(self.quote), re.escape(self.delimiter)
            bare = re.sub(rf"(^|{d}){q}(?:[^{q}]|{q}{q})*{q}(?=$|{d})", r"\1", bare)
            if self.quote in bare:
                return False
        lost = self.width - len(record.cells)
        is_other = any(mark != self.delimiter and bare.count(mark) == lost for mark in OTHER_MARKS)
        return not is_other and self.holds_needed(record.cells)


def tell_short(records: Iterable[Record], shape: Shape) -> Iterator[tuple[Record, bool]]:
    """Each record, its cells filled up where the last ones are left out, and whether it is a row.

    A short row is none where the next one, without the needed cells, is what an unquoted line end tore from it.
    """
    waiting: Record | None = None
    for record in records:
        is_short = len(record.cells) < shape.width
        if waiting:
            yield (waiting, False) if shape.goes_on(waiting, record) else (fill_up(waiting, shape), True)
            waiting = None
        if is_short and shape.is_cut_short(record):
            waiting = record
        else:
            yield record, len(record.cells) == shape.width
    if waiting:
        yield fill_up(waiting, shape), True


def fill_up(record: Record, shape: Shape) -> Record:
    return Record(record.line, record.raw, record.cells + [""] * (shape.width - len(record.cells)))
