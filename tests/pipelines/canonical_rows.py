"""Canonical tables in memory, filled with rows that name only the columns a test is about."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import duckdb

from warehouse.config.settings import Settings
from warehouse.schema import SCHEMA
from warehouse.store.engine import Engine, attach_memory
from warehouse.tables import TABLES

LOAD_TIME = datetime(2026, 6, 1)
UTC = Settings()
NO_FACTS: Mapping[str, str] = {}
STAGED = ("interactions", "messages", "responses", "survey_requests", "orders", "subscriptions", "costs", "customers",
          "agents")  # fmt: skip


def make_tables() -> duckdb.DuckDBPyConnection:
    """A warehouse in memory, empty."""
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    con.execute("ATTACH ':memory:' AS building")
    con.execute("USE building")
    con.execute(SCHEMA)
    return con


def open_copy(con: duckdb.DuckDBPyConnection, settings: Settings = UTC, facts: Mapping[str, str] = NO_FACTS) -> Engine:
    """An engine on a copy of the tables, which all its cursors see."""
    con.execute("COPY FROM DATABASE building TO memory")
    con.execute("USE memory")
    return attach_memory(con, settings, dict(facts))


def make_staging() -> duckdb.DuckDBPyConnection:
    """An attached staging database with every canonical table and the numbers of rows, files and lines, empty."""
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    con.execute("ATTACH ':memory:' AS staging")
    con.execute("USE staging")
    con.execute(SCHEMA)
    for table in STAGED:
        for column in ("_row BIGINT", "_file INTEGER", "_line BIGINT"):
            con.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    con.execute("USE memory")
    return con


def insert(con: duckdb.DuckDBPyConnection, table: str, *rows: dict[str, Any]) -> None:
    """Insert rows; a column that a row does not name is NULL. Times are ISO text. A fact's own words are those of its export."""
    for given in rows:
        stated = TABLES[table].stated if table in TABLES else {}
        row = {twin: given[name] for name, twin in stated.items() if name in given} | given
        columns = ", ".join(row)
        con.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def read(con: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query; times as ISO text, so that expected rows are easy to read."""
    rows = con.execute(sql).fetchall()
    return [tuple(v.isoformat(" ") if isinstance(v, datetime) else v for v in row) for row in rows]
