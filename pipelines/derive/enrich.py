"""What other records know of a row: its person's customer record, its agent's team, the contact that it rates."""

from __future__ import annotations

import duckdb

from pipelines.derive.persons import person_columns
from pipelines.derive.rewrite import Derived

OF_THE_RATED_CONTACT = ("channel", "stage", "touchpoint", "topic", "team", "agent")


def prepare_customer_facts(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary tables `customer_of_person` and `team_of_agent`: the newest record that states each value."""
    person = person_columns()
    newest = ", ".join(
        f"arg_max(t.{column}, (coalesce(t.updated_at, TIMESTAMP '1970-01-01'), t.record_id))"
        f" FILTER (t.{column} IS NOT NULL) AS {column}"
        for column in ("segment", "country", "language")
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE customer_of_person AS SELECT {person.columns['person_id']} AS person_id, {newest}"
        f" FROM customers AS t {' '.join(person.joins)} WHERE person_of_key.person_id IS NOT NULL GROUP BY 1"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE team_of_agent AS"
        " SELECT agent, arg_max(team, (coalesce(updated_at, TIMESTAMP '1970-01-01'), record_id)) AS team"
        " FROM agents WHERE agent IS NOT NULL AND team IS NOT NULL GROUP BY agent"
    )


def enriched_columns(table: str) -> Derived:
    """Segment, country, language and team of a table's rows; needs `person_of_key` and the tables made above."""
    if table in ("costs", "customers"):
        return Derived()
    columns = {
        "segment": "coalesce(customer_of_person.segment, t.segment)",  # the CRM knows the customer best
        "country": "coalesce(t.country, customer_of_person.country)",
        "language": "coalesce(t.language, customer_of_person.language)",
        "team": "coalesce(t.team, team_of_agent.team)",
    }
    joins: tuple[str, ...] = (
        *person_columns().joins,
        "LEFT JOIN customer_of_person ON customer_of_person.person_id = person_of_key.person_id",
        "LEFT JOIN team_of_agent ON team_of_agent.agent = t.agent",
    )
    if table == "responses":
        joins += ("LEFT JOIN interactions AS rated ON rated.record_id = t.interaction_id",)
        columns |= {name: f"coalesce(t.{name}, rated.{name})" for name in OF_THE_RATED_CONTACT}
        columns["team"] = "coalesce(t.team, rated.team, team_of_agent.team)"
        # Nothing is known of what was rated: a recommendation speaks for the brand, any other answer of a service.
        columns["channel"] = "coalesce(t.channel, rated.channel, 'survey')"
        by_metric = "CASE WHEN t.metric = 'nps' THEN 'advocacy' ELSE 'service' END"
        columns["stage"] = f"coalesce(t.stage, rated.stage, {by_metric})"
        columns["touchpoint"] = f"coalesce(t.touchpoint, rated.touchpoint, {columns['channel']} || ':survey')"
    if table == "survey_requests":
        joins += ("LEFT JOIN responses AS answer ON answer.record_id = t.response_id",)
        columns["is_answered"] = is_answered()
        columns |= {name: f"coalesce(t.{name}, answer.{name})" for name in ("stage", "touchpoint", "topic", "agent")}
        columns["channel"] = "coalesce(t.channel, answer.channel, 'survey')"
    return Derived(columns, joins)


def is_answered() -> str:
    """SQL: stated by the export, or the answer is here; where a source ties answers at all, no tie means unanswered."""
    tied = "t.source IN (SELECT source FROM survey_requests WHERE response_id IS NOT NULL)"
    return (
        "CASE WHEN answer.record_id IS NOT NULL THEN true"
        f" WHEN t.is_answered IS NULL AND ({tied}) THEN false ELSE t.is_answered END"
    )
