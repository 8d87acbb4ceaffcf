"""Delimited text: a fast relation for files in which every line is a row, and a careful reader for all others."""

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipelines.mapping.model import File
from pipelines.quoting import quote_text
from pipelines.read.damage import find_damage, show_damage
from pipelines.read.outcome import BadRow
from pipelines.read.short_rows import Record, Shape, tell_short
from pipelines.read.table_head import Head
from pipelines.read.text import TextFile
from warehouse.config.settings import Limits
from warehouse.sentence import sentence

# A quoted cell may hold line ends; a quote that is still open after this many lines was never closed.
MAX_LINES_OF_A_ROW = 500
NEVER_CLOSED = sentence("a quote is opened and never closed")

# The csv module refuses cells over 131,072 characters; how long a record may be is a setting here.
csv.field_size_limit(2**31 - 1)


def fast_relation(
    path: Path, labels: list[str], delimiter: str, quote: str, above: int = 0, longest: int = 8_000_000
) -> str:
    """DuckDB's reader over all columns as text. `above`: lines above the labels. Lines that are no rows are left out of it,
    so count what comes out."""
    columns = ", ".join(f"{quote_text(label)}: 'VARCHAR'" for label in labels)
    return (
        f"read_csv({quote_text(str(path))}, columns = {{{columns}}}, auto_detect = false, header = true, skip = {above}, delim = {quote_text(delimiter)}, "
        f"quote = {quote_text(quote)}, escape = {quote_text(quote)}, nullstr = '', ignore_errors = true, "
        f"max_line_size = {longest}, strict_mode = true, compression = 'none', hive_partitioning = false)"
    )


def read_records(
    text: TextFile,
    head: Head,
    delimiter: str,
    file: File,
    limits: Limits,
    bad: list[BadRow],
    needed: frozenset[int] = frozenset(),
    times: frozenset[int] = frozenset(),
) -> Iterator[tuple]:
    """One tuple a row: a cell per label (None when empty), then the line it begins on; lines that are no row go to `bad`.
    `needed`: the places of the cells without which there is no record; `times`: of those, the ones that hold its time."""
    width = len(head.labels)
    records = split_records(text, head, delimiter, file, limits, bad)
    if file.header_rows == 0:
        rows: Iterator[tuple[Record, bool]] = (
            (Record(one.line, one.raw, one.cells + [""] * (width - len(one.cells))), len(one.cells) <= width)
            for one in records
        )
    elif file.ragged:
        rows = ((one, len(one.cells) == width) for one in records)
    else:
        rows = tell_short(records, Shape(width, delimiter, file.quote, needed, times))
    for record, is_row in rows:
        if is_row:
            yield (*(cell if cell != "" else None for cell in record.cells), record.line)
            continue
        is_skip = file.ragged and len(record.cells) < width
        reason = (
            sentence("not a record")
            if is_skip
            else sentence("{cells} cells where the header has {width}", cells=len(record.cells), width=width)
        )
        bad.append(BadRow(record.line, reason, show_damage(record.raw).rstrip("\r\n"), is_skip))


def split_records(
    text: TextFile, head: Head, delimiter: str, file: File, limits: Limits, bad: list[BadRow]
) -> Iterator[Record]:
    """The records below the labels, without empty cells beyond the last label; damaged ones go to `bad`."""
    width, headers = len(head.labels), file.header_rows
    lines = ((line, raw) for line, raw in text.numbered_lines(limits.record_length) if line >= head.line)
    for line, raw in whole_records(lines, file.quote, delimiter, limits.record_length, bad):
        if not raw.strip():
            continue
        if headers > 0:
            headers -= 1
            continue
        if not text.is_even and (damage := find_damage(raw, line, text.encoding)):
            bad.append(BadRow(line, damage, show_damage(raw).rstrip("\r\n")))
            continue
        cells = split_record(raw, delimiter, file.quote)
        if len(cells) > width and not any(cells[width:]):
            cells = cells[:width]
        yield Record(line, raw, cells)


def whole_records(
    lines: Iterable[tuple[int, str]], quote: str, delimiter: str, longest: int, bad: list[BadRow]
) -> Iterator[tuple[int, str]]:
    """Line number and text of each record: physical lines joined while a quoted cell is open.

    A quote that is never closed, or closed in the middle of a later line's text, costs its own line only, not the good
    rows after it. Each line is looked at once for what it is by itself, and at most once more for what it is inside a
    cell that was opened before it: what that gave is remembered, so that the work grows with the file and no faster.
    """
    source = iter(lines)
    ahead: deque[tuple[int, str, str]] = deque()  # lines that were read already, and what each is inside an open cell
    still_open, open_length = 0, 0  # how many of them, from the first on, leave the cell open; their characters
    while True:
        if ahead:
            number, text, _ = ahead.popleft()
            if still_open:
                still_open, open_length = still_open - 1, open_length - len(text)
        elif item := next(source, None):
            number, text = item
        else:
            return
        if len(text) > longest:
            bad.append(
                BadRow(number, sentence("a line of more than {most:,} characters", most=longest), show_damage(text))
            )
            continue
        if not quote or quote_state(text, quote, delimiter) != "open":
            yield number, text
            continue
        state = "open"
        while still_open < MAX_LINES_OF_A_ROW - 1 and len(text) + open_length <= longest:
            if still_open == len(ahead):
                if not (item := next(source, None)):
                    break
                is_long = len(item[1]) > longest
                ahead.append((*item, "torn" if is_long else quote_state(item[1], quote, delimiter, is_inside=True)))
            _, inner, state = ahead[still_open]
            if state != "open":
                break
            still_open, open_length = still_open + 1, open_length + len(inner)
        if state == "closed":
            yield number, text + "".join(ahead.popleft()[1] for _ in range(still_open + 1))
            still_open, open_length = 0, 0
        else:
            bad.append(BadRow(number, NEVER_CLOSED, show_damage(text).rstrip("\r\n")))


def quote_state(text: str, quote: str, delimiter: str, is_inside: bool = False) -> str:
    """What a line is, by itself or inside a quoted cell: closed, open (it ends inside a quoted cell) or torn (a cell goes
    on after its closing quote).

    A quote opens a cell only at its beginning.
    """
    at = 0
    while (at := text.find(quote, at)) >= 0:
        if is_inside:
            after = text[at + 1 : at + 2]
            if after == quote:
                at += 2
                continue
            if after not in ("", delimiter, "\r", "\n"):
                return "torn"
            is_inside = False
        elif at == 0 or text[at - 1] == delimiter:
            is_inside = True
        at += 1
    return "open" if is_inside else "closed"


def split_record(raw: str, delimiter: str, quote: str) -> list[str]:
    """The record's cells; line ends inside it are in quoted cells."""
    text = raw.rstrip("\r\n")
    if not quote:
        return text.split(delimiter)
    lines = io.StringIO(raw, newline="") if "\n" in text or "\r" in text else [text]
    return next(csv.reader(lines, delimiter=delimiter, quotechar=quote), [])
