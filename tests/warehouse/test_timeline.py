"""Everything of one person in order of time, from every table, and who the person is."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import duckdb
import pytest

from warehouse.config.settings import Settings
from warehouse.people.profile import Spend, known_among, person_profile
from warehouse.people.timeline import count_events, person_events, person_matters, stored_record
from warehouse.schema import SCHEMA
from warehouse.store.engine import Engine, attach_memory

ROWS = """
    INSERT INTO files (file_id, name) VALUES (1, 'export.csv');
    INSERT INTO customers BY NAME
        SELECT 'crm:1' AS record_id, 'crm' AS source, 1 AS file_id, 2 AS source_line, 5 AS person_id, TRUE AS is_person_known,
            'crm' AS channel, 'Ana' AS display_name, 'Rosario' AS city, 'AR' AS country, 'Home' AS segment,
            TIMESTAMP '2025-01-01 08:00' AS created_local;
    INSERT INTO interactions BY NAME
        SELECT 'web:1' AS record_id, 'web' AS source, 1 AS file_id, 3 AS source_line, 5 AS person_id, TRUE AS is_person_known,
            'web' AS channel, 'visit' AS interaction_type, TIMESTAMP '2026-05-01 09:00' AS started_local, NULL AS matter_id
        UNION ALL BY NAME
        SELECT 'chat:1' AS record_id, 'chat' AS source, 1 AS file_id, 4 AS source_line, 5 AS person_id,
            TRUE AS is_person_known, 'chat' AS channel, 'chat_session' AS interaction_type, 'c' AS conversation_id,
            'Club' AS segment, TIMESTAMP '2026-05-02 09:00' AS started_local, 77 AS matter_id
        UNION ALL BY NAME
        SELECT 'app:1' AS record_id, 'app' AS source, 1 AS file_id, 5 AS source_line, 5 AS person_id,
            TRUE AS is_person_known, 'app' AS channel, 'visit' AS interaction_type,
            TIMESTAMP '2026-05-03 09:00' AS started_local, 77 AS matter_id
        UNION ALL BY NAME
        SELECT 'mail:1' AS record_id, 'mail' AS source, 5 AS person_id, TRUE AS is_person_known, 'email_marketing' AS channel,
            'email_touch' AS interaction_type, MAP {'action': 'open'} AS attributes;
    INSERT INTO messages BY NAME
        SELECT 'm:1' AS record_id, 'chat' AS source, 5 AS person_id, TRUE AS is_person_known, 'chat' AS channel,
            'c' AS conversation_id, 'customer' AS sender_role, TIMESTAMP '2026-05-02 09:00' AS sent_local, 'Hi' AS comment;
    INSERT INTO responses BY NAME
        SELECT 'q:1' AS record_id, 'q' AS source, 5 AS person_id, TRUE AS is_person_known, 'chat' AS channel, 'csat' AS metric,
            4 AS score, '1-5' AS scale, 'chat:1' AS interaction_id, TIMESTAMP '2026-05-02 10:00' AS answered_local;
    INSERT INTO orders BY NAME
        SELECT 'o:1' AS record_id, 'o' AS source, 5 AS person_id, TRUE AS is_person_known, 'web' AS channel, 100 AS amount,
            10 AS refunded_amount, 'EUR' AS currency, TIMESTAMP '2026-04-01 10:00' AS ordered_local
        UNION ALL BY NAME
        SELECT 'o:2' AS record_id, 'o' AS source, 5 AS person_id, TRUE AS is_person_known, 'store' AS channel, -30 AS amount,
            'EUR' AS currency, TIMESTAMP '2026-05-04 10:00' AS ordered_local
        UNION ALL BY NAME
        SELECT 'o:3' AS record_id, 'o' AS source, 6 AS person_id, TRUE AS is_person_known, 9 AS amount, 'EUR' AS currency;
    INSERT INTO subscriptions BY NAME
        SELECT 's:1' AS record_id, 's' AS source, 5 AS person_id, TRUE AS is_person_known, 'Plan' AS plan,
            TIMESTAMP '2026-01-01 00:00' AS started_local, TIMESTAMP '2026-05-05 00:00' AS ended_local, 'price' AS churn_reason;
    INSERT INTO matters_of_several BY NAME SELECT 77 AS matter_id, 5 AS person_id, TIMESTAMP '2026-05-02 09:00' AS opened_local;
    INSERT INTO matter_steps BY NAME
        SELECT 77 AS matter_id, 'app:1' AS record_id, 5 AS person_id, 'hop' AS kind, 'chosen' AS cause,
            86400 AS between_seconds, 'chat' AS from_channel;
    INSERT INTO identities (key_type, key_value, person_id, state) VALUES ('email', 'ana@example.com', 5, 'sole');
