"""What other records know of a row: its person's customer record, its agent's team, the contact that it rates."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from pipelines.store.said import OF_THE_CUSTOMER, SAYING, own_value
from warehouse.config.codes import STAGES

OF_THE_RATED_CONTACT = ("channel", "stage", "touchpoint", "topic", "team", "agent")
NEWEST = "(coalesce(updated_at, TIMESTAMP '1970-01-01'), record_id)"


def derive_enrichment(con: duckdb.DuckDBPyConnection, stages: Sequence[str] = STAGES) -> None:
    """Fill what rows do not say themselves; the segment of a customer record replaces what they say."""
    make_directories(con)
    for table in SAYING:  # costs have no customer, a customer record describes itself
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


def fill_from_customer(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """The customer record knows the segment best; country and language only where the row states none.

    What the row itself says is kept in `said`: it may become another person's, and its person's record may change.
    """
    as_said = ", ".join(f"{name} = said.{name}" for name in OF_THE_CUSTOMER)
    con.execute(
        f"UPDATE {table} SET {as_said}, said = NULL"
        " WHERE said IS NOT NULL AND person_id NOT IN (SELECT person_id FROM customer_of_person)"
    )
    segment, country, language = (own_value(name, "t") for name in OF_THE_CUSTOMER)
    values = {
        "segment": f"coalesce(c.segment, {segment})",
        "country": f"coalesce({country}, c.country)",
        "language": f"coalesce({language}, c.language)",
    }
    said = f"coalesce(t.said, {{segment: {segment}, country: {country}, language: {language}}})"
    same = " AND ".join(f"{value} IS NOT DISTINCT FROM {own_value(name, 't')}" for name, value in values.items())
    con.execute(
        f"UPDATE {table} AS t SET said = CASE WHEN NOT ({same}) THEN {said} END,"
        f" {', '.join(f'{name} = {value}' for name, value in values.items())}"
        " FROM customer_of_person AS c WHERE t.person_id = c.person_id"
        f" AND ({' OR '.join(f't.{name} IS DISTINCT FROM {value}' for name, value in values.items())})"
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
