"""Whom a load touched: later steps derive again only what belongs to these persons.

Temporary table `touched_person(person_id)`: known persons whose records came, went, changed or moved, by their numbers
before and after. It exists from the identity step to the end of the derivation.
"""

from __future__ import annotations

import duckdb


def start_touched(con: duckdb.DuckDBPyConnection, *, everything: bool) -> None:
    """Make `touched_person`, empty, and note whether all persons count as touched."""
    con.execute("CREATE OR REPLACE TEMP TABLE touched_person (person_id BIGINT)")
    con.execute(f"CREATE OR REPLACE TEMP TABLE touched_everything AS SELECT {everything} AS is_true")


def everything_touched(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether every person counts as touched (`touched_person` is empty then)."""
    row = con.execute("SELECT is_true FROM temp.touched_everything").fetchone()
    return bool(row and row[0])


def drop_touched(con: duckdb.DuckDBPyConnection) -> None:
    """Forget it at the end of the derivation."""
    con.execute("DROP TABLE temp.touched_person")
    con.execute("DROP TABLE temp.touched_everything")
