"""Fills from other records, loyalty, daily costs and the facts of a version, by example."""

from datetime import datetime
from typing import Any

import duckdb
import pytest

from pipelines.derive.daily_costs import derive_daily_costs
from tests.pipelines.canonical_rows import insert, make_tables, read
from tests.pipelines.derivation import derive, fill_rows, follow_activity
from warehouse.config.settings import Settings

ALL = ("interactions", "messages", "responses", "survey_requests", "orders", "subscriptions", "costs", "customers")


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return make_tables()


def known(record_id: str, person_id: int = 1, **columns: Any) -> dict[str, Any]:
    return {"record_id": record_id, "source": "crm", "person_id": person_id, "is_person_known": True} | columns


def test_the_segment_of_the_customer_record_wins_and_country_and_language_fill_gaps(
    con: duckdb.DuckDBPyConnection,
) -> None:
    insert(con, "customers", known("c", segment="gold", country="ES", language="es"))
    insert(con, "interactions", known("1", segment="trial", country="FR"), known("2"), known("3", 2, segment="trial"))
    fill_rows(con)
    assert read(con, "SELECT record_id, segment, country, language FROM interactions ORDER BY 1") == [
        ("1", "gold", "FR", "es"), ("2", "gold", "ES", "es"), ("3", "trial", None, None),
    ]  # fmt: skip


def test_a_customer_record_without_a_segment_takes_none_away(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "customers", known("c", country="ES"))
    insert(con, "orders", known("1", segment="trial"))
    fill_rows(con)
    assert read(con, "SELECT segment, country FROM orders") == [("trial", "ES")]


def test_a_row_that_becomes_another_persons_keeps_nothing_of_the_first_ones_record(
    con: duckdb.DuckDBPyConnection,
) -> None:
    insert(con, "customers", known("c", segment="gold", country="ES", language="es"), known("d", 2, language="fr"))
    insert(con, "orders", known("1", segment="trial", country="FR"), known("2"), known("3"))
    fill_rows(con)
    con.execute("UPDATE orders SET person_id = record_id::BIGINT + 1")
    fill_rows(con)
    rows = (
        "SELECT record_id, segment, country, language, stated_segment, stated_country, stated_language FROM orders"
        " ORDER BY 1"
    )
    assert read(con, rows) == [
        ("1", "trial", "FR", "fr", "trial", "FR", None), ("2", *[None] * 6), ("3", *[None] * 6),
    ]  # fmt: skip
    con.execute("UPDATE customers SET segment = 'silver', country = 'PT', language = NULL WHERE record_id = 'd'")
    con.execute("UPDATE orders SET person_id = 2")
    fill_rows(con)
    assert read(con, rows) == [
        ("1", "silver", "FR", None, "trial", "FR", None),
        ("2", "silver", "PT", *[None] * 4), ("3", "silver", "PT", *[None] * 4),
    ]  # fmt: skip


def test_of_several_customer_records_the_newest_that_states_a_value_counts(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "customers",
        known("a", segment="silver", country="ES", updated_at="2026-01-01"),
        known("b", segment="gold", updated_at="2026-02-01"),
    )  # fmt: skip
    insert(con, "orders", known("1"))
    fill_rows(con)
    assert read(con, "SELECT segment, country FROM orders") == [("gold", "ES")]


def test_the_team_comes_from_the_agent_where_the_row_names_none(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "agents", {"record_id": "a", "agent": "Eva", "team": "North"})
    insert(con, "interactions", known("1", agent="Eva"), known("2", agent="Eva", team="South"), known("3", agent="Leo"))
    fill_rows(con)
    assert read(con, "SELECT record_id, team FROM interactions ORDER BY 1") == [
        ("1", "North"), ("2", "South"), ("3", None),
    ]  # fmt: skip


