"""The rows of one file, ready for mapping: a relation of text columns in the staging database, and what was no row."""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.canonical import MAIN_TIME
from pipelines.mapping.model import File, Mapping
from pipelines.quoting import quote_name, quote_text
from pipelines.read.damage import LONGEST_RAW
from pipelines.read.delimited import fast_relation, read_records
from pipelines.read.event_log import read_events
from pipelines.read.fixed_width import fixed_rows
from pipelines.read.json_records import json_column, read_json_records, taken_texts, to_json_path
from pipelines.read.labels import Columns, captured_texts, fold_label, rename_labels
from pipelines.read.outcome import BadRow, BadRows
from pipelines.read.parquet import sound_batches
from pipelines.read.peek import Peek
from pipelines.read.sheet import sheet_rows
from pipelines.read.table_head import Head, find_head
from pipelines.read.whatsapp import ChatFindings, read_messages
from pipelines.statement import run_statement
from warehouse.config.errors import HiloError
from warehouse.sentence import sentence

BATCH, BATCH_CHARACTERS = 50_000, 30_000_000
LINE = "_line"
TABLES = ("csv", "xlsx")  # formats that stand for one another: vendors offer both, and people save one as the other


@dataclass
class Rows:
    """`relation` is a FROM item; `columns` maps each label to the SQL that gives its text; `line_sql` the line of a row.

    When `line_sql` is None the rows stand one a line after `first_line`, which is only known to be true once
    `expected` rows have come out; otherwise the file must be read again with `is_careful`.
    """

    relation: str
    columns: dict[str, str]
    line_sql: str | None = LINE
    first_line: int = 1
    expected: int | None = None
    bad: list[BadRow] = field(default_factory=list)
    header_zone: str | None = None
    is_json: bool = False
    chat: ChatFindings | None = None

    def select(self, cells: str, relation: str = "") -> str:
        """A query of cells, SQL of `columns` that were asked for, over the rows, or over a relation of rows like them."""
        relation = relation or self.relation
        if isinstance(self.columns, JsonColumns) and self.columns.taken:
            relation = f"(SELECT *{taken_texts(self.columns.taken)} FROM {relation})"
        return f"SELECT {cells} FROM {relation}"


def read_rows(
    con: duckdb.DuckDBPyConnection,
    peek: Peek,
    mapping: Mapping,
    options: dict[str, str],
    name: str,
    is_careful: bool,
    now: datetime,
) -> Rows:
    """The file's rows; tables that this needs are made in the schema `staging` under names that begin with `name`. `now`:
    the load's clock in UTC."""
    file = mapping.file
    bad = BadRows(peek.path, peek.limits)
    if peek.kind == "text" and file.format in TABLES:
        return read_delimited(con, peek, mapping, name, is_careful)
    if file.format == "json":
        store_rows(con, name, ["_json"], read_json_records(peek, file, bad), bad)
        relation = f"staging.{name}"
        if file.explode:
            path = quote_text(to_json_path(file.explode) + "[*]")
            items = f"unnest(CAST(json_extract(_json, {path}) AS VARCHAR[])) AS _item"
            relation = f"(SELECT _json, {LINE}, {items} FROM {relation})"
        return Rows(relation, JsonColumns(file.explode), bad=bad, is_json=True)
    if file.format == "parquet":
        ours = rename_labels(peek.columns, file)
        cells = ", ".join(
            f"CAST({quote_name(label)} AS VARCHAR) AS {quote_name(our)}"
            for our, label in zip(ours, peek.columns, strict=True)
        )
        if is_careful:
            run_statement(
                con,
                f"CREATE TABLE staging.{name} ({', '.join(f'{quote_name(c)} VARCHAR' for c in ours)}, {LINE} BIGINT)",
            )
            for batch in sound_batches(peek.path, bad):
                con.register("batch_of_rows", batch)
                run_statement(
                    con, f"INSERT INTO staging.{name} SELECT * FROM (SELECT COLUMNS(*)::VARCHAR FROM batch_of_rows)"
                )
                con.unregister("batch_of_rows")
            return Rows(f"staging.{name}", Columns((our, quote_name(our)) for our in ours), bad=bad)
        relation = f"(SELECT {cells}, file_row_number + 1 AS {LINE} FROM read_parquet({quote_text(str(peek.link))}, file_row_number = true, hive_partitioning = false))"
        return Rows(relation, Columns((our, quote_name(our)) for our in ours))
    if file.format == "fixed":
        assert peek.text is not None
        labels = rename_labels(list(file.places), file)
        store_rows(con, name, labels, fixed_rows(peek.text, peek.head, file, peek.limits, bad), bad)
        return Rows(f"staging.{name}", Columns((label, quote_name(label)) for label in labels), bad=bad)
    if file.format == "xes":
        keys, events = read_events(peek.path, peek.whole_text())
        labels = rename_labels(keys, file)
        store_rows(con, name, labels, events, bad)
        return Rows(f"staging.{name}", Columns((label, quote_name(label)) for label in labels), bad=bad)
    if peek.kind == "xlsx":
        head, rows = sheet_rows(peek, file)
        store_rows(con, name, head.ours, rows, bad)
        zone = find_header_zone(
            peek.path, [row.cells for found in peek.sheets.values() for row in found], file.header_rows
        )
        return Rows(f"staging.{name}", name_columns(head, file), bad=bad, header_zone=zone)
    chat = ChatFindings()
    rows, labels = whatsapp_rows(peek, mapping, options, bad, now, chat)
    store_rows(con, name, labels, rows, bad)
    return Rows(f"staging.{name}", {label: quote_name(label) for label in labels}, bad=bad, chat=chat)


