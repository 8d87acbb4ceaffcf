"""The tables of a version as warehouse/tables declares them, and what a version that an earlier Hilo built lacks of them."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import NamedTuple

import duckdb

from warehouse.tables import TABLES
from warehouse.tables.sql import schema_sql

SCHEMA = schema_sql(TABLES.values())
TABLES_SQL = schema_sql(table for table in TABLES.values() if not table.sql)
VIEWS_SQL = schema_sql(table for table in TABLES.values() if table.sql)
# What an earlier Hilo wrote and the next load takes over into other columns.
FORMER_COLUMNS = frozenset({"said"})


class Declared(NamedTuple):
    """The declaration as DuckDB keeps it: table: column: type, in its order, and view: statement."""

    columns: dict[str, dict[str, str]]
    views: dict[str, str]


@cache
def read_declared() -> Declared:
    """What a database of the declared schema holds."""
    with duckdb.connect() as con:
        con.execute(SCHEMA)
        return Declared(columns_of(con, "memory"), views_of(con, "memory"))


def declared_columns() -> dict[str, dict[str, str]]:
    """Table: column: type, in the order of the declaration."""
    return read_declared().columns


def columns_of(con: duckdb.DuckDBPyConnection, database: str) -> dict[str, dict[str, str]]:
    """Table: column: type of an attached database."""
    tables: dict[str, dict[str, str]] = {}
    for table, column, data_type in con.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns()"
        " WHERE database_name = ? AND NOT internal ORDER BY table_name, column_index",
        [database],
    ).fetchall():
        tables.setdefault(table, {})[column] = data_type
    return tables


def views_of(con: duckdb.DuckDBPyConnection, database: str) -> dict[str, str]:
    """View: statement, as DuckDB writes it, of an attached database."""
    views = "SELECT view_name, sql FROM duckdb_views() WHERE database_name = ? AND NOT internal"
    return dict(con.execute(views, [database]).fetchall())


def find_missing(con: duckdb.DuckDBPyConnection, database: str) -> list[tuple[str, str, str]]:
    """(table, column, type) of every declared column that the attached database lacks."""
    present = columns_of(con, database)
    return [
        (table, column, data_type)
        for table, columns in declared_columns().items()
        for column, data_type in columns.items()
        if column not in present.get(table, {})
    ]


def add_missing(con: duckdb.DuckDBPyConnection, database: str) -> None:
    """Add the tables and columns that are missing, empty, to the current database, and make its views as declared; what is
    there stays as it is, but for what an earlier Hilo kept as a table and is a view now."""
    missing = find_missing(con, database)
    if not missing and views_of(con, database) == read_declared().views:
        return
    drop_views(con, database)
    con.execute(TABLES_SQL.replace("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS "))
    present = columns_of(con, database)
    for table, column, data_type in missing:
        if not TABLES[table].sql and column not in present[table]:
            con.execute(f"ALTER TABLE {table} ADD COLUMN {column} {data_type}")
    added = {(table, column) for table, column, _ in missing}
    for name, declared in TABLES.items():
        twins = {of: twin for of, twin in declared.stated.items() if (name, twin) in added}
        if name in present and twins:
            note_stated(con, name, twins, had_said="said" in present[name])
    con.execute(VIEWS_SQL)


def note_stated(con: duckdb.DuckDBPyConnection, table: str, twins: dict[str, str], *, had_said: bool) -> None:
    """Give a table that an earlier Hilo filled what its exports said: as it is there, or kept in `said` where a customer
    record had replaced it. What an answer took of the contact that it rates counts as its own: that was not kept."""
    kept = ("segment", "country", "language") if had_said else ()
    values = ", ".join(
        f"{twin} = " + (f"CASE WHEN said IS NULL THEN {name} ELSE said.{name} END" if name in kept else name)
        for name, twin in twins.items()
    )
    con.execute(f"UPDATE {table} SET {values}")
    if had_said:
        con.execute(f"ALTER TABLE {table} DROP COLUMN said")


def drop_views(con: duckdb.DuckDBPyConnection, database: str) -> None:
    """Remove what is declared a view, whatever it is in the current database."""
    kinds = dict(
        con.execute(
            "SELECT table_name, 'TABLE' FROM duckdb_tables() WHERE database_name = $1"
            " UNION ALL SELECT view_name, 'VIEW' FROM duckdb_views() WHERE database_name = $1",
            [database],
        ).fetchall()
    )
    for name, table in TABLES.items():
        if table.sql and name in kinds:
            con.execute(f"DROP {kinds[name]} {name}")


@cache
def fingerprint_schema() -> str:
    """What distinguishes this schema from an earlier one: a version of another one is derived again as a whole."""
    return hashlib.sha256(repr(declared_columns()).encode()).hexdigest()
