"""Whose rows are derived again: the persons that the load touched, and those whose rows another record's coming changes.

Temporary table `scope_person` (person_id): persons, known or of one record only, by their numbers before and now. Whatever
is derived of their rows may be another than in the version before; of all others it is the same.
"""

from __future__ import annotations

from datetime import datetime

import duckdb

from pipelines.derive.journeys.stretches import due_persons_sql
from pipelines.store.batch import has_rows
from warehouse.tables import FACTS, KEYED

# What makes a row a comment.
SAID = {
    table.name: "coalesce(comment, sentiment)" if "sentiment" in table.columns else "comment"
    for table in FACTS
    if "comment" in table.columns
}


def find_scope(con: duckdb.DuckDBPyConnection, data_until: datetime | None) -> None:
    """Make `scope_person`. Needs `touched_person`, `moved_<table>` and `stray`."""
    con.execute("CREATE OR REPLACE TEMP TABLE scope_person AS SELECT DISTINCT person_id FROM touched_person")
    for table in KEYED:
        add_persons(con, f"SELECT person_id FROM moved_{table.name}")
        add_persons(
            con, f"SELECT person_id FROM building.{table.name} WHERE rowid IN (SELECT row FROM moved_{table.name})"
        )
        if has_rows(con, f"replaced_{table.name}"):
            add_persons(
                con,
                f"SELECT person_id FROM building.{table.name} WHERE rowid IN (SELECT row FROM replaced_{table.name})",
            )
    add_answers_and_their_contacts(con)
    add_asked(con)
    add_said_together(con)
    if data_until is not None:
        add_persons(con, due_persons_sql(data_until))
    add_owners_of_strays(con)


def add_persons(con: duckdb.DuckDBPyConnection, query: str, table: str = "scope_person") -> None:
    """Add the persons of a query of person_id that are not there yet."""
    con.execute(f"INSERT INTO {table} SELECT DISTINCT person_id FROM ({query}) ANTI JOIN {table} USING (person_id)")


def coming_and_going(con: duckdb.DuckDBPyConnection, table: str, column: str) -> str:
    """Query of a column of the records that arrive and of those that go, as `value`."""
    going = f" UNION ALL SELECT {column} FROM building.{table} WHERE rowid IN (SELECT row FROM replaced_{table})"
    return f"SELECT {column} AS value FROM arrived_{table}{going if has_rows(con, f'replaced_{table}') else ''}"


def add_answers_and_their_contacts(con: duckdb.DuckDBPyConnection) -> None:
    """Who answered about a contact that comes or goes; whose contact an answer rates that does."""
    for rated, key, answers, link in (
        ("interactions", "record_id", "responses", "interaction_id"),
        ("responses", "interaction_id", "interactions", "record_id"),
    ):
        con.execute(f"CREATE OR REPLACE TEMP TABLE met AS {coming_and_going(con, rated, key)}")
        add_persons(con, f"SELECT person_id FROM building.{answers} WHERE {link} IN (SELECT value FROM met)")


def add_asked(con: duckdb.DuckDBPyConnection) -> None:
    """Who was asked and whose answer comes or goes; whoever was asked by a source that ties answers now, or no more."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE met AS {coming_and_going(con, 'responses', 'record_id')}")
    add_persons(con, "SELECT person_id FROM building.survey_requests WHERE response_id IN (SELECT value FROM met)")
    add_persons(
        con,
        "SELECT person_id FROM building.survey_requests WHERE stated_is_answered IS NULL AND is_answered IS NOT TRUE"
        " AND (is_answered IS NULL) = (source IN (SELECT source FROM survey_requests WHERE response_id IS NOT NULL))",
    )


def add_said_together(con: duckdb.DuckDBPyConnection) -> None:
    """Whose comment may show another contact or give way to another: who wrote in a conversation of which a contact comes or goes,
    whose contact is a leg of it, and whose words are of an exported line of which other words do (comments.py)."""
    conversation = "CASE WHEN conversation_id IS NOT NULL THEN (source, conversation_id) END"
    con.execute(f"CREATE OR REPLACE TEMP TABLE met AS {coming_and_going(con, 'interactions', conversation)}")
    for table in ("messages", "interactions"):
        add_persons(con, f"SELECT person_id FROM building.{table} WHERE {conversation} IN (SELECT value FROM met)")
    lines = {
        table: f"CASE WHEN file_id IS NOT NULL AND {said} IS NOT NULL THEN (source, file_id, source_line) END"
        for table, said in SAID.items()
    }
    met = " UNION ALL ".join(coming_and_going(con, table, line) for table, line in lines.items())
    con.execute(f"CREATE OR REPLACE TEMP TABLE met AS {met}")
    for table, line in lines.items():
        add_persons(con, f"SELECT person_id FROM building.{table} WHERE {line} IN (SELECT value FROM met)")


def add_owners_of_strays(con: duckdb.DuckDBPyConnection) -> None:
    """A contact of nobody known that is one person's by a link is derived with that person, and with the one before."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE stray_before AS
        SELECT i.rowid AS row, i.person_id AS self, m.person_id AS person
        FROM building.interactions AS i JOIN building.matters_of_several AS m USING (matter_id)
        WHERE i.is_person_known IS NOT TRUE AND m.is_person_known
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE stray_moved AS
        SELECT coalesce(s.self, b.self) AS self, s.person, b.person AS before
        FROM stray AS s FULL JOIN stray_before AS b USING (row) WHERE s.person IS DISTINCT FROM b.person
    """)
    for column in ("self", "person", "before"):
        add_persons(con, f"SELECT {column} AS person_id FROM stray_moved WHERE {column} IS NOT NULL")
    add_persons(con, "SELECT person AS person_id FROM stray WHERE self IN (SELECT person_id FROM scope_person)")
    add_persons(con, "SELECT self AS person_id FROM stray WHERE person IN (SELECT person_id FROM scope_person)")