def read_delimited(con: duckdb.DuckDBPyConnection, peek: Peek, mapping: Mapping, name: str, is_careful: bool) -> Rows:
    """Delimited text: by DuckDB's parallel reader where every line is a row, else line by line with its own account."""
    file = mapping.file
    assert peek.text is not None
    delimiter = file.delimiter or peek.delimiter
    first_rows = peek.first_rows(delimiter, file.quote)
    head = find_head(first_rows, file)
    columns = name_columns(head, file)
    is_plain = file.header_rows == 1 and not file.ragged and len(delimiter) == 1 and peek.text.is_even
    if is_plain and not is_careful:
        longest = peek.limits.record_length
        relation = fast_relation(peek.text.path, head.ours, delimiter, file.quote, head.line - 1, longest)
        return Rows(relation, columns, None, first_line=head.line + 1, expected=peek.text.lines - head.line)
    bad = BadRows(peek.path, peek.limits)
    needed = needed_places(mapping, head, "record_id", "time"), needed_places(mapping, head, "time")
    records = read_records(peek.text, head, delimiter, file, peek.limits, bad, *needed)
    store_rows(con, name, head.ours, records, bad)
    zone = find_header_zone(peek.path, [row.cells for row in first_rows], file.header_rows)
    return Rows(f"staging.{name}", columns, bad=bad, header_zone=zone)


def needed_places(mapping: Mapping, head: Head, *names: str) -> frozenset[int]:
    """Where the cells stand that every record of the mapping takes these columns from; "time" is the main time."""
    needed = []
    for record in mapping.record:
        wanted = {MAIN_TIME[record.table] if name == "time" else name for name in names}
        specs = [spec for name, spec in record.specs().items() if name in wanted]
        needed.append(
            {fold_label(label) for spec in specs for label in filter(None, [spec.column, *(spec.columns or [])])}
        )
    common = set.intersection(*needed) if needed else set()
    return frozenset(place for place, label in enumerate(head.ours) if fold_label(label) in common)


def name_columns(head: Head, file: File) -> Columns:
    """Each label with the SQL that gives its text, and what the header patterns caught as constants."""
    constants = {label: quote_text(text) for label, text in captured_texts(head.labels, file).items()}
    columns = Columns((label, quote_name(label)) for label in head.ours)
    for label, pattern in file.captured_columns.items():
        named = constants.get(f"{pattern} [captured]", "").strip("'")
        if named in columns:
            constants[label] = columns[named]
    return Columns({**columns, **constants}.items())