def test_an_answer_belongs_to_the_contact_that_it_rates(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "agents", {"record_id": "a", "agent": "Eva", "team": "North"})
    insert(con, "interactions", known("1", channel="phone", stage="service", touchpoint="Billing", agent="Eva"))
    insert(con, "responses", known("r1", interaction_id="1"), known("r2", interaction_id="1", channel="survey"))
    fill_rows(con)
    assert read(con, "SELECT record_id, channel, stage, touchpoint, team, agent FROM responses ORDER BY 1") == [
        ("r1", "phone", "service", "Billing", "North", "Eva"), ("r2", "survey", "service", "Billing", "North", "Eva"),
    ]  # fmt: skip


def test_a_request_is_answered_when_its_answer_is_loaded(con: duckdb.DuckDBPyConnection) -> None:
    requests = [
        {"record_id": "q1", "source": "survey", "response_id": "r1"},
        {"record_id": "q2", "source": "survey", "response_id": "r2"},
        {"record_id": "q3", "source": "survey"},
        {"record_id": "q4", "source": "mail", "is_answered": True},
        {"record_id": "q5", "source": "mail"},
    ]
    insert(con, "survey_requests", *requests)
    insert(con, "responses", {"record_id": "r1"})
    fill_rows(con)
    state = "SELECT is_answered FROM survey_requests ORDER BY record_id"
    assert read(con, state) == [(True,), (False,), (False,), (True,), (None,)]
    insert(con, "responses", {"record_id": "r2"})
    fill_rows(con)
    assert read(con, state) == [(True,), (True,), (False,), (True,), (None,)]


UNTIL = datetime(2026, 6, 30)
PERSONS = "person_id, channel, segment, first_active_local, last_active_local, active_windows"


def visit(record_id: str, started: str, person_id: int = 1, **columns: Any) -> dict[str, Any]:
    return known(record_id, person_id, channel="web", started_at=started, interaction_type="visit") | columns


def test_a_person_is_described_by_the_first_activity(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "interactions", visit("1", "2026-01-31 10:00", segment="gold"), visit("2", "2026-02-01 10:00"))
    insert(con, "orders", known("3", channel="store", ordered_at="2026-06-15 09:00"))
    follow_activity(con, 0.9, UNTIL)
    assert read(con, f"SELECT {PERSONS} FROM persons") == [
        (1, "web", "gold", "2026-01-31 10:00:00", "2026-06-15 09:00:00", 0b10001)
    ]


def test_what_the_company_sends_and_rows_without_a_person_are_no_activity(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "interactions",
        visit("1", "2026-01-31 10:00", interaction_type="email_touch"),
        visit("2", "2026-01-31 10:00", direction="outbound"),
        visit("3", "2026-01-31 10:00", is_person_known=False),
    )  # fmt: skip
    follow_activity(con, 0.9, UNTIL)
    assert read(con, "SELECT * FROM persons") == read(con, "SELECT * FROM activity_spells") == []


def test_the_journey_pause_is_the_quantile_of_the_gaps_between_days_of_a_segment(
    con: duckdb.DuckDBPyConnection,
) -> None:
    for person in range(40):  # gaps of 1 to 40 days; the second visit of a day makes no gap
        insert(
            con, "interactions",
            visit(f"{person}a", "2026-01-01 10:00", person, segment="gold"),
            visit(f"{person}b", "2026-01-01 10:00", person, segment="gold"),
        )  # fmt: skip
        con.execute("INSERT INTO interactions BY NAME SELECT * REPLACE (record_id || 'c' AS record_id, started_at"
                    " + to_days(person_id::INTEGER + 1) AS started_at) FROM interactions WHERE record_id = ?",
                    [f"{person}a"])  # fmt: skip
    insert(con, "interactions", visit("x", "2026-01-01 10:00", 99, segment="new"))
    follow_activity(con, 0.9, UNTIL)
    # 90 % of the way from the first to the last of 1 … 40 is 36.1; too few gaps of its own take the pause of all.
    assert read(con, "SELECT segment, pause_days, gaps FROM journey_pauses") == [
        ("gold", 36.0, 40),
        ("new", 36.0, 0),
    ]


