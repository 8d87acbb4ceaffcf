"""Every row of the facts as they will be: the stored ones that stay and the arrived ones, as the exports gave them.

Within the derivation the name of a table of facts is a temporary view of them until the rows that are derived again are
taken (take.py), and then the temporary table of these; the stored table is building.<name>.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from pipelines.store.arrivals import as_recorded
from pipelines.store.batch import has_rows
from warehouse.tables import KEYED

OF_THE_PERSON = ("person_id", "is_person_known")


def show_every_row(con: duckdb.DuckDBPyConnection, *, of_now: bool = False) -> None:
    """Make the view of each table: `row` (rowid in building, below zero for what arrived), the columns that a record
    brings, and the person that the version before gave it, or the one `of_now` (`moved_<table>`)."""
    for table in KEYED:
        rows = f"{own_rows(con, table.name)} UNION ALL BY NAME {arrived_rows(table.name)}"
        if of_now:
            person = "coalesce(m.person_id, r.person_id) AS person_id, coalesce(m.is_known, r.is_person_known) AS is_person_known"
            rows = (
                f"SELECT r.* EXCLUDE (person_id, is_person_known), {person}"
                f" FROM ({rows}) AS r LEFT JOIN moved_{table.name} AS m USING (row)"
            )
        con.execute(f"CREATE OR REPLACE TEMP VIEW {table.name} AS {rows}")


def hide_every_row(con: duckdb.DuckDBPyConnection) -> None:
    """Remove the views."""
    for table in KEYED:
        con.execute(f"DROP VIEW IF EXISTS temp.{table.name}")


def own_rows(con: duckdb.DuckDBPyConnection, table: str, more: Iterable[str] = (), condition: str = "") -> str:
    """Query of the stored rows of a table that stay: as show_every_row, and `more` expressions."""
    stays = f"rowid NOT IN (SELECT row FROM replaced_{table})" if has_rows(con, f"replaced_{table}") else "true"
    shown = ", ".join(["rowid AS row", as_recorded(table), *OF_THE_PERSON, *more])
    return f"SELECT {shown} FROM building.{table} WHERE {' AND '.join(filter(None, (stays, condition)))}"


def arrived_rows(table: str) -> str:
    """Query of the arrived rows: nobody's yet."""
    return f"SELECT *, NULL::BIGINT AS person_id, NULL::BOOLEAN AS is_person_known FROM arrived_{table}"
