"""The derivation on rows that a test puts straight into the tables: all of it, or one step on the taken rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import duckdb
from msgspec.structs import replace

from pipelines.canonical import MAPPED_TABLES
from pipelines.derive import all as derivation
from pipelines.derive.contacts import derive_contacts, drop_contacts
from pipelines.derive.journeys.build import derive_journeys, drop_journeys
from pipelines.derive.loyalty import derive_loyalty, fill_spells
from pipelines.derive.matters.build import fill_matters
from pipelines.derive.matters.touches import find_stray_owners, find_strays
from pipelines.derive.rows.every import show_every_row
from pipelines.derive.rows.take import drop_taken, take_rows
from pipelines.derive.rows.write import write_rows
from pipelines.store.arrivals import make_no_arrivals
from pipelines.timings import Timings
from warehouse.config.settings import Settings
from warehouse.people.decisions import Decision
from warehouse.tables import KEYED, TABLES

UTC = Settings()


def derive(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    touched: Collection[str],
    decided: Sequence[Decision] = (),
    timings: Timings | None = None,
) -> dict[str, str]:
    """All derivations after a load that brought the rows without a person; those of agents are there already."""
    for table in MAPPED_TABLES:
        make_no_arrivals(con, table)
        if TABLES[table].has_keys:
            columns = ", ".join(TABLES[table].recorded)
            con.execute(
                f"INSERT INTO arrived_{table} BY NAME SELECT -1 - rowid AS row, {columns} FROM building.{table} WHERE person_id IS NULL"
            )
            con.execute(f"DELETE FROM building.{table} WHERE person_id IS NULL")
    return derivation.derive(con, settings, touched, decided, timings)


def load(
    con: duckdb.DuckDBPyConnection, records: Iterable[tuple[str, dict[str, Any]]], settings: Settings, log: Sequence[Decision] = ()
) -> None:
    """What a load does once the records (table, row) are read: the last of each id arrives, then all is derived."""
    arrive(con, records)
    touched = {table for table in MAPPED_TABLES if con.execute(f"SELECT 1 FROM arrived_{table} LIMIT 1").fetchone()}
    note_facts(con, derivation.derive(con, settings, touched, log))


def arrive(con: duckdb.DuckDBPyConnection, records: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Let the last record of each id arrive, in the place of the stored one; a row that is only an id takes that away."""
    for table in MAPPED_TABLES:
        make_no_arrivals(con, table)
    for number, ((table, record_id), row) in enumerate({(table, row["record_id"]): row for table, row in records}.items()):
        con.execute(f"INSERT INTO replaced_{table} SELECT rowid FROM building.{table} WHERE record_id = ?", [record_id])
        if len(row) > 1:
            values = {"row": -1 - number} | row
            marks = ", ".join("?" * len(values))
            con.execute(f"INSERT INTO arrived_{table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))


def note_facts(con: duckdb.DuckDBPyConnection, facts: dict[str, str]) -> None:
    """The facts of the version that the next load grows from."""
    con.execute("DELETE FROM version_facts")
    con.executemany("INSERT INTO version_facts VALUES (?, ?)", list(facts.items()))


def take(con: duckdb.DuckDBPyConnection, settings: Settings = UTC) -> None:
    """Take all rows, each of the person that the test gave it, with local times and what is lent it."""
    for table in MAPPED_TABLES:
        make_no_arrivals(con, table)
    for keyed in KEYED:
        con.execute(f"CREATE OR REPLACE TEMP TABLE moved_{keyed.name} (row BIGINT, person_id BIGINT, is_known BOOLEAN)")
    show_every_row(con)
    find_strays(con)
    take_rows(con, settings, everything=True)
    find_stray_owners(con)
    con.execute("CREATE OR REPLACE TEMP TABLE gap (row BIGINT, previous_contact_seconds DOUBLE, next_contact_seconds DOUBLE, next_order_seconds DOUBLE)")
    con.execute("CREATE OR REPLACE TEMP TABLE assigned (row BIGINT, matter_id BIGINT)")
    con.execute("CREATE OR REPLACE TEMP TABLE matched_person (person BIGINT)")
    con.execute("CREATE OR REPLACE TEMP TABLE place (place UBIGINT, channel VARCHAR, stage VARCHAR, touchpoint VARCHAR)")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE touched (row BIGINT, journey_id BIGINT, position INTEGER, next_place UBIGINT,
            between_seconds DOUBLE, is_own BOOLEAN, outcome VARCHAR, is_settled BOOLEAN, is_loop BOOLEAN, is_return BOOLEAN)
    """)


def write(con: duckdb.DuckDBPyConnection) -> None:
    """Write the taken rows, and forget them."""
    write_rows(con, everything=True)
    drop_contacts(con)
    drop_journeys(con)
    drop_taken(con)


def fill_rows(con: duckdb.DuckDBPyConnection, zone: str = "UTC", stages: Sequence[str] = UTC.stages) -> None:
    """Only what a row is given beside its record: local times, and what others lend it."""
    take(con, replace(UTC, timezone=zone, stages=tuple(stages)))
    write(con)


def connect_contacts(con: duckdb.DuckDBPyConnection, gap_days: int = 7) -> None:
    """Gaps and matters of all contacts."""
    take(con)
    derive_contacts(con, gap_days)
    write_rows(con, everything=True)
    fill_matters(con, gap_days, everything=True)
    drop_contacts(con)
    drop_journeys(con)
    drop_taken(con)


def build_journeys(con: duckdb.DuckDBPyConnection, stages: Sequence[str], data_until: datetime) -> None:
    """Journeys of all touches, of the persons and limits that are there."""
    take(con)
    derive_journeys(con, stages, data_until)
    write(con)


def follow_activity(con: duckdb.DuckDBPyConnection, quantile: float, data_until: datetime, *, holds_limits: bool = False) -> None:
    """Persons, limits and stretches of activity of all rows."""
    take(con)
    derive_loyalty(con, quantile, everything=True, holds_limits=holds_limits)
    fill_spells(con, data_until, everything=True)
    write(con)
