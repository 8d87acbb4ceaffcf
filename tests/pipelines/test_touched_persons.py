"""Of whom a load may make anything another, by example: also of whom no record comes."""

from typing import Any

import duckdb
import pytest

from pipelines.derive.all import touched_persons
from pipelines.derive.identity import rules
from tests.pipelines.canonical_rows import make_tables, read
from tests.pipelines.derivation import Record, load
from warehouse.config.settings import Settings

COMMENTS = "SELECT record_id, interaction_id FROM comments ORDER BY 1"
MATTERS = "SELECT record_id, CAST(cost AS DOUBLE) FROM matters ORDER BY 1"


@pytest.fixture
def con(monkeypatch: pytest.MonkeyPatch) -> duckdb.DuckDBPyConnection:
    monkeypatch.setattr(rules, "LARGE_LOAD", float("inf"))  # small tables would always be derived as a whole
    return make_tables()


def bring(con: duckdb.DuckDBPyConnection, *records: Record) -> set[str]:
    """Load the records; the names of whom that touched."""
    load(con, records, Settings())
    rows = " UNION ".join(
        f"SELECT person_id, email FROM {table}" for table in ("interactions", "messages", "responses")
    )
    touched = con.execute(
        f"SELECT DISTINCT email FROM ({rows}) JOIN {touched_persons(con)} USING (person_id)"
    ).fetchall()
    return {email.removesuffix("@x.es") for (email,) in touched}


def call(number: int, name: str, at: str, **columns: Any) -> Record:
    row = {"record_id": f"call {number}", "source": "desk", "channel": "phone", "interaction_type": "call"}
    return "interactions", row | {
        "email": f"{name}@x.es", "started_at": f"2026-05-{at}", "time_precision": "second",
    } | columns  # fmt: skip


def answer(number: int, name: str, file_id: int, line: int) -> Record:
    row = {"record_id": f"answer {number}", "source": "poll", "file_id": file_id, "source_line": line, "metric": "csat"}
    return "responses", row | {
        "email": f"{name}@x.es", "answered_at": "2026-05-05", "time_precision": "day", "score": 4, "comment": "Thanks",
    }  # fmt: skip


def test_who_wrote_in_a_conversation_of_which_another_contact_comes(con: duckdb.DuckDBPyConnection) -> None:
    message = {
        "record_id": "message 1", "source": "desk", "email": "ana@x.es", "conversation_id": "k", "sender_role": "customer",
        "sent_at": "2026-05-04 10:00", "time_precision": "second", "comment": "Thanks",
    }  # fmt: skip
    load(
        con,
        [("messages", message), call(1, "ben", "04 09:00", conversation_id="k"), call(2, "leo", "04 09:00")],
        Settings(),
    )
    assert read(con, COMMENTS) == [("message 1", "call 1")]
    assert bring(con, call(3, "eva", "04 09:30", conversation_id="k")) >= {"ana", "eva"}
    assert read(con, COMMENTS) == [("message 1", "call 3")]


def test_whose_words_stand_on_a_line_of_which_the_same_words_go(con: duckdb.DuckDBPyConnection) -> None:
    load(con, [answer(1, "ana", 1, 7), answer(2, "ben", 1, 7), answer(3, "leo", 1, 8)], Settings())
    assert read(con, COMMENTS) == [("answer 1", None), ("answer 3", None)]
    assert bring(con, answer(1, "ana", 2, 7)) == {"ana", "ben"}
    assert read(con, COMMENTS) == [("answer 1", None), ("answer 2", None), ("answer 3", None)]


def test_whose_contacts_cost_less_as_others_share_the_cost(con: duckdb.DuckDBPyConnection) -> None:
    cost = {
        "record_id": "cost 1", "source": "books", "channel": "phone", "cost_kind": "service", "amount": 12, "currency": "EUR",
        "starts_on": "2026-05-01", "ends_on": "2026-06-01",
    }  # fmt: skip
    load(con, [("costs", cost), call(1, "ana", "04 09:00"), call(2, "leo", "04 09:00", channel="email")], Settings())
    assert read(con, MATTERS) == [("call 1", 12), ("call 2", None)]
    assert bring(con, call(3, "eva", "04 09:30")) == {"ana", "eva"}
    assert read(con, MATTERS) == [("call 1", 6), ("call 2", None), ("call 3", 6)]


def test_whose_silence_reaches_the_limit_when_the_data_go_on(con: duckdb.DuckDBPyConnection) -> None:
    daily = [call(day, "leo", f"{day:02} 10:00") for day in range(1, 32)]  # 30 silences of a day: the limit
    load(con, [*daily, call(40, "ana", "31 09:00"), call(41, "ben", "01 09:00")], Settings())
    left = "SELECT record_id, outcome FROM journeys WHERE record_id <> 'call 50' ORDER BY 1"
    assert read(con, left) == [("call 1", "open"), ("call 40", "open"), ("call 41", "left")]
    assert bring(con, call(50, "eva", "31 09:00", started_at="2026-06-01 09:30")) == {"ana", "eva"}
    assert read(con, left) == [("call 1", "open"), ("call 40", "left"), ("call 41", "left")]
