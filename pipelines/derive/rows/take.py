"""The rows that are derived again, taken out of the version and out of what arrived.

Temporary tables with the names of the facts: `origin` (rowid in building, below zero for what arrived), all columns of the
table but what is derived later of the person's other rows, and `was`, a hash of what the stored row has of that kind.
"""

from __future__ import annotations

import duckdb

from pipelines.canonical import TYPES
from pipelines.derive.clear import TAKEN
from pipelines.derive.local_times import local_columns
from pipelines.derive.rows.every import OF_THE_PERSON, hide_every_row, own_rows
from pipelines.derive.rows.lend import (
    join_lenders,
    lent_columns,
    make_directories,
    make_given_answers,
    make_rated_contacts,
)
from pipelines.quoting import quote_name
from pipelines.store.batch import has_rows
from warehouse.config.settings import Settings
from warehouse.tables import KEYED, TABLES

# A lender before those that it lends to.
FIRST = ("customers", "interactions", "responses")
IN_ORDER = (*FIRST, *(table.name for table in KEYED if table.name not in FIRST))


def take_rows(con: duckdb.DuckDBPyConnection, settings: Settings, *, everything: bool) -> None:
    """Make the tables, of the persons in `scope_person` or of everybody. Needs `moved_<table>` and the agents written.

    Also `rated_contact` (lend.py).
    """
    hide_every_row(con)
    for table in IN_ORDER:
        if table == "responses":
            make_rated_contacts(con, f"SELECT interaction_id AS value FROM ({taken_rows(con, table, everything)})")
        if table == "survey_requests":
            make_given_answers(con)
        take_table(con, table, settings, everything)
        if table == "customers":
            make_directories(con)


def derived_columns(table: str) -> list[str]:
    """The columns that no record brings."""
    brought = TABLES[table].recorded
    lent = TABLES[table].stated
    return [
        name for name in TABLES[table].columns if name in lent or (name not in brought and name not in lent.values())
    ]


def taken_rows(con: duckdb.DuckDBPyConnection, table: str, everything: bool) -> str:
    """Query of the own rows: stored ones within the scope, and all that arrived."""
    whose = "" if everything else TAKEN
    was = f"hash({', '.join(derived_columns(table))}) AS was"
    return f"{own_rows(con, table, (was,), whose)} UNION ALL BY NAME SELECT * FROM arrived_{table}"


def take_nothing(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Make the table without rows: planning the others costs a small load a tenth of its time."""
    declared = TABLES[table]
    names = {*declared.recorded, *OF_THE_PERSON, *declared.stated.values(), *declared.local_times}
    columns = ", ".join(f"{quote_name(name)} {kind}" for name, kind in TYPES[table].items() if name in names)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} (origin BIGINT, was UBIGINT, {columns})")


def take_table(con: duckdb.DuckDBPyConnection, table: str, settings: Settings, everything: bool) -> None:
    """Make the table of one fact's rows: its person, its local times, and what is lent it."""
    if not has_rows(con, f"arrived_{table}") and not has_rows(con, f"building.{table}"):
        take_nothing(con, table)
        return
    declared = TABLES[table]
    derived = {name: f"r.{name}" for name in OF_THE_PERSON}
    derived |= {twin: f"r.{quote_name(name)}" for name, twin in declared.stated.items()}
    derived |= {name: f"({sql})" for name, sql in local_columns(con, table, settings.timezone).items()}
    lent = lent_columns(con, table, settings.stages)
    values = {name: f"r.{quote_name(name)}" for name in declared.recorded} | derived | lent
    columns = ", ".join(f"{values[name]} AS {quote_name(name)}" for name in declared.columns if name in values)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE {table} AS
        SELECT r.row AS origin, r.was, {columns}
        FROM (
            SELECT r.* EXCLUDE (person_id, is_person_known), coalesce(m.person_id, r.person_id) AS person_id,
                coalesce(m.is_known, r.is_person_known) AS is_person_known
            FROM ({taken_rows(con, table, everything)}) AS r LEFT JOIN moved_{table} AS m USING (row)
        ) AS r
        {join_lenders(con, lent)}
    """)
