"""A first look at a file: what kind it is and which columns it has, enough to say which source it came from."""

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import fastexcel

from pipelines.read.staged_name import link_export
from pipelines.read.text import PARQUET, ZIP, TextFile, open_text
from warehouse.errors import HiloError

HEAD_LINES, HEAD_BYTES, SAMPLE_RECORDS = 200, 1 << 18, 50
DELIMITERS = ",;\t|"


@dataclass
class Peek:
    """One file before it is claimed. `kind` is text, json, xlsx or parquet; `head` the first lines of a text; `link` the
    name by which the database reads a Parquet file."""

    path: Path
    kind: str
    text: TextFile | None = None
    head: list[str] = field(default_factory=list)
    sheets: dict[str, list[str]] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    link: Path | None = None

    def header(self, delimiter: str | None, quote: str) -> list[str]:
        """The labels of the first row of a text, with the given or the likeliest delimiter."""
        mark = delimiter or detect_delimiter(self.head)
        rows = csv.reader(
            self.head, delimiter=mark, quotechar=quote or None, quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
        )
        return next((row for row in rows if any(row)), [])

    @cached_property
    def json_paths(self) -> dict[str, set[str]]:
        """Dotted paths of the first records, by the key that holds the records ("" = the values themselves)."""
        paths: dict[str, set[str]] = {"": set()}
        for value in sample_values("".join(self.head)):
            collect_paths(value, "", paths[""])
            if isinstance(value, dict):
                for key, inner in value.items():
                    if isinstance(inner, list):
                        for item in inner[:SAMPLE_RECORDS]:
                            collect_paths(item, "", paths.setdefault(key, set()))
        return paths


def peek_file(path: Path, folder: Path, encoding: str | None = None) -> Peek:
    """The first look. Raises HiloError for an empty or unreadable file."""
    if path.stat().st_size == 0:
        raise HiloError(f"{path}: the file is empty; export it again")
    with path.open("rb") as file:
        magic = file.read(4)
    if magic == ZIP:
        try:
            book = fastexcel.read_excel(path)
            sheets = {name: book.load_sheet(name, n_rows=0).to_arrow().column_names for name in book.sheet_names}
        except fastexcel.FastExcelError:
            raise HiloError(f"{path}: a ZIP archive, not a workbook; unpack it and load the files inside") from None
        return Peek(path, "xlsx", sheets=sheets)
    if magic == PARQUET:
        link = link_export(path, folder)
        try:
            with duckdb.connect() as con:
                rows = con.execute("DESCRIBE FROM read_parquet(?)", [str(link)]).fetchall()
        except duckdb.Error:
            raise HiloError(f"{path}: begins as Parquet but is not whole; export or copy it again") from None
        return Peek(path, "parquet", columns=[row[0] for row in rows], link=link)
    text = open_text(path, folder, encoding)
    with text.path.open(encoding="utf-8-sig", newline="") as lines:
        head = head_lines(lines)
    first = "".join(head).lstrip()[:1]
    is_json = first in ("{", "[") and next(iter(sample_values("".join(head))), None) is not None
    return Peek(path, "json" if is_json else "text", text=text, head=head)


def head_lines(lines: Iterable[str]) -> list[str]:
    head, size = [], 0
    for line in lines:
        head.append(line[:HEAD_BYTES])
        size += len(line)
        if len(head) >= HEAD_LINES or size >= HEAD_BYTES:
            break
    return head


def detect_delimiter(head: list[str]) -> str:
    """The delimiter that splits the first lines into the same, largest number of cells."""

    def score(mark: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(head[:20], delimiter=mark) if row]
        common = max(set(widths), key=widths.count) if widths else 1
        return (widths.count(common) if common > 1 else 0, common)

    return max(DELIMITERS, key=score)


def sample_values(text: str) -> list[Any]:
    """The first JSON values of a text, lines, back to back or in one array; a value that is cut off is left out,
    but the records that a cut-off object holds in a list are found."""
    decoder, at = json.JSONDecoder(), 0
    values: list[Any] = []
    text = text.lstrip("\ufeff")
    while len(values) < SAMPLE_RECORDS:
        while at < len(text) and text[at] in " \t\r\n,[":
            at += 1
        if at >= len(text):
            break
        try:
            value, at = decoder.raw_decode(text, at)
            values.append(value)
        except json.JSONDecodeError:
            opening = text.find("[", at)
            if values or opening < 0 or text[at] != "{":
                break
            key = text[at + 1 : opening].strip().rstrip(":").strip().strip('"')
            inner = sample_values(text[opening:])
            return [{key: inner}] if inner else []
    return [value for value in values if isinstance(value, dict)]


def collect_paths(value: Any, prefix: str, paths: set[str]) -> None:
    """Every path of the value as a mapping writes it; elements of a list of objects as "list[].field"."""
    if isinstance(value, dict):
        for key, inner in value.items():
            paths.add(f"{prefix}{key}")
            collect_paths(inner, f"{prefix}{key}.", paths)
            if isinstance(inner, list):
                for item in inner[:3]:
                    collect_paths(item, f"{prefix}{key}[].", paths)
