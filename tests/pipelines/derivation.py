"""The derivation on rows that a test puts straight into the tables: all of it, or one step on the taken rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import duckdb
from msgspec.structs import replace

from pipelines.canonical import MAPPED_TABLES, TYPES
from pipelines.derive import all as derivation
from pipelines.derive import order
from pipelines.derive.contacts import derive_contacts
from pipelines.derive.conversations import derive_chat_sessions
from pipelines.derive.identity.touched import everything_touched, start_touched
from pipelines.derive.journeys.build import derive_journeys
from pipelines.derive.journeys.touches import find_measured_stages
from pipelines.derive.loyalty import derive_loyalty, fill_spells
from pipelines.derive.matters.build import fill_matters
from pipelines.derive.matters.touches import find_stray_owners, find_strays
from pipelines.derive.rows.every import OF_THE_PERSON, hide_every_row, show_every_row
from pipelines.derive.rows.scope import find_scope
from pipelines.derive.rows.take import take_rows
from pipelines.derive.rows.write import write_rows
from pipelines.derive.steps import Derivation, drop_temporary, temporary_tables
from pipelines.store.arrivals import make_no_arrivals
from pipelines.store.batch import has_rows
from pipelines.timings import Timings
from warehouse.config.settings import Settings
from warehouse.people.decisions import Decision
from warehouse.tables import KEYED, TABLES

Record = tuple[str, dict[str, Any]]  # its table and what it says
UTC = Settings()


def derive(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    touched: Collection[str],
    decided: Sequence[Decision] = (),
    timings: Timings | None = None,
) -> dict[str, str]:
    """All derivations after a load that brought the rows without a person; those of agents are there already."""
    let_new_rows_arrive(con)
    return derivation.derive(con, settings, touched, decided, timings)


def derive_with(con: duckdb.DuckDBPyConnection, settings: Settings, touched: Collection[str] = ()) -> None:
    """The same, and the next one knows by which settings."""
    note_facts(con, derive(con, settings, touched))


def let_new_rows_arrive(con: duckdb.DuckDBPyConnection) -> None:
    """Let the rows arrive that have no person; nothing is replaced."""
    for table in MAPPED_TABLES:
        make_no_arrivals(con, table)
        if TABLES[table].has_keys:
            columns = ", ".join(TABLES[table].recorded)
            con.execute(
                f"INSERT INTO arrived_{table} BY NAME SELECT -1 - rowid AS row, {columns} FROM building.{table} WHERE person_id IS NULL"
            )
            con.execute(f"DELETE FROM building.{table} WHERE person_id IS NULL")


def load(
    con: duckdb.DuckDBPyConnection, records: Iterable[Record], settings: Settings, log: Sequence[Decision] = ()
) -> None:
    """What a load does once the records (table, row) are read: the last of each id arrives, then all is derived."""
    arrive(con, records)
    touched = {table for table in MAPPED_TABLES if con.execute(f"SELECT 1 FROM arrived_{table} LIMIT 1").fetchone()}
    note_facts(con, derivation.derive(con, settings, touched, log))


def arrive(con: duckdb.DuckDBPyConnection, records: Iterable[Record]) -> None:
    """Let the last record of each id arrive, in the place of the stored one; a row that is only an id takes that away."""
    for table in MAPPED_TABLES:
        make_no_arrivals(con, table)
    by_table: dict[str, list[dict[str, Any]]] = {}
    for number, (table, row) in enumerate({(t, row["record_id"]): (t, row) for t, row in records}.values()):
        by_table.setdefault(table, []).append({"row": -1 - number} | row)
    for table, rows in by_table.items():
        ids = [row["record_id"] for row in rows]
        con.execute(
            f"INSERT INTO replaced_{table} SELECT rowid FROM building.{table} WHERE list_contains(?, record_id)", [ids]
        )
        insert_arrived(con, table, [row for row in rows if len(row) > 2])


def insert_arrived(con: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    """Put the rows into arrived_<table>, in one statement: one for each would take longer than what is derived of them."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    types = {"row": "BIGINT"} | TYPES[table]
    cells = ", ".join(f"CAST(? AS {types[name]})" for name in names)
    if rows:
        con.execute(
            f"INSERT INTO arrived_{table} ({', '.join(names)}) VALUES {', '.join([f'({cells})'] * len(rows))}",
            [row.get(name) for row in rows for name in names],
        )