"""


@pytest.fixture
def engine() -> Iterator[Engine]:
    """Ana's records: person 5."""
    with duckdb.connect(":memory:") as con:
        con.execute(SCHEMA)
        con.execute(ROWS)
        yield attach_memory(con, Settings(), {"data_until": "2026-05-31T00:00:00"})


def test_everything_is_told_in_order_of_time_tied_to_its_matter(engine: Engine) -> None:
    told = person_events(engine, 5, 100).select("kind", "record_id", "matter_id", "contact_id", "step_kind", "file")
    assert told.rows() == [
        ("touch", "mail:1", None, None, None, None),  # without a time
        ("registered", "crm:1", None, None, None, "export.csv"),
        ("started", "s:1", None, None, None, None),
        ("order", "o:1", None, None, None, None),
        ("visit", "web:1", None, None, None, "export.csv"),
        ("contact", "chat:1", 77, None, None, "export.csv"),
        ("message", "m:1", 77, "chat:1", None, None),
        ("score", "q:1", 77, "chat:1", None, None),
        ("contact", "app:1", 77, None, "hop", "export.csv"),  # a visit, but of a matter
        ("refund", "o:2", None, None, None, None),
        ("ended", "s:1", None, None, None, None),
    ]


def test_the_newest_come_first_when_not_all_are_asked_for(engine: Engine) -> None:
    assert person_events(engine, 5, 2)["record_id"].to_list() == ["o:2", "s:1"]
    assert person_events(engine, 5, 2, offset=2)["record_id"].to_list() == ["q:1", "app:1"]


def test_events_are_counted_by_kind(engine: Engine) -> None:
    assert count_events(engine, 5) == {
        "touch": 1, "registered": 1, "started": 1, "order": 1, "visit": 1, "contact": 2, "message": 1, "score": 1, "refund": 1,
        "ended": 1,
    }  # fmt: skip


def test_the_profile_takes_the_newest_word_of_every_source(engine: Engine) -> None:
    profile = person_profile(engine, 5)
    assert profile is not None
    assert (profile.name, profile.city, profile.country, profile.segment) == ("Ana", "Rosario", "AR", "Club")
    assert (profile.first, profile.last) == (datetime(2025, 1, 1, 8), datetime(2026, 5, 4, 10))
    assert profile.channels == ("app", "chat", "email_marketing", "store", "web")
    assert profile.spend == (Spend("EUR", 1, Decimal(100), Decimal(40)),)


def test_nobody_has_neither_profile_nor_events(engine: Engine) -> None:
    assert (person_profile(engine, 404), person_events(engine, 404, 10).height, count_events(engine, 404)) == (
        None,
        0,
        {},
    )
    assert known_among(engine, [5, 6, 404]) == {5}
    assert person_matters(engine, 404).height == 0


def test_a_record_is_given_as_it_is_stored(engine: Engine) -> None:
    assert stored_record(engine, "refund", "o:2")["amount"].to_list() == [Decimal(-30)]
    assert stored_record(engine, "order", "none").height == 0
