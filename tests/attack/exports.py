"""Sound exports to begin from: those of every built-in source, and one table in every format that a mapping can name."""

import gzip
import io
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import zstandard

SOURCES = Path(__file__).parents[1] / "sources"
TABLE = {
    "ticket": ["t1", "t2", "t3", "t4"],
    "when": ["2026-03-02 09:00:00", "2026-03-03 10:00:00", "2026-03-04 11:00:00", "2026-03-05 12:00:00"],
    "shop": ["Centro", "Norte", 'the "old" one', "Peñalver; Sur"],
    "mail": ["ana@example.com", "leo@example.com", "", "eva@example.com"],
    "points": ["5", "1", "3", "4"],
    "words": ["muy bien, gracias", "it took\ntwo weeks", "", "¡Qué rápido! 😀"],
}
MAPPING = """\
name = "table_{name}"
[file]
format = "{format}"
required = ["ticket", "when", "shop", "points"]
{more}
[defaults]
timezone = "Europe/Madrid"
[[skip]]
sql = "\\"ticket\\" = 'total'"
reason = "a total"
[[record]]
table = "responses"
[record.columns]
record_id = {{ sql = "'{name}-' || \\"ticket\\"" }}
answered_at = "when"
touchpoint = "shop"
email = "mail"
channel = {{ value = "store" }}
metric = {{ value = "csat" }}
scale = {{ value = "1-5" }}
score = "points"
comment = "words"
"""
# A file that nobody changes, among those that are changed: all of it must be there afterwards.
NEIGHBOUR = """\
name = "neighbour"
[file]
format = "csv"
required = ["neighbour id", "neighbour day", "neighbour score"]
[[record]]
table = "responses"
[record.columns]
record_id = "neighbour id"
answered_at = "neighbour day"
channel = { value = "chat" }
metric = { value = "csat" }
scale = { value = "1-5" }
score = "neighbour score"
comment = "neighbour text"
"""
NEIGHBOURS = {
    "a first neighbour.csv": "neighbour id,neighbour day,neighbour score,neighbour text\nn1,2026-03-02,5,ñandú\nn2,2026-03-03,1,\n",
    "zz last neighbour.csv": 'neighbour id,neighbour day,neighbour score,neighbour text\nn3,2026-03-04,3,"two\nlines"\n',
}
NEIGHBOUR_ROWS = [
    ("neighbour:n1", "2026-03-02", 5.0, "ñandú"),
    ("neighbour:n2", "2026-03-03", 1.0, None),
    ("neighbour:n3", "2026-03-04", 3.0, "two\nlines"),
]


@dataclass(frozen=True)
class Group:
    """Exports that one command loads: by name, with what the command line must be told about them."""

    exports: dict[str, bytes]
    options: list[str]


def source_groups() -> list[Group]:
    """The example exports of each built-in source."""
    return [source_group(folder) for folder in sorted(SOURCES.iterdir()) if (folder / "expected.json").exists()]


def source_group(folder: Path) -> Group:
    paths = [path for path in sorted(folder.iterdir()) if path.is_file() and path.suffix not in (".toml", ".pyc")]
    told = folder / "options.toml"
    given: dict[str, str] = tomllib.loads(told.read_text())["options"] if told.exists() else {}
    return Group(
        {path.name: path.read_bytes() for path in paths if path.name != "expected.json"},
        [part for name, value in given.items() for part in ("--option", f"{name}={value}")],
    )


def table_group() -> Group:
    """The same table as CSV in several forms and encodings, JSON in three shapes, workbook and Parquet."""
    frame = pl.DataFrame(TABLE)
    book, parquet = io.BytesIO(), io.BytesIO()
    frame.write_excel(book)
    frame.write_parquet(parquet)
    rows = frame.to_dicts()
    array = json.dumps(rows, ensure_ascii=False)
    page = json.dumps({"tickets": rows, "next_page": None, "count": len(rows)}, ensure_ascii=False, indent=1)
    texts = {
        "table.csv": frame.write_csv(),
        "semicolons.csv": frame.write_csv(separator=";", line_terminator="\r\n", quote_style="always"),
        "lines.jsonl": "\n".join(json.dumps(row, ensure_ascii=False) for row in rows),
        "array.json": array,
        "page.json": page,
    }
    plain = {name: text.encode() for name, text in texts.items()}
    plain["wide.csv"] = texts["semicolons.csv"].encode("utf-16")
    plain["old.csv"] = texts["semicolons.csv"].replace("😀", "").encode("cp1252")
    return Group({**plain, "book.xlsx": book.getvalue(), "columns.parquet": parquet.getvalue()}, [])


def compress(content: bytes, name: str) -> bytes:
    """The content as gzip or zstd, as the end of the name says."""
    return gzip.compress(content, 1, mtime=0) if name.endswith(".gz") else zstandard.compress(content, 1)


def write_mappings(folder: Path) -> None:
    """The mappings of the table's formats and of the neighbours, beside the exports."""
    formats = {"csv": "", "json": "", "page": 'records = "tickets"\nname = "page*"', "xlsx": "", "parquet": ""}
    for name, more in formats.items():
        text = MAPPING.format(name=name, format="json" if name == "page" else name, more=more)
        (folder / f"{name}.mapping.toml").write_text(text)
    (folder / "neighbour.mapping.toml").write_text(NEIGHBOUR)
