"""Whom a load touched: later steps derive again only what belongs to these persons.

Temporary tables, from the identity step to the end of the derivation:
  touched_key      key, key_type, key_value: of the records that came or go
  touched_person   person_id: known persons whose records came, go or moved, by their numbers before and after
"""

from __future__ import annotations

import duckdb

from pipelines.derive.identity.keys import TABLES, hash_of
from warehouse.people.key import KEY_COLUMNS, KEY_TYPES
from warehouse.people.key_sql import key_type_sql, key_value_sql


def collect_touched_keys(con: duckdb.DuckDBPyConnection) -> None:
    """Make `touched_key`."""
    con.execute("CREATE OR REPLACE TEMP TABLE touched_key (key UBIGINT, key_type VARCHAR, key_value VARCHAR)")
    for table in TABLES:
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE met AS
            SELECT {columns_with_keys(table)} FROM arrived_{table}
            UNION ALL SELECT {columns_with_keys(table)} FROM building.{table}
                WHERE rowid IN (SELECT row FROM replaced_{table})
        """)
        con.execute(f"INSERT INTO touched_key {keys_of_rows('temp.met', table)}")


def start_touched(con: duckdb.DuckDBPyConnection, *, everything: bool) -> None:
    """Make `touched_person`, with the persons of rows that go, and note whether all persons count as touched."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE touched_everything AS SELECT {everything} AS is_true")
    con.execute("CREATE OR REPLACE TEMP TABLE touched_person (person_id BIGINT)")
    if everything:
        return
    for table in TABLES:
        con.execute(
            f"INSERT INTO touched_person SELECT DISTINCT person_id FROM building.{table}"
            f" WHERE is_person_known AND rowid IN (SELECT row FROM replaced_{table})"
        )


def everything_touched(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether every person counts as touched (`touched_person` is empty then)."""
    row = con.execute("SELECT is_true FROM temp.touched_everything").fetchone()
    return bool(row and row[0])


def columns_with_keys(table: str) -> str:
    """The columns that say whose a row is."""
    rated = ", interaction_id" if table == "responses" else ""
    return f"source, channel, {', '.join(KEY_COLUMNS)}, other_keys{rated}"


def keys_of_rows(rows: str, table: str) -> str:
    """Query of the keys (key, key_type, key_value) of rows that were taken from a table."""
    return " UNION ".join(
        f"SELECT {hash_of(kind, table)} AS key, {key_type_sql(kind, table)}, {key_value_sql(kind)} FROM {rows} AS t"
        " WHERE key IS NOT NULL"
        for kind in KEY_TYPES
    )
