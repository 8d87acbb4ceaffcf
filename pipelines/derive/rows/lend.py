"""What other records lend a row: its person's customer record, its agent's team, the contact that it rates, its answer.

The row keeps what its export said beside it (stated_<name>), so that what is lent can be lent anew.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from pipelines.derive.rows.every import own_rows
from pipelines.quoting import quote_text
from pipelines.store.batch import has_rows
from warehouse.config.codes import STAGES
from warehouse.tables import TABLES
from warehouse.tables.blocks import OF_THE_CUSTOMER
from warehouse.tables.facts import OF_THE_RATED_CONTACT

NEWEST = "(coalesce(updated_at, TIMESTAMP '1970-01-01'), record_id)"
# Temporary tables of what is lent, with the condition that joins them to the row r.
LENDERS = {
    "customer_of_person": "l_customer_of_person.person_id = r.person_id AND r.is_person_known",
    "team_of_agent": "l_team_of_agent.agent = r.agent",
    "rated_contact": "l_rated_contact.record_id = r.interaction_id",
    "given_answer": "l_given_answer.record_id = r.response_id",
}


def make_directories(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary tables `customer_of_person` and `team_of_agent`: the newest record that states each value.

    Needs the taken customer records, and the agents written.
    """
    newest = ", ".join(
        f"arg_max({column}, {NEWEST}) FILTER ({column} IS NOT NULL) AS {column}" for column in OF_THE_CUSTOMER
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE customer_of_person AS SELECT person_id, {newest} FROM customers"
        " WHERE is_person_known AND coalesce(segment, country, language) IS NOT NULL GROUP BY person_id"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE team_of_agent AS SELECT agent, arg_max(team, {NEWEST}) AS team"
        " FROM agents WHERE agent IS NOT NULL AND team IS NOT NULL GROUP BY agent"
    )


def make_rated_contacts(con: duckdb.DuckDBPyConnection, wanted: str) -> None:
    """Make the temporary table `rated_contact` of the contacts that the query `wanted` names: taken ones and stored ones."""
    columns = ", ".join(("record_id", *OF_THE_RATED_CONTACT))
    con.execute(f"CREATE OR REPLACE TEMP TABLE rated AS SELECT DISTINCT value FROM ({wanted}) WHERE value IS NOT NULL")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE rated_contact AS SELECT {columns} FROM interactions WHERE record_id IN (FROM rated)"
        f" UNION ALL SELECT {columns} FROM building.interactions WHERE record_id IN (FROM rated) AND {is_left('interactions')}"
    )


def make_given_answers(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `given_answer`: the ids of the answers that are there."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE given_answer AS SELECT record_id FROM responses"
        f" UNION ALL SELECT record_id FROM building.responses WHERE {is_left('responses')}"
    )


def is_left(table: str) -> str:
    """SQL: a stored row stays as it is, neither taken nor replaced."""
    return (
        f"rowid NOT IN (SELECT origin FROM temp.{table} WHERE origin >= 0)"
        f" AND rowid NOT IN (SELECT row FROM replaced_{table})"
    )


def tying_sources(con: duckdb.DuckDBPyConnection) -> str:
    """SQL list of the sources of requests that tie answers at all: there, no tie means unanswered."""
    stored = own_rows(con, "survey_requests")
    found = con.execute(
        f"SELECT source FROM ({stored}) WHERE response_id IS NOT NULL"
        " UNION SELECT source FROM arrived_survey_requests WHERE response_id IS NOT NULL"
    ).fetchall()
    return ", ".join(quote_text(source) for (source,) in found) or "NULL"


def lent_columns(con: duckdb.DuckDBPyConnection, table: str, stages: Sequence[str] = STAGES) -> dict[str, str]:
    """SQL of each column of a table that is lent, of its own row r and what is lent it."""
    if not TABLES[table].stated:
        return {}
    lent = {
        "segment": "coalesce(l_customer_of_person.segment, r.segment)",  # the customer record knows it best
        "country": "coalesce(r.country, l_customer_of_person.country)",
        "language": "coalesce(r.language, l_customer_of_person.language)",
        "team": "coalesce(r.team, l_team_of_agent.team)",
    }
    if table == "responses":
        lent |= {
            name: f"coalesce({lent.get(name, f'r.{name}')}, l_rated_contact.{name})" for name in OF_THE_RATED_CONTACT
        }
        lent |= {name: f"coalesce({lent[name]}, {value})" for name, value in unrated_places(stages).items()}
    if table == "survey_requests":
        no_tie = f"CASE WHEN r.source IN ({tying_sources(con)}) THEN false END"
        lent["is_answered"] = f"l_given_answer.record_id IS NOT NULL OR coalesce(r.is_answered, {no_tie})"
    return lent


def unrated_places(stages: Sequence[str]) -> dict[str, str]:
    """Where an answer belongs that rates no contact: a recommendation speaks for the brand.

    Answers that name a contact wait for it: its export may come later. A stage that is not configured is none.
    """
    brand, other = (f"'{stage}'" if stage in stages else "NULL" for stage in ("advocacy", "service"))
    places = {
        "channel": "'survey'",
        "stage": f"CASE WHEN r.metric = 'nps' THEN {brand} ELSE {other} END",
        "touchpoint": "coalesce(r.channel, 'survey') || ':survey'",
    }
    return {name: f"CASE WHEN r.interaction_id IS NULL THEN {value} END" for name, value in places.items()}


def join_lenders(con: duckdb.DuckDBPyConnection, columns: dict[str, str]) -> str:
    """JOIN clauses of the lenders that the columns name. An empty one lends NULL without a pass over the rows."""
    joins = []
    for lender, condition in LENDERS.items():
        if any(f"l_{lender}." in sql for sql in columns.values()):
            is_empty = not has_rows(con, f"temp.{lender}")
            joins.append(f"LEFT JOIN temp.{lender} AS l_{lender} ON {'false' if is_empty else condition}")
    return " ".join(joins)
