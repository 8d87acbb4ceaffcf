"""Answers kept in the version when it is built, in one table: of questions that many ask in the same words, and that cost much.

A question is known by its words, its parameters and the reporting zone: asked in any other words the rows answer it, as they do
when a setting has changed since, for settings are words of the question. So what is kept cannot be out of date.
"""

import hashlib
import io
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import duckdb
import polars as pl

from warehouse.config.settings import Settings
from warehouse.store.remembered import once_a_version

TABLE = "prepared_answers"  # question: a hash; holds: what the answer is, for people; answer: an Arrow file, compressed


class Asked(Hashable, Protocol):
    """What answers: an engine, or a version in the making."""

    settings: Settings
    tables: Any

    def query(self, sql: str, params: Sequence[Any] = ()) -> pl.DataFrame:
        """The rows."""


class Preparing:
    """An engine on the version in the making: what it is asked through ask_prepared is kept there."""

    name = "duckdb"

    def __init__(self, con: duckdb.DuckDBPyConnection, settings: Settings, facts: Mapping[str, str]) -> None:
        self._con, self.settings, self.facts = con, settings, dict(facts)
        self._kept: dict[int, pl.DataFrame] = {}
        con.execute(f"CREATE OR REPLACE TABLE {TABLE} (question BIGINT, holds VARCHAR, answer BLOB)")
        here = "database_name = current_database() AND schema_name = current_schema()"
        self.tables = {row[0] for row in con.execute(f"SELECT table_name FROM duckdb_tables() WHERE {here}").fetchall()}

    def query(self, sql: str, params: Sequence[Any] = ()) -> pl.DataFrame:
        """The rows."""
        rows: pl.DataFrame = self._con.sql(sql, params=list(params)).pl()
        return rows

    def keep(self, question: int, holds: str, sql: str, params: Sequence[Any]) -> pl.DataFrame:
        """The rows, kept."""
        if question not in self._kept:
            rows, file = self.query(sql, params), io.BytesIO()
            rows.write_ipc(file, compression="zstd")
            self._con.execute(f"INSERT INTO {TABLE} VALUES (?, ?, ?)", [question, holds, file.getvalue()])
            self._kept[question] = rows
        return self._kept[question]


def prepare_answers(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    facts: Mapping[str, str],
    questions: Iterable[Callable[[Preparing], object]],
) -> None:
    """Ask each question once, so that the connection's schema keeps what it asks through ask_prepared; what it kept before goes."""
    engine = Preparing(con, settings, facts)
    for question in questions:
        question(engine)


def ask_prepared(engine: Asked, holds: str, sql: str, params: Sequence[Any] = ()) -> pl.DataFrame:
    """The rows, in the order of the query: those that are kept, else those of the query. `holds`: what they are, in a word."""
    kept = find_prepared(engine, holds, sql, params)
    return engine.query(sql, params) if kept is None else kept


def find_prepared(engine: Asked, holds: str, sql: str, params: Sequence[Any] = ()) -> pl.DataFrame | None:
    """The rows that are kept; None: there are none."""
    text = "\n".join([engine.settings.timezone, sql, *map(repr, params)])
    question = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)
    if isinstance(engine, Preparing):
        return engine.keep(question, holds, sql, params)
    if question not in kept_questions(engine):
        return None
    answer = engine.query(f"SELECT answer FROM {TABLE} WHERE question = ?", (question,)).item()
    return pl.read_ipc(io.BytesIO(answer))


@once_a_version
def kept_questions(engine: Asked) -> frozenset[int]:
    """The questions that the version has answers to."""
    if TABLE not in engine.tables:
        return frozenset()
    return frozenset(engine.query(f"SELECT question FROM {TABLE}")["question"].to_list())