def test_a_spell_ends_when_the_limit_has_passed_in_silence(con: duckdb.DuckDBPyConnection) -> None:
    for person in range(2, 42):  # half come back after a week, one after nine
        insert(con, "interactions", visit(f"{person}a", "2026-01-01", person))
        if person % 2:
            insert(con, "interactions", visit(f"{person}b", "2026-01-08", person))
    insert(con, "interactions", visit("1a", "2026-01-01"), visit("1b", "2026-01-29"), visit("1c", "2026-03-31"))
    follow_activity(con, 0.9, datetime(2026, 7, 1))
    spells = "SELECT started_local, ended_local, returned_local, watched_local FROM activity_spells WHERE person_id = 1 ORDER BY 1"
    assert read(con, "SELECT pace_days, limit_days FROM inactivity_limits") == [(None, 28.0)]
    assert read(con, spells) == [
        ("2026-01-01 00:00:00", "2026-02-26 00:00:00", "2026-03-31 00:00:00", "2026-03-26 00:00:00"),
        ("2026-03-31 00:00:00", "2026-04-28 00:00:00", None, "2026-05-26 00:00:00"),
    ]


def test_too_few_gaps_set_no_limit_and_end_no_spell(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "interactions", visit("1", "2026-01-01"), visit("2", "2026-02-01"))
    follow_activity(con, 0.9, UNTIL)
    assert read(con, "SELECT * FROM journey_pauses") == [(None, None, 1)]
    assert read(con, "SELECT * FROM inactivity_limits") == [(None, None, None, 1)]
    assert read(con, "SELECT started_local, ended_local FROM activity_spells") == [("2026-01-01 00:00:00", None)]


def test_a_cost_is_spread_evenly_over_its_days(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "costs",
        {"record_id": "1", "channel": "ads", "starts_on": "2026-02-27", "ends_on": "2026-03-02", "amount": 9,
         "currency": "EUR", "cost_kind": "media"},
    )  # fmt: skip
    derive_daily_costs(con)
    assert read(con, "SELECT record_id, channel, cost_kind, spent_local, amount, currency FROM daily_costs") == [
        ("1", "ads", "media", f"{day} 00:00:00", 3.0, "EUR") for day in ("2026-02-27", "2026-02-28", "2026-03-01")
    ]


def load_some(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "customers", {"record_id": "c", "source": "crm", "email": "ana@example.com", "segment": "gold"})
    insert(
        con, "interactions",
        {"record_id": "1", "source": "pbx", "email": "ana@example.com", "channel": "phone", "interaction_type": "call",
         "started_at": "2026-05-04 10:00", "time_precision": "second", "attributes": {"plan": "a", "áge": "1"}},
        {"record_id": "2", "source": "pbx", "channel": "phone", "interaction_type": "call",
         "started_at": "2026-05-04 22:00", "time_precision": "second"},
    )  # fmt: skip
    insert(
        con, "messages",
        {"record_id": "m", "source": "chat", "channel": "chat", "conversation_id": "x", "sent_at": "2026-05-04 10:00",
         "sender_role": "customer", "email": "ana@example.com", "time_precision": "second"},
    )  # fmt: skip
    insert(con, "orders", {"record_id": "o", "source": "shop", "email": "ana@example.com",
                           "ordered_at": "2026-05-04 11:00", "time_precision": "second"})  # fmt: skip


