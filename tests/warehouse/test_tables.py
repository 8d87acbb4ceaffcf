"""The declared tables: the committed schema is made of them, and what they say of themselves holds together."""

from pathlib import Path

import duckdb

from warehouse.schema import SCHEMA
from warehouse.tables import KEYED, MEASURED, OF_CUSTOMERS, TABLES, Table
from warehouse.tables.blocks import PERSON, PROVENANCE, RECORD, TIME_PRECISION, stated
from warehouse.tables.column import count, flag, local, moment, money, text
from warehouse.tables.sql import table_sql, view_sql

SCHEMA_FILE = Path(__file__).parents[2] / "warehouse" / "schema.sql"
VISITS = Table(
    "visits", "One row per visit.", "fact",
    (RECORD, PERSON, (
        text("page"), count("clicks", "on anything"), moment("came_at"), money("spent", "with tax", "nothing is known"),
        flag("is_new"), local("came_local", "when the visitor's first page was shown, as the clock of the company's own head office showed it",
                              shows="came_at"),
    )),
    note="Of people only.", main_time="came_at",
)  # fmt: skip


def test_schema_sql_is_what_the_declaration_makes():
    assert SCHEMA_FILE.read_bytes() == SCHEMA.encode(), "run python -m warehouse.tables > warehouse/schema.sql"


def test_a_table_is_laid_out_by_blocks_with_a_comment_where_there_is_something_to_say():
    written = table_sql(VISITS)
    assert (
        written
        == """\
-- One row per visit. Of people only.
CREATE TABLE visits (
    record_id VARCHAR, source VARCHAR, file_id INTEGER, source_line BIGINT,
    person_id BIGINT, is_person_known BOOLEAN,
    page VARCHAR,
    clicks INTEGER,                         -- on anything
    came_at TIMESTAMP,
    spent DOUBLE,                           -- with tax; in currency; NULL: nothing is known
    is_new BOOLEAN,
    came_local TIMESTAMP                    -- when the visitor's first page was shown, as the clock of the company's
                                            -- own head office showed it
);
"""
    )
    with duckdb.connect() as con:
        con.execute(written)
        assert con.execute("SELECT count(*) FROM duckdb_columns() WHERE table_name = 'visits'").fetchone() == (12,)


def test_a_view_is_its_query_under_what_its_columns_mean():
    view = Table(
        "comers", "One row per visit.", "derived", ((text("page"), count("position", "of the visitor, from 1")),),
        note="New ones only.", sql="SELECT page, clicks AS position FROM visits WHERE is_new",
    )  # fmt: skip
    assert (
        view_sql(view)
        == """\
-- One row per visit. New ones only.
--   position: of the visitor, from 1
CREATE VIEW comers AS
    SELECT page, clicks AS position FROM visits WHERE is_new;
"""
    )


def test_a_view_shows_the_columns_that_it_declares():
    views = [table for table in TABLES.values() if table.sql]
    assert [view.name for view in views] == ["matters", "activity_spells", "journeys", "journey_steps"]
    with duckdb.connect() as con:
        con.execute(SCHEMA)
        for view in views:
            shown = con.execute("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ?", [view.name])
            assert dict(shown.fetchall()) == {name: column.type for name, column in view.columns.items()}


def test_a_record_brings_what_is_exported_and_of_what_others_lend_only_what_its_export_said():
    lending = Table(
        "visits", "One row per visit.", "fact",
        (PROVENANCE, PERSON, (text("page"), text("team")), stated(("team",)), (flag("is_new", is_exported=False), TIME_PRECISION)),
    )  # fmt: skip
    assert lending.recorded == (
        "record_id",
        "source",
        "file_id",
        "source_line",
        "updated_at",
        "page",
        "team",
        "time_precision",
    )
    assert lending.stated == {"team": "stated_team"}


def test_what_others_lend_stands_beside_what_the_export_said():
    lent = {table.name: set(table.stated) for table in TABLES.values() if table.stated}
    of_all = {"segment", "country", "language", "team"}
    assert lent == {
        "interactions": of_all, "messages": of_all, "orders": of_all, "subscriptions": of_all,
        "responses": of_all | {"channel", "stage", "touchpoint", "topic", "agent"}, "survey_requests": of_all | {"is_answered"},
    }  # fmt: skip
    for name, columns in lent.items():
        table = TABLES[name]
        assert [table.columns[column].type for column in columns] == [
            table.columns[table.stated[column]].type for column in columns
        ]


def test_a_row_is_dated_by_the_local_twin_of_its_main_time():
    assert VISITS.main_local == "came_local"
    found = {table.name: table.main_local for table in TABLES.values() if table.main_time}
    assert found == {
        "interactions": "started_local", "messages": "sent_local", "responses": "answered_local",
        "survey_requests": "requested_local", "orders": "ordered_local", "subscriptions": "started_local", "costs": None,
        "customers": "created_local", "matters_of_several": "opened_local", "matters": "opened_local", "matter_steps": "opened_local",
        "comments": "said_local", "persons": "first_active_local", "spells_at_limit": "started_local",
        "activity_spells": "started_local", "journeys_at_pause": "started_local", "journeys": "started_local",
        "journey_steps": "touched_local", "daily_costs": "spent_local",
    }  # fmt: skip


def test_what_a_table_names_of_itself_it_has():
    unknown = [
        (table.name, column)
        for table in TABLES.values()
        for column in (*table.listed, *table.local_twins.values(), *filter(None, [table.main_time]))
        if column not in table.columns
    ]
    assert unknown == []


def test_no_table_has_two_columns_of_one_name():
    for table in TABLES.values():
        assert len(table.columns) == sum(map(len, table.blocks)), table.name


def test_a_unit_in_a_name_is_the_column_s_unit():
    named = {
        (column.name, column.unit)
        for table in TABLES.values()
        for column in table.columns.values()
        if column.name.endswith(("_seconds", "_days"))
    }
    assert {name for name, unit in named if not name.endswith(f"_{unit}")} == set()


def test_costs_can_carry_keys_and_are_about_no_customer():
    assert {table.name for table in KEYED} - {table.name for table in OF_CUSTOMERS} == {"costs"}


def test_every_measured_table_is_dated_in_the_reporting_zone():
    assert [table.name for table in MEASURED if table.main_local is None] == []
