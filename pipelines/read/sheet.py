"""Workbooks: one sheet as rows of text; dates come out as ISO text, numbers as they are stored."""

from collections.abc import Iterator

import fastexcel

from pipelines.mapping import File
from pipelines.read.peek import Peek
from warehouse.errors import HiloError


def sheet_rows(peek: Peek, file: File) -> tuple[list[str], Iterator[tuple]]:
    """The sheet's labels, and its rows: a cell per label (None when empty), then the row number in the sheet."""
    name = file.sheet or next(iter(peek.sheets))
    if name not in peek.sheets:
        raise HiloError(f"{peek.path}: no sheet {name!r}; it has {', '.join(peek.sheets)}")
    sheet = fastexcel.read_excel(peek.path).load_sheet(name, dtypes="string")
    table = sheet.to_arrow()
    columns = [without_midnight(column.to_pylist()) for column in table.columns]
    rows = (
        (*(cell if cell != "" else None for cell in cells), number)
        for number, cells in enumerate(zip(*columns, strict=True), start=2)
        if any(cell not in (None, "") for cell in cells)
    )
    return table.column_names, rows


def without_midnight(cells: list[str | None]) -> list[str | None]:
    """A column of dates comes out with a time of 00:00:00 in every cell; it is dates again."""
    if all(cell is None or cell == "" or cell.endswith(" 00:00:00") for cell in cells):
        return [cell and cell.removesuffix(" 00:00:00") for cell in cells]
    return cells