def test_all_derivations_together_give_the_facts_of_the_version(con: duckdb.DuckDBPyConnection) -> None:
    load_some(con)
    facts = derive(con, Settings(timezone="Europe/Madrid"), ALL)
    expected = {
        "timezone": "Europe/Madrid", "data_until": "2026-05-05T00:00:00", "attributes": '["plan", "\\u00e1ge"]',
        "matter_gap_days": "7", "decisions_applied": "0",
    }  # fmt: skip
    assert {name: facts[name] for name in expected} == expected
    assert read(con, "SELECT record_id, is_person_known, segment, started_local, next_order_seconds FROM interactions"
                     " ORDER BY 1") == [
        ("1", True, "gold", "2026-05-04 12:00:00", 3600), ("2", False, None, "2026-05-05 00:00:00", None),
        ("chat:session:x:2026-05-04T10:00:00Z", True, "gold", "2026-05-04 12:00:00", 3600),
    ]  # fmt: skip
    assert read(con, "SELECT count(DISTINCT person_id) FROM interactions WHERE is_person_known") == [(1,)]
    assert read(con, "SELECT first_active_local FROM persons") == [("2026-05-04 12:00:00",)]


def test_deriving_twice_changes_nothing(con: duckdb.DuckDBPyConnection) -> None:
    load_some(con)
    derive(con, Settings(), ALL)
    everything = [f"SELECT * FROM {table} ORDER BY ALL" for table in (*ALL, "persons", "identities", "activity_spells")]
    before = [read(con, query) for query in everything]
    derive(con, Settings(), ALL)
    assert [read(con, query) for query in everything] == before


def test_an_empty_warehouse_has_no_end_of_data(con: duckdb.DuckDBPyConnection) -> None:
    facts = derive(con, Settings(), ())
    assert (facts["timezone"], facts["attributes"], "data_until" in facts) == ("UTC", "[]", False)


def test_rows_without_a_time_are_stored_and_nobody_is_active_by_them(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "interactions", {"record_id": "1", "source": "pbx", "email": "ana@example.com"})
    assert "data_until" not in derive(con, Settings(), {"interactions"})
    assert read(con, "SELECT record_id, is_person_known, journey_id FROM interactions") == [("1", True, None)]
    assert read(con, "FROM persons") == read(con, "FROM journeys") == read(con, "FROM inactivity_limits") == []


def test_a_key_that_joins_two_persons_is_felt_in_tables_that_the_load_did_not_touch(
    con: duckdb.DuckDBPyConnection,
) -> None:
    call = {"source": "pbx", "channel": "phone", "interaction_type": "call", "time_precision": "second"}
    insert(con, "interactions", call | {"record_id": "1", "email": "ana@example.com", "started_at": "2026-05-04 10:00"})
    insert(con, "interactions", call | {"record_id": "2", "phone": "+34600000001", "started_at": "2026-05-04 11:00"})
    derive(con, Settings(), {"interactions"})
    gaps = "SELECT previous_contact_seconds FROM interactions ORDER BY record_id"
    assert (read(con, gaps), read(con, "SELECT count(*) FROM persons")) == ([(None,), (None,)], [(2,)])
    insert(con, "customers", {"record_id": "c", "source": "crm", "email": "ana@example.com", "phone": "+34600000001"})
    derive(con, Settings(), {"customers"})
    assert (read(con, gaps), read(con, "SELECT count(*) FROM persons")) == ([(None,), (3600,)], [(1,)])


@pytest.mark.parametrize(("held", "holds", "pause"), [(29.4, True, 29.4), (30.9, True, 30.9), (31.0, True, 30.0), (29.0, True, 30.0),
                                                      (29.4, False, 30.0), (None, True, 30.0)])  # fmt: skip
def test_a_pause_stays_until_it_is_a_day_off(
    con: duckdb.DuckDBPyConnection, held: float | None, holds: bool, pause: float
) -> None:
    for person in range(40):  # forty gaps of 30 days
        insert(
            con, "interactions", visit(f"{person}a", "2026-01-01", person), visit(f"{person}b", "2026-01-31", person)
        )
    con.execute("INSERT INTO journey_pauses VALUES (NULL, ?, 40)", [held])
    follow_activity(con, 0.9, UNTIL, holds_pauses=holds)
    assert read(con, "SELECT * FROM journey_pauses") == [(None, pause, 40)]
