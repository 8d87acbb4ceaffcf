"""The tables of a version: grain as declared, writers and readers from the SQL in the code, as Markdown."""

import ast
import re
from pathlib import Path

from pipelines.canonical import MAPPED_TABLES
from warehouse.tables import TABLES

PROJECT = Path(__file__).resolve().parents[1]
ROOMS = ("warehouse", "pipelines", "metrics", "pages")
FACTS_WRITER = "pipelines/derive/rows/write.py"  # writes all facts, by a name that stands in a variable
WRITES = r"\b(?:INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE) (?:building\.)?{table}\b"
READS = r"\b(?:FROM|JOIN) (?:building\.)?{table}\b"


def list_tables() -> str:
    """One row a table: its grain, the modules that write it, the folders that read it."""
    sql = {
        path.relative_to(PROJECT).as_posix(): sql_of(path) for room in ROOMS for path in (PROJECT / room).rglob("*.py")
    }
    rows = []
    for table, declared in TABLES.items():
        writers = {place for place, text in sql.items() if re.search(WRITES.format(table=table), text)}
        readers = {place for place, text in sql.items() if re.search(READS.format(table=table), text)}
        writers |= {FACTS_WRITER} if table in MAPPED_TABLES else set()
        rooms = {str(Path(place).parent) for place in readers}
        written = "a view" if declared.sql else words(writers)
        rows.append(f"| `{table}` | {f'{declared.grain} {declared.note}'.strip()} | {written} | {words(rooms)} |")
    return "\n".join(["| table | grain | written by | read in |", "|---|---|---|---|", *rows])


def sql_of(path: Path) -> str:
    """The texts in a module that may be SQL, one a line, and the tables of the metrics' legs as if they were read."""
    lines = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            lines.append(" ".join(node.value.split()))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Leg", "PeriodLoss"):
            first = node.args[0] if node.args else None
            lines += [f"FROM {first.value!s}"] if isinstance(first, ast.Constant) else []
    return "\n".join(lines)


def words(places: set[str]) -> str:
    """The places in order, in code style."""
    return ", ".join(f"`{place}`" for place in sorted(places)) or "–"
