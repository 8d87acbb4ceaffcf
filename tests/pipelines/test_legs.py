"""Which rows are legs of one contact, by example."""

import duckdb
import pytest

from tests.pipelines.canonical_rows import make_tables, read
from tests.pipelines.matter_rows import contact, derive

LEGS = "SELECT record_id, leg, legs_handle_seconds FROM interactions ORDER BY record_id"


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return make_tables()


def test_a_transferred_call_has_legs_in_order_and_its_work_on_the_first(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("b", "04 10:01", conversation_id="k", handle_seconds=300),
        contact("a", "04 10:00", conversation_id="k", handle_seconds=60),
        contact("c", "04 12:00", conversation_id="other", handle_seconds=10),
        contact("d", "04 13:00", handle_seconds=10),
    )
    assert read(con, LEGS) == [("a", 1, 360.0), ("b", 2, None), ("c", None, None), ("d", None, None)]


def test_legs_need_no_known_person_and_are_of_one_channel_and_source(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("a", "04 10:00", conversation_id="k", person_id=8, is_person_known=False),
        contact("b", "04 10:01", conversation_id="k", person_id=9, is_person_known=False),
        contact("c", "04 10:02", conversation_id="k", channel="chat"),
        contact("d", "04 10:03", conversation_id="k", source="z"),
    )
    assert read(con, LEGS) == [("a", 1, None), ("b", 2, None), ("c", None, None), ("d", None, None)]


def test_the_sessions_of_one_chat_are_no_legs(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con, *(contact(f"w:session:k:0{day}", f"0{day} 10:00", "chat_session", conversation_id="k") for day in (4, 5))
    )
    assert read(con, LEGS) == [("w:session:k:04", None, None), ("w:session:k:05", None, None)]
