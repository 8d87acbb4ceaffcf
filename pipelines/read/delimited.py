"""Delimited text: a fast relation for files in which every line is a row, and a careful reader for all others."""

import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from pipelines.mapping import File
from pipelines.quoting import quote_text
from pipelines.read.outcome import BadRow

# A quoted cell may hold line ends; a quote that is still open after this many lines was never closed.
MAX_LINES_OF_A_ROW = 500


def fast_relation(path: Path, labels: list[str], delimiter: str, quote: str) -> str:
    """DuckDB's reader over all columns as text. Lines that are no rows are left out of it, so count what comes out."""
    columns = ", ".join(f"{quote_text(label)}: 'VARCHAR'" for label in labels)
    return (
        f"read_csv({quote_text(str(path))}, columns = {{{columns}}}, auto_detect = false, header = true, delim = {quote_text(delimiter)}, "
        f"quote = {quote_text(quote)}, escape = {quote_text(quote)}, nullstr = '', store_rejects = true, rejects_limit = 0, "
        f"max_line_size = 8000000, strict_mode = true)"
    )


def read_records(path: Path, labels: list[str], delimiter: str, file: File, bad: list[BadRow]) -> Iterator[tuple]:
    """One tuple a row: a cell per label (None when empty), then the line it begins on; lines that are no row go to `bad`."""
    width, headers = len(labels), file.header_rows
    for line, raw in whole_records(path, file.quote, delimiter, bad):
        if not raw.strip():
            continue
        cells = split_record(raw, delimiter, file.quote)
        if headers > 0:
            headers -= 1
            continue
        if len(cells) > width and not any(cells[width:]):
            cells = cells[:width]
        if len(cells) < width and file.header_rows == 0:
            cells += [""] * (width - len(cells))
        if len(cells) != width:
            is_skip = file.ragged and len(cells) < width
            reason = "not a record" if is_skip else f"{len(cells)} cells where the header has {width}"
            bad.append(BadRow(line, reason, raw.rstrip("\r\n"), is_skip))
            continue
        yield (*(cell if cell != "" else None for cell in cells), line)


def whole_records(path: Path, quote: str, delimiter: str, bad: list[BadRow]) -> Iterator[tuple[int, str]]:
    """Line number and text of each record: physical lines joined while a quoted cell is open.

    A quote that is never closed, or closed in the middle of a later line's text, costs its own line only, not the good
    rows after it.
    """
    pending: deque[tuple[int, str]] = deque()
    with path.open(encoding="utf-8-sig", newline="") as file:
        numbered = enumerate(file, start=1)
        while True:
            used: list[tuple[int, str]] = []
            state = "open"
            while state == "open" and len(used) < MAX_LINES_OF_A_ROW:
                item = pending.popleft() if pending else next(numbered, None)
                if item is None:
                    break
                used.append(item)
                state = quote_state("".join(line for _, line in used), quote, delimiter) if quote else "closed"
            if not used:
                return
            if state == "open" or (state == "torn" and len(used) > 1):
                bad.append(BadRow(used[0][0], "a quote is opened and never closed", used[0][1].rstrip("\r\n")))
                pending.extendleft(reversed(used[1:]))
                continue
            yield used[0][0], "".join(line for _, line in used)


def quote_state(text: str, quote: str, delimiter: str) -> str:
    """closed, open (the text ends inside a quoted cell) or torn (a cell goes on after its closing quote).

    A quote opens a cell only at its beginning.
    """
    if quote not in text:
        return "closed"
    at, inside, at_start = 0, False, True
    while at < len(text):
        char = text[at]
        if inside and char == quote:
            after = text[at + 1 : at + 2]
            if after == quote:
                at += 1
            elif after not in ("", delimiter, "\r", "\n"):
                return "torn"
            else:
                inside = False
        elif not inside and char == quote and at_start:
            inside = True
        at_start = not inside and char in (delimiter, "\n", "\r")
        at += 1
    return "open" if inside else "closed"


def split_record(raw: str, delimiter: str, quote: str) -> list[str]:
    if not quote:
        return raw.rstrip("\r\n").split(delimiter)
    return next(csv.reader([raw.rstrip("\r\n")] if "\n" not in raw.rstrip("\r\n") else raw.splitlines(keepends=True),
                           delimiter=delimiter, quotechar=quote), [])  # fmt: skip
