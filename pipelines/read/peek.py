"""A first look at a file: what kind it is and which columns it has, enough to say which source it came from."""

import csv
import re
import stat
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pipelines.read.event_log import first_event_keys
from pipelines.read.json_values import collect_paths, sample_objects
from pipelines.read.parquet import parquet_columns
from pipelines.read.staged_name import link_export
from pipelines.read.table_head import MOST_ROWS, Row
from pipelines.read.text import GB, PARQUET, ZIP, TextFile, open_text
from pipelines.read.workbook import first_sheet_rows
from warehouse.config.errors import HiloError
from warehouse.config.settings import DEFAULT_LIMITS, Limits
from warehouse.sentence import sentence

HEAD_LINES, HEAD_CHARACTERS, SAMPLE_RECORDS = 200, 1 << 18, 50
DELIMITERS = ",;\t|"
SEP_LINE = re.compile(r'"?sep=(.)\1*"?[\r\n]*$', re.IGNORECASE)
NOT_A_FILE = {
    stat.S_IFIFO: sentence("a pipe"),
    stat.S_IFSOCK: sentence("a socket"),
    stat.S_IFCHR: sentence("a device"),
    stat.S_IFBLK: sentence("a device"),
    stat.S_IFDIR: sentence("a folder"),
}


@dataclass
class Peek:
    """One file before it is claimed. `kind` is text, json, xlsx, parquet or xes; `head` the first lines of a text, `sheets` the
    first rows of a workbook's; `link` the name by which the database reads a Parquet file."""

    path: Path
    kind: str
    text: TextFile | None = None
    head: list[str] = field(default_factory=list)
    sheets: dict[str, list[Row]] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    limits: Limits = DEFAULT_LIMITS
    link: Path | None = None
    rows_by_marks: dict[tuple[str, str], list[Row]] = field(default_factory=dict)

    @cached_property
    def delimiter(self) -> str:
        """The mark between the cells of a text: the one that its first line names, as Excel does (sep=;), else the likeliest."""
        said = SEP_LINE.match(self.head[0]) if self.head else None
        # Whoever saved the file again with other marks left that line alone.
        is_true = said is not None and any(said[1] in line for line in self.head[1:])
        return said[1] if said and is_true else detect_delimiter(self.head[1:] if said else self.head)

    def first_rows(self, delimiter: str | None, quote: str) -> list[Row]:
        """The first rows of a text, with the given or the likeliest delimiter; a line that names it is none. Raises HiloError
        when one has more columns than the limits say."""
        mark = delimiter or self.delimiter
        if (mark, quote) not in self.rows_by_marks:
            begin = 1 if self.head and SEP_LINE.match(self.head[0]) else 0
            reader = csv.reader(
                self.head[begin:],
                delimiter=mark,
                quotechar=quote or None,
                quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
            )
            rows, line = [], begin + 1
            for cells in reader:
                refuse_columns(self.path, len(cells), self.limits)
                rows.append(Row(line, cells))
                line = begin + reader.line_num + 1
                if len(rows) >= MOST_ROWS:
                    break
            self.rows_by_marks[mark, quote] = rows
        return self.rows_by_marks[mark, quote]

    @cached_property
    def json_paths(self) -> dict[str, set[str]]:
        """Dotted paths of the first records, by the key that holds the records ("" = the values themselves)."""
        paths: dict[str, set[str]] = {"": set()}
        for value in sample_objects(self.head, SAMPLE_RECORDS, self.limits):
            collect_paths(value, "", paths[""])
            for key, inner in value.items():
                if isinstance(inner, list):
                    for item in inner[:SAMPLE_RECORDS]:
                        collect_paths(item, "", paths.setdefault(key, set()))
        return paths

    def whole_text(self) -> str:
        """All of a text at once. Raises HiloError when it is longer than the limits say."""
        assert self.text is not None
        if self.text.path.stat().st_size > self.limits.document_gb * GB:
            raise HiloError(
                "{path}: {kind} of more than {document_gb:g} GB that must be read as a whole; export a shorter period, or JSON with a record a line, or raise limits.document_gb in hilo.toml",
                path=self.path,
                kind=self.kind,
                document_gb=self.limits.document_gb,
            )
        return self.text.path.read_text(encoding="utf-8-sig")


def peek_file(path: Path, folder: Path, encoding: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Peek:
    """The first look. Raises HiloError for what is no file, an empty or an unreadable one, and one beyond the limits."""
    found = path.stat()
    if kind := NOT_A_FILE.get(stat.S_IFMT(found.st_mode)):
        raise HiloError("{path}: {kind}, not a file; export into a file and give that", path=path, kind=kind)
    if found.st_size == 0:
        raise HiloError("{path}: the file is empty; export it again", path=path)
    with path.open("rb") as file:
        magic = file.read(4)
    if magic == ZIP:
        sheets = first_sheet_rows(path, limits)
        for rows in sheets.values():
            refuse_columns(path, max((len(row.cells) for row in rows), default=0), limits)
        return Peek(path, "xlsx", sheets=sheets, limits=limits)
    if magic == PARQUET:
        link = link_export(path, folder)
        columns = parquet_columns(path, link, limits)
        refuse_columns(path, len(columns), limits)
        return Peek(path, "parquet", columns=columns, limits=limits, link=link)
    text = open_text(path, folder, encoding, limits)
    head = head_lines(text, limits)
    first = "".join(head).lstrip()[:1]
    if first == "<" and (keys := first_event_keys(head)):
        return Peek(path, "xes", text=text, head=head, columns=keys, limits=limits)
    is_json = first in ("{", "[") and bool(sample_objects(head, 1, limits))
    return Peek(path, "json" if is_json else "text", text=text, head=head, limits=limits)


def refuse_columns(path: Path, columns: int, limits: Limits) -> None:
    if columns > limits.columns:
        raise HiloError(
            "{path}: {columns:,} columns where {most:,} are the most; export the ones that matter, or raise limits.columns in hilo.toml",
            path=path,
            columns=columns,
            most=limits.columns,
        )


def head_lines(text: TextFile, limits: Limits) -> list[str]:
    """The first lines, as many characters as a first look needs."""
    head, room = [], HEAD_CHARACTERS
    for _, line in text.numbered_lines(min(HEAD_CHARACTERS, limits.record_length)):
        head.append(line[:room])
        room -= len(line)
        if len(head) >= HEAD_LINES or room <= 0:
            break
    return head


def detect_delimiter(head: list[str]) -> str:
    """The delimiter that splits the first lines into the same, largest number of cells; a title above them is not split."""

    def score(mark: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(head[:20], delimiter=mark) if len(row) > 1]
        common = max(sorted(set(widths), reverse=True), key=widths.count) if widths else 1
        return widths.count(common), common

    return max(DELIMITERS, key=score)
