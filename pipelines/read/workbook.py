"""Workbooks before they are opened: a ZIP archive whose parts, when unpacked, must fit into memory."""

import copy
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import fastexcel
import pyarrow as pa

from pipelines.read.table_head import MOST_ROWS, Row
from pipelines.read.text import GB
from warehouse.config.errors import HiloError
from warehouse.config.settings import Limits
from warehouse.sentence import sentence

CHUNK = 1 << 20
LONGEST_TAG = 1 << 16
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
ROW_NUMBER = re.compile(rb"<(?:\w+:)?row\s(?:[^>]*?\s)?r\s*=\s*[\"'](\d+)")
CELL_PLACE = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*[\"']\$?([A-Za-z]+)\$?(\d+)")


def first_sheet_rows(path: Path, limits: Limits) -> dict[str, list[Row]]:
    """The first rows of each sheet by its name. Raises HiloError when the file is no whole workbook, or too big a one."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.lower() for name in archive.namelist()]
            if "xl/workbook.xml" not in names:
                raise HiloError(explain_archive(path, names))
            measure_parts(path, archive, limits)
        book = fastexcel.read_excel(path)
        return {name: as_rows(load_cells(book, name, MOST_ROWS)) for name in book.sheet_names}
    except (
        fastexcel.FastExcelError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        said = str(error).strip().split("\n")[0]
        raise HiloError(
            "{path}: the workbook is damaged or locked: {said}; open it in a spreadsheet program and save it again as XLSX",
            path=path,
            said=said,
        ) from None


def load_cells(book: fastexcel.ExcelReader, name: str, most: int | None = None) -> pa.RecordBatch:
    """The cells of a sheet as text, from its first row on."""
    return book.load_sheet(name, header_row=None, skip_rows=0, n_rows=most, dtypes="string").to_arrow()


def as_rows(cells: pa.RecordBatch) -> list[Row]:
    return [
        Row(number, [cell or "" for cell in row])
        for number, row in enumerate(zip(*(column.to_pylist() for column in cells.columns), strict=True), start=1)
    ]


def explain_archive(path: Path, names: list[str]) -> str:
    """What a ZIP archive is that holds no workbook of the kind that can be read."""
    if "xl/workbook.bin" in names or "content.xml" in names:
        return sentence("{path}: a workbook, but no XLSX; save it as XLSX or CSV", path=path)
    return sentence("{path}: a ZIP archive, not a workbook; unpack it and load the files inside", path=path)


def measure_parts(path: Path, archive: zipfile.ZipFile, limits: Limits) -> None:
    """Raises HiloError when the parts unpack to too much, or a sheet reaches too far: every cell from A1 to its last row
    and column takes memory, empty or not."""
    room = limits.document_gb * GB
    for part in archive.infolist():
        reach = Reach()
        is_sheet = SHEET.fullmatch(part.filename) is not None
        for piece in unpack(archive, part):
            room -= len(piece)
            if room < 0:
                raise HiloError(
                    "{path}: the workbook unpacks to more than {most:g} GB; export CSV, or a shorter period, or raise limits.document_gb in hilo.toml",
                    path=path,
                    most=limits.document_gb,
                )
            if is_sheet:
                reach.add(piece)
                if reach.area > limits.cells:
                    raise HiloError(
                        "{path}: a sheet reaches to row {rows:,} and column {columns:,}, which are more than {most:,} cells; delete what stands far outside its table, or export CSV",
                        path=path,
                        rows=reach.rows,
                        columns=reach.columns,
                        most=limits.cells,
                    )


def unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Pieces of a part, to its true end: the archive's directory may state any size. Raises BadZipFile for a damaged one."""
    unsized = copy.copy(part)
    unsized.file_size = 1 << 62
    with archive.open(unsized) as stream:
        while piece := stream.read(CHUNK):
            yield piece


class Reach:
    """How far the cells of a sheet reach, from pieces of its XML."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self.begun = b""
        self.rows_seen = self.cells_in_row = 0  # what counts where rows and cells do not state their place

    @property
    def area(self) -> int:
        return self.rows * self.columns

    def add(self, piece: bytes) -> None:
        """Look at a piece; a tag that goes on in the next one waits for it."""
        text = self.begun + piece
        end = text.rfind(b"<")
        self.begun = text[end:] if end >= 0 and len(text) - end < LONGEST_TAG else b""
        text = text[: len(text) - len(self.begun)]
        places = CELL_PLACE.findall(text)
        rows = ROW_NUMBER.findall(text)
        if places:
            self.columns = max(self.columns, *map(column_number, {letters for letters, _ in places}))
        self.rows = max(self.rows, *(int(row[:9]) for row in {row for _, row in places} | set(rows)), 0)
        if len(CELL.findall(text)) > len(places) or len(ROW.findall(text)) > len(rows):
            first, *others = ROW.split(text)
            counts = [self.cells_in_row + len(CELL.findall(first)), *(len(CELL.findall(row)) for row in others)]
            self.rows_seen, self.cells_in_row = self.rows_seen + len(others), counts[-1]
            self.rows, self.columns = max(self.rows, self.rows_seen), max(self.columns, *counts, 0)


def column_number(letters: bytes) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters.upper()[:8]:
        number = number * 26 + letter - 64
    return number
