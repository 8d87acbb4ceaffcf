"""Whom a load touched: later steps derive again only what belongs to these persons.

Temporary table `touched_person(person_id)`: known persons whose records came, went, changed or moved, by their numbers
before and after. It exists from the identity step to the end of the derivation.

The store step leaves person_id NULL in every row that is new or changed, and tells of rows before they go.
"""

from __future__ import annotations

import duckdb

from pipelines.derive.identity.keys import hash_of
from warehouse.people.key import KEY_COLUMNS, KEY_TYPES
from warehouse.people.key_sql import key_type_sql, key_value_sql


def note_leaving(con: duckdb.DuckDBPyConnection, table: str, condition: str) -> None:
    """Remember the keys and persons of the rows of a table that fit the condition, before they are deleted or changed."""
    if not con.execute("SELECT 1 FROM identities LIMIT 1").fetchone():
        return  # the first load: nobody is known yet
    make_left_tables(con)
    con.execute(f"CREATE OR REPLACE TEMP TABLE leaving AS {rows_with_keys(table, condition)}")
    con.execute(f"INSERT INTO left_key {keys_of_rows('leaving', table)}")
    con.execute("INSERT INTO left_person SELECT DISTINCT person_id FROM leaving WHERE is_person_known")
    if table == "interactions":  # a contact of nobody known may be in the matter of a person
        con.execute(
            "INSERT INTO left_person SELECT DISTINCT person_id FROM matters WHERE is_person_known AND matter_id IN ("
            f"SELECT matter_id FROM interactions AS t WHERE is_person_known IS NOT TRUE AND ({condition}))"
        )
    con.execute("DROP TABLE temp.leaving")


def note_coming(con: duckdb.DuckDBPyConnection, tables: tuple[str, ...]) -> None:
    """Remember the keys of the rows that have no person yet."""
    make_left_tables(con)
    for table in tables:
        con.execute(f"CREATE OR REPLACE TEMP TABLE coming AS {rows_with_keys(table, 't.person_id IS NULL')}")
        con.execute(f"INSERT INTO left_key {keys_of_rows('coming', table)}")
    con.execute("DROP TABLE IF EXISTS temp.coming")


def start_touched(con: duckdb.DuckDBPyConnection, *, everything: bool) -> None:
    """Make `touched_person`, with the persons of rows that went, and note whether all persons count as touched."""
    make_left_tables(con)
    con.execute(f"CREATE OR REPLACE TEMP TABLE touched_everything AS SELECT {everything} AS is_true")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE touched_person AS SELECT DISTINCT person_id FROM left_person WHERE NOT {everything}"
    )


def everything_touched(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether every person counts as touched (`touched_person` is empty then)."""
    row = con.execute("SELECT is_true FROM temp.touched_everything").fetchone()
    return bool(row and row[0])


def drop_touched(con: duckdb.DuckDBPyConnection) -> None:
    """Forget it at the end of the derivation."""
    for table in ("touched_person", "touched_everything", "left_key", "left_person"):
        con.execute(f"DROP TABLE IF EXISTS temp.{table}")


def make_left_tables(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "CREATE TEMP TABLE IF NOT EXISTS left_key (key UBIGINT, key_type VARCHAR, key_value VARCHAR);"
        "CREATE TEMP TABLE IF NOT EXISTS left_person (person_id BIGINT)"
    )


def rows_with_keys(table: str, condition: str) -> str:
    """Query of what says whose the fitting rows are."""
    rated = ", interaction_id" if table == "responses" else ""
    columns = f"source, channel, {', '.join(KEY_COLUMNS)}, other_keys, person_id, is_person_known{rated}"
    return f"SELECT {columns} FROM {table} AS t WHERE {condition}"


def keys_of_rows(rows: str, table: str) -> str:
    """Query of the keys (key, key_type, key_value) of rows that were taken from a table."""
    return " UNION ".join(
        f"SELECT {hash_of(kind, table)} AS key, {key_type_sql(kind, table)}, {key_value_sql(kind)} FROM {rows} AS t"
        " WHERE key IS NOT NULL"
        for kind in KEY_TYPES
    )
