"""Workbooks: one sheet as rows of text; dates come out as ISO text, numbers as they are stored."""

from collections.abc import Iterator

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.mapping.model import File
from pipelines.read.peek import Peek
from warehouse.config.errors import HiloError

MIDNIGHT = " 00:00:00"
BATCH = 10_000  # rows that are Python objects at a time


def sheet_rows(peek: Peek, file: File) -> tuple[list[str], Iterator[tuple]]:
    """The sheet's labels, and its rows: a cell per label (None when empty), then the row number in the sheet."""
    name = file.sheet or next(iter(peek.sheets))
    if name not in peek.sheets:
        raise HiloError(f"{peek.path}: no sheet {name!r}; it has {', '.join(peek.sheets)}")
    batch = fastexcel.read_excel(peek.path).load_sheet(name, dtypes="string").to_arrow()
    table = pa.Table.from_batches([batch])
    columns = [without_midnight(column) for column in table.columns]
    return table.column_names, number_rows(pa.table(columns, names=list(map(str, range(len(columns))))))


def number_rows(table: pa.Table) -> Iterator[tuple]:
    number = 1
    for batch in table.to_batches(max_chunksize=BATCH):
        for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number += 1
            if any(cell not in (None, "") for cell in cells):
                yield (*(cell if cell != "" else None for cell in cells), number)


def without_midnight(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of dates comes out with a time of 00:00:00 in every cell; it is dates again."""
    given = pc.filter(cells, pc.greater(pc.utf8_length(cells), 0))
    if pc.all(pc.ends_with(given, MIDNIGHT), min_count=0).as_py():
        return pc.replace_substring_regex(cells, MIDNIGHT + "$", "")
    return cells
