"""Answers that depend on neither period nor filters, kept in the version when it is built: tables named prepared_…

A question is known by its text: asked again, it reads the table; asked in other words, or under other settings or another
zone than the version was built with, it reads the rows. So nothing that is kept can be out of date, and nothing has to say so.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Protocol

import duckdb
import polars as pl

from warehouse.config.settings import Settings

PREFIX = "prepared_"


class Asked(Protocol):
    """What answers: an engine, or a version in the making."""

    settings: Settings
    tables: Any

    def query(self, sql: str, params: Sequence[Any] = ()) -> pl.DataFrame:
        """The rows."""


class Preparing:
    """An engine on the version in the making: what is asked of it as a prepared answer is kept there as a table."""

    name = "duckdb"

    def __init__(self, con: duckdb.DuckDBPyConnection, settings: Settings, facts: Mapping[str, str]) -> None:
        self._con, self.settings, self.facts = con, settings, dict(facts)
        here = "database_name = current_database() AND schema_name = current_schema()"
        self.tables = {row[0] for row in con.execute(f"SELECT table_name FROM duckdb_tables() WHERE {here}").fetchall()}
        for table in [table for table in self.tables if table.startswith(PREFIX)]:
            con.execute(f"DROP TABLE {table}")
            self.tables.remove(table)

    def query(self, sql: str, params: Sequence[Any] = ()) -> pl.DataFrame:
        """The rows."""
        return self._con.sql(sql, params=list(params)).pl()

    def keep(self, table: str, sql: str, params: Sequence[Any]) -> None:
        """Make the table, unless it was asked for before."""
        if table not in self.tables:
            self._con.execute(f"CREATE TABLE {table} AS {sql}", list(params))
            self.tables.add(table)


def prepare_answers(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    facts: Mapping[str, str],
    questions: Iterable[Callable[[Preparing], object]],
) -> None:
    """Ask each question once, so that the connection's schema keeps what it asks through prepared_table; earlier answers go."""
    engine = Preparing(con, settings, facts)
    for question in questions:
        question(engine)


def prepared_table(engine: Asked, holds: str, sql: str, params: Sequence[Any] = ()) -> str | None:
    """The table that keeps the answer; None when the version has none. `holds`: a word for its name."""
    text = "\n".join([engine.settings.timezone, sql, *map(repr, params)])
    table = f"{PREFIX}{holds}_{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    if isinstance(engine, Preparing):
        engine.keep(table, sql, params)
    tables: Collection[str] = engine.tables
    return table if table in tables else None


def ask_prepared(engine: Asked, holds: str, sql: str, params: Sequence[Any] = ()) -> pl.DataFrame:
    """The rows, in the order of the query: kept ones, else those of the query."""
    table = prepared_table(engine, holds, sql, params)
    return engine.query(f"SELECT * FROM {table}") if table else engine.query(sql, params)
