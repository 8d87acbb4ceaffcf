"""Rejected rows as sheets to correct and load again: each row as its export has it, with its line and reasons beside.

A sheet has the form of its export (delimited text or a workbook), its head lines and its name, so the same source claims it.
"""

import csv
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from xlsxwriter import Workbook

from pipelines.identify import heads_of, identify_source
from pipelines.mapping.load import BUILT_IN, load_sources
from pipelines.mapping.model import Mapping as Source
from pipelines.quoting import LINE_LABEL, REASON_LABEL
from pipelines.read.delimited import split_record, whole_records
from pipelines.read.outcome import BadRows
from pipelines.read.peek import Peek, peek_file
from pipelines.read.rows import TABLES
from pipelines.read.sheet import sheet_rows
from warehouse.config.errors import HiloError
from warehouse.config.home import own_sources
from warehouse.config.settings import Settings
from warehouse.inbox.files import open_private, tidy_part
from warehouse.inert import inert
from warehouse.store.engine import Engine
from warehouse.store.originals import CHUNK, open_original
from warehouse.wording.wording import IN_ENGLISH, Wording

Row = list[str]
TEXTS_STAY_TEXTS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST_CELL = 32_767  # characters, of a workbook


def write_sheets(engine: Engine, folder: Path, wording: Wording = IN_ENGLISH) -> tuple[list[Path], dict[str, str]]:
    """Write a sheet for every file with open rejections; returns them, and by name of a file why it has none. `wording`: of the reasons.

    Raises HiloError where personal data are masked: the rows are what customers said.
    """
    if engine.settings.personal_data == "masked":
        raise HiloError("personal data are masked on this installation: rejected rows are not given out")
    sheets, without = [], {}
    files = engine.query("""
        SELECT f.file_id, f.name, f.sha256, f.mapping_sha256, f.encoding FROM files f
        WHERE file_id IN (SELECT file_id FROM rejected_rows WHERE superseded_by IS NULL) ORDER BY file_id
    """)
    for file_id, name, sha256, mapping, encoding in files.iter_rows():
        try:
            sheets.append(
                write_sheet(
                    folder, name, sha256, mapping, encoding, find_reasons(engine, file_id, wording), engine.settings
                )
            )
        except HiloError as error:
            without[name] = str(error)
    return sheets, without


def find_reasons(engine: Engine, file_id: int, wording: Wording) -> dict[int, str]:
    """By line of the file, why its row was rejected and what can be done, in words."""
    rows = engine.query(
        """
        SELECT DISTINCT source_line, reason.column_name, reason.value, reason.reason
        FROM (SELECT source_line, unnest(reasons) AS reason FROM rejected_rows WHERE file_id = ? AND superseded_by IS NULL)
        ORDER BY ALL
        """,
        [file_id],
    )
    found: dict[int, list[str]] = {}
    for line, column, value, reason in rows.iter_rows():
        explained = wording.explain_reason(reason, column or "")
        why = ": ".join(filter(None, (column, value, wording.translate(reason))))
        found.setdefault(line, []).append(" ".join(filter(None, (f"{why}.", explained.allowed, explained.way_out))))
    return {line: " ".join(reasons) for line, reasons in found.items()}


def write_sheet(
    folder: Path,
    name: str,
    sha256: str,
    mapping: str,
    encoding: str | None,
    reasons: Mapping[int, str],
    settings: Settings,
) -> Path:
    """One file's sheet. Raises HiloError for a file whose rows are no lines of a sheet, or whose original is gone."""
    with tempfile.TemporaryDirectory(dir=folder) as place, open_original(sha256) as original:
        own = PurePosixPath(name).name  # without the archive that it came in
        export = Path(place) / (tidy_part(own.removesuffix(".gz").removesuffix(".zst")) or "export")
        with export.open("wb") as file:
            while chunk := original.read(CHUNK):
                file.write(chunk)
        peek = peek_file(export, Path(place) / "0", encoding, settings.limits)
        source = source_of(peek, mapping)
        if peek.kind == "xlsx":
            target = folder / f"{export.stem}.rejected.xlsx"
            write_workbook(target, source, rows_of_workbook(peek, source, reasons))
        elif peek.kind == "text" and source.file.format in TABLES and source.file.header_rows > 0:
            target = folder / f"{export.stem}.rejected.csv"
            write_text(target, peek, source, rows_of_text(peek, source, reasons))
        else:
            raise HiloError(
                "{name}: {format} without a head line is no sheet; correct it in the system and export again",
                name=name,
                format=source.file.format,
            )
        return target


def source_of(peek: Peek, digest: str) -> Source:
    """The source with which the file was loaded, else the one that claims it now. Raises HiloError when none does."""
    sources = load_sources([BUILT_IN, *filter(Path.is_dir, [own_sources()])], [])
    same = [source for source in sources.values() if source.sha256 == digest]
    return same[0] if same else identify_source(peek, sources)


def rows_of_text(peek: Peek, source: Source, reasons: Mapping[int, str]) -> Iterator[Row]:
    """The head lines, without what stands above them, then the rejected rows with as many cells as the first of these."""
    assert peek.text is not None
    file, delimiter, heads, width = source.file, delimiter_of(peek, source), source.file.header_rows, 0
    begin = heads_of(peek, file)[0].line
    lines = peek.text.numbered_lines(peek.limits.record_length)
    for line, raw in whole_records(
        lines, file.quote, delimiter, peek.limits.record_length, BadRows(peek.path, peek.limits)
    ):
        if line < begin or not raw.strip():
            continue
        cells = split_record(raw, delimiter, file.quote)
        if heads:
            heads -= 1
            width = width or len(cells)
            yield [*fill(cells, width), LINE_LABEL, REASON_LABEL]
        elif line in reasons:
            beyond = f"; {delimiter.join(cells[width:])}" if len(cells) > width else ""
            yield [*fill(cells, width), str(line), reasons[line] + beyond]


def rows_of_workbook(peek: Peek, source: Source, reasons: Mapping[int, str]) -> Iterator[Row]:
    """The head line, then the rejected rows."""
    head, rows = sheet_rows(peek, source.file)
    yield [*head.labels, LINE_LABEL, REASON_LABEL]
    for *cells, line in rows:
        if line in reasons:
            yield [*(cell or "" for cell in cells), str(line), reasons[line]]


def delimiter_of(peek: Peek, source: Source) -> str:
    """What stands between the cells of the export, and of its sheet."""
    return source.file.delimiter or peek.delimiter


def fill(cells: list[str], width: int) -> list[str]:
    """Exactly so many cells."""
    return [*cells, *[""] * (width - len(cells))][:width]


def write_text(target: Path, peek: Peek, source: Source, rows: Iterator[Row]) -> None:
    """Delimited text in UTF-8 with the mark that spreadsheets look for; no cell is a formula."""
    with (
        open_private(target, "wb") as raw,
        open(raw.fileno(), "w", encoding="utf-8-sig", newline="", closefd=False) as file,
    ):
        writer = csv.writer(file, delimiter=delimiter_of(peek, source), lineterminator="\n")
        writer.writerows([inert(cell) for cell in row] for row in rows)


def write_workbook(target: Path, source: Source, rows: Iterator[Row]) -> None:
    """A workbook with one sheet, of the name that the source reads, in which every cell is text."""
    with open_private(target, "wb") as file, Workbook(file, TEXTS_STAY_TEXTS) as book:
        sheet = book.add_worksheet(source.file.sheet)
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(at, place, cell[:LONGEST_CELL])
