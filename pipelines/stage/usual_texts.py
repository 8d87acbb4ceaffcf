"""What one look through a file finds: columns whose texts are all usual, and numbers whose decimal mark is open.

Reading every writing that there is takes a tenth of a second of planning a column, as long as reading ten thousand rows; of
seventy small files that is most of a load. So files that are soon looked through are read by what is in them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from pipelines.mapping.reads import TIME
from pipelines.quoting import quote_text
from pipelines.stage.compile import Context
from pipelines.stage.written_rows import THE_FILES, Rows
from pipelines.stage.written_time import USUAL
from pipelines.statement import run_statement

MOST_BYTES = 20_000_000  # of a file that is looked through for more than decimal marks
# A machine writes numbers with a dot; a comma between digits is of a text that people wrote.
MACHINE_WRITTEN = ("json", "parquet")
BESIDE = r"[^\d.,:]"
OPEN = rf"(?:^|{BESIDE})[1-9]\d{{0,2}}[.,]\d{{3}}(?:$|{BESIDE})"


@dataclass(frozen=True, order=True)
class FileText:
    """A text (SQL) that a reader is to read, in its rows."""

    text: str
    reader: str
    rows: Rows = THE_FILES


@dataclass(frozen=True)
class Seen:
    """`usual`: texts that need no further reading than plain numbers, or times in figures; `open`: by text, one of its numbers
    that may have decimals or thousands."""

    usual: frozenset[str]
    open: dict[FileText, str]


def look_through(con: duckdb.DuckDBPyConnection, context: Context, texts: Iterable[FileText], size: int) -> Seen:
    """What the file's texts are. `size`: of the file, in bytes."""
    seen = Seen(frozenset(), {})
    is_small, is_typed = size <= MOST_BYTES, context.mapping.file.format in MACHINE_WRITTEN
    among = sorted(set(texts))
    if context.mapping.file.format == "whatsapp":  # whose times its reader has written
        return Seen(frozenset(text.text for text in among), {})
    for rows in sorted({text.rows for text in among}):
        listed = [
            text
            for text in among
            if (text.rows == rows and not (is_typed or text.reader == TIME)) or (text.rows == rows and is_small)
        ]
        if not listed:
            continue
        columns = ", ".join(f"{text.text} AS t{n}" for n, text in enumerate(listed))
        found = ", ".join(
            f"{all_usual(text.reader, f't{n}') if is_small else 'false'}, {'NULL' if text.reader == TIME else first_open(f't{n}', is_typed)}"
            for n, text in enumerate(listed)
        )
        row = run_statement(con, f"SELECT {found} FROM {rows.select(columns, context.cells_sql())}").fetchall()[0]
        usual = {text.text for text, is_usual in zip(listed, row[::2], strict=True) if is_usual}
        opened = {text: example for text, example in zip(listed, row[1::2], strict=True) if example}
        seen = Seen(seen.usual | usual, seen.open | opened)
    return seen


def all_usual(reader: str, text: str) -> str:
    """SQL for whether all texts of the rows are usual ones."""
    usual = (
        f"regexp_full_match({text}, {quote_text(USUAL)})"
        if reader == TIME
        else f"TRY_CAST({text} AS DOUBLE) IS NOT NULL"
    )
    return f"coalesce(bool_and({usual}) FILTER (WHERE {text} IS NOT NULL), true)"


def first_open(text: str, is_typed: bool) -> str:
    """SQL for a number whose decimal mark is open, if the rows have one."""
    marked = f"contains({text}, ',')" if is_typed else f"(contains({text}, '.') OR contains({text}, ','))"
    pattern = OPEN.replace("[.,]", ",") if is_typed else OPEN
    return f"any_value({text}) FILTER (WHERE {marked} AND regexp_matches({text}, {quote_text(pattern)}))"