def note_facts(con: duckdb.DuckDBPyConnection, facts: dict[str, str]) -> None:
    """The facts of the version that the next load grows from."""
    con.execute("DELETE FROM version_facts")
    con.executemany("INSERT INTO version_facts VALUES (?, ?)", list(facts.items()))


def take(con: duckdb.DuckDBPyConnection, settings: Settings = UTC) -> None:
    """Take all rows, each of the person that the test gave it, with local times and what is lent it."""
    let_nothing_arrive(con)
    take_all(con, settings)


def let_nothing_arrive(con: duckdb.DuckDBPyConnection) -> None:
    """Only the stored rows are there, each of the person that it has."""
    for table in MAPPED_TABLES:
        make_no_arrivals(con, table)
    let_nobody_move(con)
    show_every_row(con)


def let_nobody_move(con: duckdb.DuckDBPyConnection) -> None:
    """Every row keeps its person."""
    for keyed in KEYED:
        con.execute(f"CREATE OR REPLACE TEMP TABLE moved_{keyed.name} (row BIGINT, person_id BIGINT, is_known BOOLEAN)")


def take_all(con: duckdb.DuckDBPyConnection, settings: Settings = UTC) -> None:
    """Take all rows there are, each of the person that it has now."""
    find_strays(con)
    take_rows(con, settings, everything=True)
    find_stray_owners(con)
    know_nothing_later(con)


