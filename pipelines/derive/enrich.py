"""What other records know of a row: its person's customer record, its agent's team, the contact that it rates."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from warehouse.codes import STAGES

# Costs have no customer; a customer record describes itself.
TABLES = ("interactions", "messages", "responses", "survey_requests", "orders", "subscriptions")
OF_THE_RATED_CONTACT = ("channel", "stage", "touchpoint", "topic", "team", "agent")
NEWEST = "(coalesce(updated_at, TIMESTAMP '1970-01-01'), record_id)"


def derive_enrichment(con: duckdb.DuckDBPyConnection, stages: Sequence[str] = STAGES) -> None:
    """Fill what rows do not say themselves; the segment of a customer record replaces what they say."""
    make_directories(con)
    for table in TABLES:
        fill_team(con, table)
        if table == "responses":
            fill_from_rated_contact(con)
            fill_unrated_answers(con, stages)
        fill_from_customer(con, table)
    fill_is_answered(con)
    con.execute("DROP TABLE temp.customer_of_person")
    con.execute("DROP TABLE temp.team_of_agent")


def make_directories(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary tables `customer_of_person` and `team_of_agent`: the newest record that states each value."""
    newest = ", ".join(
        f"arg_max({column}, {NEWEST}) FILTER ({column} IS NOT NULL) AS {column}"
        for column in ("segment", "country", "language")
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE customer_of_person AS SELECT person_id, {newest} FROM customers"
        " WHERE is_person_known AND coalesce(segment, country, language) IS NOT NULL GROUP BY person_id"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE team_of_agent AS SELECT agent, arg_max(team, {NEWEST}) AS team"
        " FROM agents WHERE agent IS NOT NULL AND team IS NOT NULL GROUP BY agent"
    )


def fill_from_customer(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """The customer record knows the segment best; country and language only where the row states none."""
    con.execute(
        f"UPDATE {table} AS t SET segment = coalesce(c.segment, t.segment),"
        " country = coalesce(t.country, c.country), language = coalesce(t.language, c.language)"
        " FROM customer_of_person AS c WHERE t.person_id = c.person_id"
        " AND (c.segment <> t.segment OR (t.segment IS NULL AND c.segment IS NOT NULL)"
        " OR (t.country IS NULL AND c.country IS NOT NULL) OR (t.language IS NULL AND c.language IS NOT NULL))"
    )


def fill_team(con: duckdb.DuckDBPyConnection, table: str) -> None:
    con.execute(
        f"UPDATE {table} AS t SET team = a.team FROM team_of_agent AS a WHERE t.agent = a.agent AND t.team IS NULL"
    )


def fill_from_rated_contact(con: duckdb.DuckDBPyConnection) -> None:
    """An answer belongs to the channel, stage … of the contact that it rates, where it names none of its own."""
    values = ", ".join(f"{name} = coalesce(t.{name}, i.{name})" for name in OF_THE_RATED_CONTACT)
    missing = " OR ".join(f"(t.{name} IS NULL AND i.{name} IS NOT NULL)" for name in OF_THE_RATED_CONTACT)
    con.execute(
        f"UPDATE responses AS t SET {values} FROM interactions AS i WHERE i.record_id = t.interaction_id AND ({missing})"
    )


def fill_unrated_answers(con: duckdb.DuckDBPyConnection, stages: Sequence[str]) -> None:
    """An answer that rates no contact has a channel, stage and touchpoint too: a recommendation speaks for the brand.

    Answers that name a contact wait for it: its export may come later. A stage that is not configured is none.
    """
    brand, other = (f"'{stage}'" if stage in stages else "NULL" for stage in ("advocacy", "service"))
    con.execute(
        "UPDATE responses SET channel = coalesce(channel, 'survey'),"
        f" stage = coalesce(stage, CASE WHEN metric = 'nps' THEN {brand} ELSE {other} END),"
        " touchpoint = coalesce(touchpoint, coalesce(channel, 'survey') || ':survey')"
        " WHERE interaction_id IS NULL AND (channel IS NULL OR stage IS NULL OR touchpoint IS NULL)"
    )


def fill_is_answered(con: duckdb.DuckDBPyConnection) -> None:
    """A request is answered when its answer is here; where its source ties answers at all, no tie means unanswered."""
    con.execute(
        "UPDATE survey_requests AS t SET is_answered = true FROM responses AS r"
        " WHERE r.record_id = t.response_id AND t.is_answered IS NOT TRUE"
    )
    con.execute(
        "UPDATE survey_requests SET is_answered = false WHERE is_answered IS NULL"
        " AND source IN (SELECT source FROM survey_requests WHERE response_id IS NOT NULL)"
    )
