"""Give columns of a stored table their derived values: rebuild it when most rows change, else update those that differ.

Measured on 10 million interactions, two cores: one rebuild with every derived column 9 s; an update of as many rows
25 s and a file twice the size; an update of 10,000 rows 0.4 s once the differing rows are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb

REBUILD_FROM = 0.2  # part of the rows that change, from which the rebuild is cheaper


@dataclass(frozen=True)
class Derived:
    """Columns with the SQL of their values (the table is `t`), and the joins that the SQL needs."""

    columns: dict[str, str] = field(default_factory=dict)
    joins: tuple[str, ...] = ()


def rewrite(con: duckdb.DuckDBPyConnection, table: str, parts: Sequence[Derived]) -> int:
    """Write the derived columns of all parts into the table; return how many rows were written."""
    columns = {name: sql for part in parts for name, sql in part.columns.items()}
    joins = " ".join(dict.fromkeys(join for part in parts for join in part.joins))
    rows, underived = count_rows(con, table)
    if underived > REBUILD_FROM * rows:
        return rebuild(con, table, columns, joins, rows)
    differs = " OR ".join(f"t.{name} IS DISTINCT FROM ({sql})" for name, sql in columns.items())
    values = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE differing AS SELECT t.rowid AS row, {values} FROM {table} AS t {joins}"
        f" WHERE {differs}"
    )
    different, _ = count_rows(con, "differing", "row")
    if different > REBUILD_FROM * rows:
        rebuild(con, table, columns, joins, rows)
    elif different:
        assigned = ", ".join(f"{name} = differing.{name}" for name in columns)
        con.execute(f"UPDATE {table} SET {assigned} FROM differing WHERE {table}.rowid = differing.row")
    con.execute("DROP TABLE temp.differing")
    return different


def rebuild(con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], joins: str, rows: int) -> int:
    """Replace the table by itself with the derived columns; every join must find at most one row."""
    values = ", ".join(f"({sql}) AS {name}" for name, sql in columns.items())
    con.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT t.* REPLACE ({values}) FROM {table} AS t {joins}")
    after, _ = count_rows(con, table)
    assert after == rows, f"{table}: {rows} rows became {after} by a join that found several"
    return rows


def count_rows(con: duckdb.DuckDBPyConnection, table: str, never_null: str = "person_id") -> tuple[int, int]:
    """Number of rows, and of those that no derivation has seen yet."""
    row = con.execute(f"SELECT count(*), count(*) FILTER ({never_null} IS NULL) FROM {table}").fetchone()
    assert row is not None
    return row[0], row[1]
