"""Making room in a derived table for what is derived again."""

from __future__ import annotations

import duckdb

TAKEN = "person_id IN (SELECT person_id FROM scope_person)"


def clear_taken(con: duckdb.DuckDBPyConnection, table: str, *, everything: bool) -> None:
    """Remove the rows of the persons whose facts are taken: those in `scope_person`, or all."""
    con.execute(f"DELETE FROM {table} WHERE {'true' if everything else TAKEN}")