def know_nothing_later(con: duckdb.DuckDBPyConnection) -> None:
    """Nothing is known yet of what is derived of the taken rows."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE gap (row BIGINT, previous_contact_seconds DOUBLE, next_contact_seconds DOUBLE, next_order_seconds DOUBLE)"
    )
    con.execute("CREATE OR REPLACE TEMP TABLE assigned (row BIGINT, matter_id BIGINT)")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE whole_matter (row BIGINT, is_satisfied BOOLEAN, last_metric VARCHAR, last_score DOUBLE, last_scale VARCHAR)"
    )
    con.execute("CREATE OR REPLACE TEMP TABLE matched_person (person BIGINT)")
    con.execute("CREATE OR REPLACE TEMP TABLE leg (row BIGINT, leg INTEGER, legs_handle_seconds DOUBLE)")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE place (place UBIGINT, channel VARCHAR, stage VARCHAR, touchpoint VARCHAR)"
    )
    con.execute("""
        CREATE OR REPLACE TEMP TABLE touched (row BIGINT, journey_id BIGINT, position INTEGER, next_place UBIGINT,
            between_seconds DOUBLE, is_own BOOLEAN, outcome VARCHAR, pause DOUBLE, is_loop BOOLEAN, is_return BOOLEAN)
    """)


def forget_taken(con: duckdb.DuckDBPyConnection) -> None:
    """The names of the facts are those of the stored ones again."""
    drop_temporary(con, temporary_tables(con) & set(TABLES))


def write(con: duckdb.DuckDBPyConnection) -> None:
    """Write the taken rows, and forget them."""
    write_rows(con, everything=True)
    forget_taken(con)


def settle_chat_sessions(con: duckdb.DuckDBPyConnection, gap_hours: int = 24) -> None:
    """Only the sessions that the messages make, as contacts of nobody yet."""
    let_nothing_arrive(con)
    derive_chat_sessions(con, gap_hours)
    take_all(con)
    write(con)


def fill_rows(con: duckdb.DuckDBPyConnection, zone: str = "UTC", stages: Sequence[str] = UTC.stages) -> None:
    """Only what a row is given beside its record: local times, and what others lend it."""
    take(con, replace(UTC, timezone=zone, stages=tuple(stages)))
    write(con)


def assign_people(
    con: duckdb.DuckDBPyConnection, settings: Settings = UTC, log: Sequence[Decision] = ()
) -> set[int] | None:
    """Only the persons, of stored rows and of those that arrive; return whom that touched, None: everybody."""
    show_every_row(con)
    order.assign_people(Derivation(con, settings, log, set(), has_new_rules=False))
    touched = {person for (person,) in con.execute("FROM touched_person").fetchall()}
    everything = everything_touched(con)
    store_every_row(con)
    return None if everything else touched


def store_every_row(con: duckdb.DuckDBPyConnection) -> None:
    """Store the records as they are, each with the person that it has now."""
    for keyed in (keyed for keyed in KEYED if any(has_rows(con, f"{at}.{keyed.name}") for at in ("temp", "building"))):
        stated = "".join(f", {name} AS {twin}" for name, twin in keyed.stated.items())
        con.execute(f"CREATE OR REPLACE TEMP TABLE record AS SELECT * EXCLUDE (row){stated} FROM temp.{keyed.name}")
        con.execute(f"DELETE FROM building.{keyed.name}")
        con.execute(f"INSERT INTO building.{keyed.name} BY NAME FROM record")
    hide_every_row(con)
    for table in MAPPED_TABLES:
        make_no_arrivals(con, table)


def connect_contacts(con: duckdb.DuckDBPyConnection, gap_days: int = 7) -> None:
    """Gaps and matters of all contacts."""
    take(con)
    connect_taken(con, gap_days, everything=True)


def connect_taken(con: duckdb.DuckDBPyConnection, gap_days: int, *, everything: bool) -> None:
    derive_contacts(con, gap_days)
    write_rows(con, everything=everything)
    fill_matters(con, everything=everything)
    forget_taken(con)


def connect_arrivals(con: duckdb.DuckDBPyConnection, records: Iterable[Record], gap_days: int = 7) -> None:
    """Gaps and matters after a load of records, each of the person that it names: only those that this touches."""
    records = list(records)
    arrive(
        con,
        [(table, {name: value for name, value in row.items() if name not in OF_THE_PERSON}) for table, row in records],
    )
    let_nobody_move(con)
    start_touched(con, everything=False)
    for table, row in records:
        person = [row.get(name) for name in (*OF_THE_PERSON, "record_id")]
        con.execute(f"INSERT INTO moved_{table} SELECT row, ?, ? FROM arrived_{table} WHERE record_id = ?", person)
        con.execute("INSERT INTO touched_person SELECT $1 WHERE $2", person[:2])
    show_every_row(con, of_now=True)
    find_strays(con)
    find_scope(con, None)
    take_rows(con, UTC, everything=False)
    find_stray_owners(con)
    know_nothing_later(con)
    connect_taken(con, gap_days, everything=False)


def build_journeys(con: duckdb.DuckDBPyConnection, stages: Sequence[str], data_until: datetime) -> None:
    """Journeys of all touches, of the persons and limits that are there; `stages`: the configured ones."""
    take(con)
    derive_journeys(con, find_measured_stages(con, stages), data_until)
    write(con)
    end_data(con, data_until)


def follow_activity(
    con: duckdb.DuckDBPyConnection, quantile: float, data_until: datetime, *, holds_pauses: bool = False
) -> None:
    """Persons, limits and stretches of activity of all rows."""
    take(con)
    derive_loyalty(con, quantile, data_until, everything=True, holds_pauses=holds_pauses, holds_limits=True)
    fill_spells(con, everything=True)
    write(con)
    end_data(con, data_until)


def end_data(con: duckdb.DuckDBPyConnection, data_until: datetime) -> None:
    """Say until when the data reach."""
    con.execute("DELETE FROM version_facts WHERE name = 'data_until'")
    con.execute("INSERT INTO version_facts VALUES ('data_until', ?)", [data_until.isoformat()])