class JsonColumns(dict[str, str]):
    """Any path is a column of a JSON record: absent ones are NULL."""

    def __init__(self, explode: str | None) -> None:
        super().__init__()
        self.explode = explode
        self.taken: dict[str, list[str]] = {}

    def __missing__(self, path: str) -> str:
        return json_column(path, self.explode, self.taken)

    def __contains__(self, path: object) -> bool:
        return True


def whatsapp_rows(
    peek: Peek, mapping: Mapping, options: dict[str, str], bad: list[BadRow], now: datetime, chat: ChatFindings
) -> tuple[Iterator[tuple], list[str]]:
    """Messages as rows: the cells in the order of the mapping's `file.columns`, then the line. `chat` is filled in."""
    assert peek.text is not None
    labels = mapping.file.columns
    lines = io.StringIO(peek.whole_text())
    messages = read_messages(peek.path, lines, options, bad, peek.text.encoding, peek.limits.record_length, now, chat)
    return ((*(message.get(label) or None for label in labels), message[LINE]) for message in messages), labels


def store_rows(
    con: duckdb.DuckDBPyConnection, name: str, labels: list[str], rows: Iterable[tuple], bad: BadRows
) -> None:
    """Write rows (cells, then the line) into the table staging.<name> of text columns and _line; what no text can hold
    goes to `bad`, which also knows when there are too many, or the time is over."""
    schema = pa.schema([*((label, pa.string()) for label in labels), (LINE, pa.int64())])
    columns = ", ".join(f"{quote_name(label)} VARCHAR" for label in labels)
    run_statement(con, f"CREATE TABLE staging.{name} ({columns}, {LINE} BIGINT)")
    for batch in in_batches(rows):
        bad.check_time()
        if not (sound := sound_rows(batch, bad)):
            continue
        table = pa.Table.from_arrays(
            [pa.array(c, t) for c, t in zip(zip(*sound, strict=True), schema.types, strict=True)], schema=schema
        )
        con.register("batch_of_rows", table)
        try:
            run_statement(con, f"INSERT INTO staging.{name} SELECT * FROM batch_of_rows")
        finally:
            con.unregister("batch_of_rows")


def in_batches(rows: Iterable[tuple]) -> Iterator[list[tuple]]:
    """The rows in lists that hold neither too many rows nor too much text."""
    batch: list[tuple] = []
    room = BATCH_CHARACTERS
    for row in rows:
        batch.append(row)
        room -= sum(map(len, filter(None, row[:-1])))
        if len(batch) >= BATCH or room <= 0:
            yield batch
            batch, room = [], BATCH_CHARACTERS
    if batch:
        yield batch


def sound_rows(rows: list[tuple], bad: list[BadRow]) -> list[tuple]:
    """The rows that text can hold: without NUL and without halves of characters; the others go to `bad`."""
    joined = "".join(cell for row in rows for cell in row[:-1] if cell)
    if "\0" not in joined and is_text(joined):
        return rows
    sound = []
    for row in rows:
        cells = "".join(cell for cell in row[:-1] if cell)
        if "\0" not in cells and is_text(cells):
            sound.append(row)
            continue
        reason = sentence("a NUL character") if "\0" in cells else sentence("half a character")
        raw = (
            "\t".join(cell or "" for cell in row[:-1])
            .replace("\0", r"\x00")
            .encode("utf-8", "backslashreplace")
            .decode()
        )
        bad.append(BadRow(row[-1], reason, raw[:LONGEST_RAW]))
    return sound


def is_text(text: str) -> bool:
    """Whether UTF-8 can hold it: no half of a pair of UTF-16 in it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def find_header_zone(path: Path, rows: list[list[str]], header_rows: int) -> str | None:
    """The zone that the extra header rows state ("timeZone":"…"), as Qualtrics does. Raises HiloError when they differ."""
    if header_rows < 2:
        return None
    zones = {zone for cells in rows for cell in cells for zone in re.findall(r'"timeZone"\s*:\s*"([^"]+)"', cell)}
    if len(zones) > 1:
        raise HiloError(
            "{path}: the header names several time zones ({zones}); give one with --timezone",
            path=path,
            zones=", ".join(sorted(zones)),
        )
    zone = zones.pop() if zones else None
    return "UTC" if zone == "Z" else zone
