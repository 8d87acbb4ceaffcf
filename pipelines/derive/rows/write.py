"""The taken rows into the version: each fact is written once, with all that was derived of it, and never updated.

A stored row of which nothing is derived otherwise stays where it is.
"""

from __future__ import annotations

import duckdb

from pipelines.canonical import TYPES
from pipelines.derive.contacts import JOINS, OF_THE_CONTACT
from pipelines.derive.journeys.step_rows import OF_THE_TOUCH, touch_joins
from pipelines.derive.rows.take import derived_columns
from pipelines.quoting import quote_name
from pipelines.store.batch import has_rows
from warehouse.tables import FACTS, KEYED
from warehouse.tables.journeys import TOUCHED


def write_rows(con: duckdb.DuckDBPyConnection, *, everything: bool) -> set[str]:
    """Write every taken row that is new or another than stored, and remove those that it, or an arrived one, takes the
    place of; return the tables that changed."""
    return {table.name for table in KEYED if write_table(con, table.name, everything)}


def write_table(con: duckdb.DuckDBPyConnection, table: str, everything: bool) -> bool:
    """The rows of one table; say whether any was written or removed."""
    going = f"building.{table}" if everything else f"replaced_{table}"
    if not has_rows(con, f"temp.{table}") and not has_rows(con, going):
        return False
    names = ", ".join(map(quote_name, TYPES[table]))
    if everything:  # all rows are taken
        removed = con.execute(f"DELETE FROM building.{table}").fetchall()
        added = con.execute(
            f"INSERT INTO building.{table} ({names}) SELECT {names} FROM ({final_rows(table)})"
        ).fetchall()
        return removed != [(0,)] or added != [(0,)]
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE written AS SELECT origin, {names} FROM ({final_rows(table)})"
        f" WHERE was IS DISTINCT FROM hash({', '.join(derived_columns(table))})"
    )
    removed = con.execute(
        f"DELETE FROM building.{table} WHERE rowid IN (SELECT origin FROM written UNION ALL SELECT row FROM replaced_{table})"
    ).fetchall()
    added = con.execute(f"INSERT INTO building.{table} ({names}) SELECT {names} FROM written").fetchall()
    return removed != [(0,)] or added != [(0,)]


def final_rows(table: str) -> str:
    """Query of the taken rows with every column of the table, and `origin` and `was`."""
    later: dict[str, str] = {}
    joins = ""
    if table == "interactions":
        later, joins = dict(OF_THE_CONTACT), JOINS
    if table in TOUCHED:
        later, joins = later | OF_THE_TOUCH, f"{joins} {touch_joins(table)}"
    columns = ", ".join(
        f"CAST({later.get(name, f't.{quote_name(name)}')} AS {data_type}) AS {quote_name(name)}"
        for name, data_type in TYPES[table].items()
    )
    return f"SELECT t.origin, t.was, {columns} FROM temp.{table} AS t {joins}"


def write_directories(con: duckdb.DuckDBPyConnection) -> None:
    """Write the facts that are nobody's: the agents. Nothing is derived of them."""
    for table in FACTS:
        if not table.has_keys:
            con.execute(f"DELETE FROM building.{table.name} WHERE rowid IN (SELECT row FROM replaced_{table.name})")
            con.execute(f"INSERT INTO building.{table.name} BY NAME SELECT * EXCLUDE (row) FROM arrived_{table.name}")
