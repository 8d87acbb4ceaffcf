"""Workbooks: one sheet as rows of text; dates come out as ISO text, numbers as they are stored."""

from collections.abc import Iterator

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.mapping.model import File
from pipelines.read.peek import Peek
from pipelines.read.table_head import Head, Row, find_head
from pipelines.read.workbook import load_cells
from warehouse.config.errors import HiloError

MIDNIGHT = " 00:00:00"
BATCH = 10_000  # rows that are Python objects at a time


def choose_sheet(peek: Peek, file: File) -> tuple[str, Head]:
    """The sheet that the mapping names, else the one that has rows below the labels of the layout, else the first; and where
    its table begins. Raises HiloError when there is no such sheet, or several fit."""
    if file.sheet:
        if file.sheet not in peek.sheets:
            raise HiloError(
                "{path}: no sheet {sheet!r}; it has {sheets}",
                path=peek.path,
                sheet=file.sheet,
                sheets=", ".join(peek.sheets),
            )
        return file.sheet, find_head(peek.sheets[file.sheet], file)
    heads = {name: find_head(rows, file) for name, rows in peek.sheets.items()}
    fitting = [name for name, head in heads.items() if head.fits(file)]
    filled = [name for name in fitting if has_rows(peek.sheets[name], heads[name])]
    if len(filled) > 1:
        raise HiloError(
            "{path}: the sheets {filled} all have these columns; say which with file.sheet in a mapping, or save each as a file of its own",
            path=peek.path,
            filled=" and ".join(map(repr, filled)),
        )
    name = next(iter([*filled, *fitting, *peek.sheets]))
    return name, heads[name]


def has_rows(rows: list[Row], head: Head) -> bool:
    return any(row.line > head.line and any(row.cells) for row in rows)


def sheet_rows(peek: Peek, file: File) -> tuple[Head, Iterator[tuple]]:
    """Where the sheet's table begins, and its rows: a cell per label (None when empty), then the row number in the sheet."""
    name, head = choose_sheet(peek, file)
    begin = head.line + max(file.header_rows - 1, 0)
    batch = load_cells(fastexcel.read_excel(peek.path), name).slice(begin)
    table = pa.Table.from_batches([batch])
    columns = [without_midnight(column) for column in table.columns]
    return head, number_rows(pa.table(columns, names=list(map(str, range(len(columns))))), begin, len(head.labels))


def number_rows(table: pa.Table, number: int, width: int) -> Iterator[tuple]:
    for batch in table.to_batches(max_chunksize=BATCH):
        for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number += 1
            if any(cell not in (None, "") for cell in cells):
                row = [cell if cell != "" else None for cell in cells[:width]]
                yield (*row, *[None] * (width - len(row)), number)


def without_midnight(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of dates comes out with a time of 00:00:00 in every cell; it is dates again."""
    given = pc.filter(cells, pc.greater(pc.utf8_length(cells), 0))
    if pc.all(pc.ends_with(given, MIDNIGHT), min_count=0).as_py():
        return pc.replace_substring_regex(cells, MIDNIGHT + "$", "")
    return cells
