"""Local times, chat sessions and the times between contacts, by example."""

from typing import Any

import duckdb
import pytest

from tests.pipelines.canonical_rows import insert, make_tables, read
from tests.pipelines.derivation import connect_contacts, derive_with, fill_rows, settle_chat_sessions
from warehouse.config.settings import Settings

LOCALS = "started_local, answered_local, first_responded_local, ended_local, resolved_local"
GAPS = "previous_contact_seconds, next_contact_seconds, next_order_seconds"


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return make_tables()


def contact(record_id: str, started_at: str, **columns: Any) -> dict[str, Any]:
    """A phone call of a known person."""
    call = {"record_id": record_id, "source": "pbx", "started_at": started_at, "channel": "phone"}
    return call | {"interaction_type": "call", "person_id": 1, "is_person_known": True} | columns


def gaps(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    connect_contacts(con)
    return read(con, f"SELECT record_id, {GAPS} FROM interactions ORDER BY record_id")


def order(record_id: str, ordered_at: str, **columns: Any) -> dict[str, Any]:
    return {"record_id": record_id, "ordered_at": ordered_at, "person_id": 1, "is_person_known": True} | columns


CLOCKS = {"wait_seconds": 60, "first_response_seconds": 90, "handle_seconds": 120, "resolution_seconds": 3600}


@pytest.mark.parametrize(
    ("zone", "columns", "expected"),
    [
        ("UTC", {}, ("10:00:00", "10:01:00", "10:01:30", "10:03:00", "11:00:00")),
        ("Europe/Madrid", {}, ("12:00:00", "12:01:00", "12:01:30", "12:03:00", "13:00:00")),
        ("UTC", {"wait_seconds": None}, ("10:00:00", None, "10:01:30", "10:02:00", "11:00:00")),
        ("UTC", {"is_abandoned": True, "handle_seconds": None}, ("10:00:00", None, "10:01:30", None, "11:00:00")),
    ],
)
def test_a_clock_ends_at_its_local_time_or_never(
    con: duckdb.DuckDBPyConnection, zone: str, columns: dict[str, Any], expected: tuple[str | None, ...]
) -> None:
    insert(con, "interactions", contact("1", "2026-05-04 10:00", time_precision="second") | CLOCKS | columns)
    fill_rows(con, zone)
    assert read(con, f"SELECT {LOCALS} FROM interactions") == [
        tuple(f"2026-05-04 {time}" if time else None for time in expected)
    ]


def test_the_clocks_change_between_the_start_and_the_end(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "interactions", contact("1", "2026-03-29 00:30", time_precision="second", resolution_seconds=3600))
    fill_rows(con, "Europe/Madrid")
    assert read(con, "SELECT started_local, resolved_local FROM interactions") == [
        ("2026-03-29 01:30:00", "2026-03-29 03:30:00")
    ]


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Auckland"])
def test_a_date_without_a_time_never_moves(con: duckdb.DuckDBPyConnection, zone: str) -> None:
    insert(con, "interactions", contact("1", "2026-05-04", time_precision="day", handle_seconds=120))
    insert(con, "orders", order("2", "2026-05-04", time_precision="day"))
    fill_rows(con, zone)
    assert read(con, f"SELECT {LOCALS} FROM interactions") == [
        ("2026-05-04 00:00:00", None, None, "2026-05-04 00:00:00", None)
    ]
    assert read(con, "SELECT ordered_local FROM orders") == [("2026-05-04 00:00:00",)]


def test_the_same_rows_in_another_zone_get_its_times(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "orders", order("1", "2026-05-04 23:00", time_precision="second"))
    fill_rows(con, "UTC")
    fill_rows(con, "Asia/Tokyo")
    assert read(con, "SELECT ordered_local FROM orders") == [("2026-05-05 08:00:00",)]


def test_contacts_on_one_channel_know_the_one_before_and_the_next(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "interactions",
        contact("1", "2026-05-04 10:00"),
        contact("2", "2026-05-04 11:00"),
        contact("3", "2026-05-04 10:30", channel="email", interaction_type="case"),
        contact("4", "2026-05-04 10:10", person_id=2),
        contact("5", "2026-05-04 12:00"),
    )  # fmt: skip
    assert gaps(con) == [
        ("1", None, 3600, None), ("2", 3600, 3600, None), ("3", None, None, None), ("4", None, None, None),
        ("5", 3600, None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "columns",
    [
        {"interaction_type": "email_touch"},
        {"interaction_type": "visit"},
        {"interaction_type": "review"},
        {"direction": "outbound"},
        {"is_person_known": False},
    ],
)
def test_what_is_no_service_contact_is_neither_a_repeat_nor_has_one(
    con: duckdb.DuckDBPyConnection, columns: dict[str, Any]
) -> None:
    insert(con, "interactions", contact("1", "2026-05-04 10:00"), contact("2", "2026-05-04 11:00", **columns))
    insert(con, "interactions", contact("3", "2026-05-04 12:00", direction="inbound"))
    assert gaps(con) == [("1", None, 7200, None), ("2", None, None, None), ("3", 7200, None, None)]


def test_the_legs_of_a_transferred_call_are_no_repeats_of_each_other(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "interactions",
        contact("1", "2026-05-04 10:00", conversation_id="x"),
        contact("2", "2026-05-04 10:05", conversation_id="x"),
        contact("3", "2026-05-04 11:00", conversation_id="y"),
    )  # fmt: skip
    assert gaps(con) == [("1", None, 3600, None), ("2", 300, 3300, None), ("3", 3300, None, None)]


def test_the_sessions_of_one_chat_are_contacts_of_their_own(con: duckdb.DuckDBPyConnection) -> None:
    chat = {"channel": "whatsapp", "interaction_type": "chat_session", "conversation_id": "x"}
    one, other = "w:session:x:04", "w:session:x:05"  # as derived from the messages of a chat
    insert(con, "interactions", contact(one, "2026-05-04 10:00", **chat), contact(other, "2026-05-05 10:00", **chat))
    assert gaps(con) == [(one, None, 86400, None), (other, 86400, None, None)]


def test_the_legs_of_a_transferred_chat_are_no_repeats_of_each_other(con: duckdb.DuckDBPyConnection) -> None:
    chat = {"channel": "chat", "interaction_type": "chat_session", "conversation_id": "x"}
    insert(con, "interactions", contact("1", "2026-05-04 10:00", **chat), contact("2", "2026-05-04 10:05", **chat))
    assert gaps(con) == [("1", None, None, None), ("2", 300, None, None)]


def test_a_contact_knows_the_next_order_of_its_person(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "interactions",
        contact("1", "2026-05-04 10:00", interaction_type="ad_touch", channel="ads"),
        contact("2", "2026-05-04 11:00"),
        contact("3", "2026-05-04 11:00:01"),
        contact("4", "2026-05-04 10:00", person_id=2),
    )  # fmt: skip
    insert(con, "orders", order("a", "2026-05-04 11:00"), order("b", "2026-05-05 11:00:01"))
    assert read(con, "SELECT count(*) FROM orders") == [(2,)]
    connect_contacts(con)
    assert read(con, "SELECT record_id, next_order_seconds FROM interactions ORDER BY 1") == [
        ("1", 3600), ("2", 0), ("3", 86400), ("4", None),
    ]  # fmt: skip


def test_an_order_that_has_only_a_date_follows_the_contacts_of_its_day(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "interactions", contact("1", "2026-05-04 15:00"), contact("2", "2026-05-05 00:00"))
    insert(con, "orders", order("a", "2026-05-04", time_precision="day"))
    connect_contacts(con)
    assert read(con, "SELECT record_id, round(next_order_seconds) FROM interactions ORDER BY 1") == [
        ("1", 9 * 3600), ("2", None),
    ]  # fmt: skip


def message(at: str, role: str | None = None, **columns: Any) -> dict[str, Any]:
    row = {"record_id": f"whatsapp:{at}", "source": "whatsapp", "channel": "whatsapp", "conversation_id": "ana"}
    return row | {"sent_at": at, "sender_role": role, "file_id": 1, "time_precision": "second"} | columns


SESSION = "record_id, started_at, direction, first_response_seconds, phone, agent, source_line"


def test_messages_of_a_chat_make_one_contact_until_a_day_of_silence(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "messages",
        message("2026-05-04 10:00:00", "customer", phone="+34600000001", source_line=2),
        message("2026-05-04 10:00:30", "bot", source_line=3),
        message("2026-05-04 10:01:00", "customer", source_line=4),
        message("2026-05-04 10:02:00", "agent", agent="Eva", source_line=5),
        message("2026-05-05 10:02:00", "agent", agent="Leo", source_line=6),
        message("2026-05-06 10:02:01", "agent", agent="Leo", source_line=7),
        message("2026-05-06 10:03:00", "customer", phone="+34600000001", source_line=8),
    )  # fmt: skip
    settle_chat_sessions(con)
    assert read(con, f"SELECT {SESSION} FROM interactions ORDER BY started_at") == [
        ("whatsapp:session:ana:2026-05-04T10:00:00Z", "2026-05-04 10:00:00", "inbound", 120, "+34600000001", "Eva", 2),
        (
            "whatsapp:session:ana:2026-05-06T10:02:01Z",
            "2026-05-06 10:02:01",
            "outbound",
            None,
            "+34600000001",
            "Leo",
            7,
        ),
    ]
    assert read(con, "SELECT DISTINCT interaction_type, source, channel, conversation_id FROM interactions") == [
        ("chat_session", "whatsapp", "whatsapp", "ana")
    ]


def test_without_roles_direction_response_and_person_are_unknown(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "messages", message("2026-05-04 10:00:00", phone="+1"), message("2026-05-04 10:02:00"))
    settle_chat_sessions(con)
    assert read(con, "SELECT direction, first_response_seconds, phone FROM interactions") == [(None, None, None)]


def test_a_later_part_of_the_chat_joins_its_session_and_nothing_is_counted_twice(
    con: duckdb.DuckDBPyConnection,
) -> None:
    insert(con, "messages", message("2026-05-04 10:00:00", "customer"))
    settle_chat_sessions(con)
    insert(con, "messages", message("2026-05-04 10:09:00", "agent", file_id=2))
    settle_chat_sessions(con)
    settle_chat_sessions(con)
    assert read(con, "SELECT record_id, first_response_seconds FROM interactions") == [
        ("whatsapp:session:ana:2026-05-04T10:00:00Z", 540)
    ]


def test_an_earlier_part_moves_the_start_of_the_session(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "messages", message("2026-05-04 10:00:00", "customer"))
    settle_chat_sessions(con)
    insert(con, "messages", message("2026-05-04 09:00:00", "customer", file_id=2))
    settle_chat_sessions(con)
    assert read(con, "SELECT record_id FROM interactions") == [("whatsapp:session:ana:2026-05-04T09:00:00Z",)]


def test_the_comments_of_a_ticket_make_no_second_contact(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "interactions", contact("whatsapp:1", "2026-05-04 10:00", source="whatsapp", conversation_id="ana"))
    insert(con, "messages", message("2026-05-04 10:00:00", "customer"))
    settle_chat_sessions(con)
    assert read(con, "SELECT record_id FROM interactions") == [("whatsapp:1",)]


def test_a_ticket_that_is_loaded_after_its_comments_takes_the_place_of_their_session(
    con: duckdb.DuckDBPyConnection,
) -> None:
    insert(con, "messages", message("2026-05-04 10:00:00", "customer"))
    derive_with(con, Settings(), {"messages"})
    ids = "SELECT record_id FROM interactions"
    assert read(con, ids) == [("whatsapp:session:ana:2026-05-04T10:00:00Z",)]
    insert(con, "interactions", {"record_id": "whatsapp:1", "source": "whatsapp", "conversation_id": "ana"})
    derive_with(con, Settings(), {"interactions"})
    assert read(con, ids) == [("whatsapp:1",)]
    con.execute("UPDATE interactions SET conversation_id = 'leo', person_id = NULL")  # a correction
    derive_with(con, Settings(), {"interactions"})
    assert read(con, f"{ids} ORDER BY 1") == [("whatsapp:1",), ("whatsapp:session:ana:2026-05-04T10:00:00Z",)]
