"""A stored record as it stands in its export: that one, never its neighbours on the line, which are other customers'."""

import csv
import io
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from warehouse.store.originals import open_original

LONGEST = 64_000_000  # characters from the line on that are read
MOST_LINES = 500  # of one record of a table
DELIMITERS = ",;\t|"
# What may stand on a line of JSON before its first record: brackets, commas, and the name of the list.
BEFORE = re.compile(r'[\ufeff\s\[,\x1e]*("(?:[^"\\]|\\.)*"\s*:\s*\[?\s*)?(?=\{)')
BETWEEN = re.compile(r"[\s,\]\x1e]*")
OF_A_PAGE = re.compile(
    "count|total|page|limit|offset|size|next|previous|cursor|items|more|object|url|link|status|code|message|success|error|meta|version|took",
    re.IGNORECASE,
)
LEAST_OF_A_RECORD = 4  # values besides its lists and what pages say


def record_text(sha256: str, encoding: str | None, line: int, record_id: str) -> str | None:
    """The record that begins on the line; None where the format has no lines or nothing tells it from its neighbours.

    Raises HiloError when the export is not kept any more.
    """
    if encoding is None:
        return None
    with open_original(sha256) as stream:
        text = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
        head = list(islice(text, 1)) if line > 1 else []
        own = "".join(islice(text, max(line - 2, 0), max(line - 1, 1)))
        rest = text.read(max(LONGEST - len(own), 0))
    if BEFORE.match(own):
        native_id = record_id.partition(":")[2]
        return find_object(own + rest, len(own), native_id)
    return cut_row("".join(head).lstrip("\ufeff"), own, rest)


def find_object(text: str, length: int, native_id: str) -> str | None:
    """The JSON object that begins within the first `length` characters and is the record of the id."""
    begun = list(objects_in(text, length))
    if len(begun) == 1:
        (value, raw), *_ = begun
        items = [(item, dump) for name in value for item, dump in items_of(value[name], raw)]
        if not items or not is_page(value):
            return raw
        own = [dump for item, dump in items if has_own(item, native_id)]
        if len(own) == 1:
            return own[0]
        return only([dump for item, dump in items if holds(item, native_id)]) if not own else None
    own = [raw for value, raw in begun if has_own(value, native_id)]
    return only(own) if own else only([raw for value, raw in begun if holds(value, native_id)])


def objects_in(text: str, length: int) -> Iterator[tuple[dict[str, Any], str]]:
    """The outermost objects that begin on the line, with their text."""
    decoder, found = json.JSONDecoder(), BEFORE.match(text)
    at = found.end() if found else length
    while at < length and text[at] == "{":
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield value, text[at:end]
        at = BETWEEN.match(text, end).end()  # type: ignore[union-attr]


def items_of(value: Any, raw: str) -> Iterator[tuple[dict[str, Any], str]]:
    """The objects of a list, each with its text as it stands in `raw`."""
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        return
    decoder = json.JSONDecoder()
    for opening in re.finditer(r":\s*\[\s*(?=\{)", raw):
        at, texts = opening.end(), []
        try:
            for item in value:
                parsed, end = decoder.raw_decode(raw, at)
                if parsed != item:
                    break
                texts.append(raw[at:end])
                at = BETWEEN.match(raw, end).end()  # type: ignore[union-attr]
        except (ValueError, RecursionError):
            continue
        if len(texts) == len(value):
            yield from zip(value, texts, strict=True)
            return


def is_page(value: dict[str, Any]) -> bool:
    """Whether an object with a list of objects is a page of records and no record: little else is in it than what pages say."""
    others = [name for name, inner in value.items() if not isinstance(inner, list) and not OF_A_PAGE.search(name)]
    return len(others) < LEAST_OF_A_RECORD


def has_own(value: dict[str, Any], native_id: str) -> bool:
    """Whether the id is among the object's own values."""
    return native_id in (str(inner) for inner in value.values() if not isinstance(inner, dict | list))


def holds(value: Any, native_id: str) -> bool:
    """Whether the id is anywhere in the value."""
    if isinstance(value, dict | list):
        return any(holds(inner, native_id) for inner in (value.values() if isinstance(value, dict) else value))
    return str(value) == native_id


def only(texts: list[str]) -> str | None:
    """The one text; None when there are several or none."""
    return texts[0] if len(texts) == 1 else None


def cut_row(head: str, own: str, rest: str) -> str:
    """The row that begins on the line: several lines where a quoted cell goes on, as many cells as the head has; else the line."""
    delimiter = max(DELIMITERS, key=head.count)
    lines = (own + rest[:1_000_000]).splitlines(keepends=True)[:MOST_LINES]
    try:
        width = len(next(csv.reader([head], delimiter=delimiter), []))
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        cells = next(reader, [])
    except csv.Error:
        return own.rstrip("\r\n")
    is_whole = width > 1 and len(cells) == width
    return ("".join(lines[: reader.line_num]) if is_whole else own).rstrip("\r\n")
