"""Which rows a later load writes again, by example: those of which something else is derived now, and no others."""

from typing import Any

import duckdb
import pytest

from pipelines.derive.identity import rules
from tests.pipelines.canonical_rows import make_tables, read
from tests.pipelines.derivation import load
from warehouse.config.settings import Settings

ROWS = "SELECT record_id, rowid FROM {} ORDER BY 1"


@pytest.fixture
def con(monkeypatch: pytest.MonkeyPatch) -> duckdb.DuckDBPyConnection:
    monkeypatch.setattr(rules, "LARGE_LOAD", float("inf"))  # small tables would always be derived as a whole
    return make_tables()


def bring(con: duckdb.DuckDBPyConnection, *records: tuple[str, dict[str, Any]]) -> None:
    load(con, records, Settings())


def call(number: int, name: str, at: str, **columns: Any) -> tuple[str, dict[str, Any]]:
    row = {"record_id": f"call {number}", "source": "pbx", "channel": "phone", "interaction_type": "call"}
    return "interactions", row | {
        "email": f"{name}@x.es",
        "started_at": f"2026-05-{at}",
        "time_precision": "second",
    } | columns


def order(number: int, name: str, at: str, **columns: Any) -> tuple[str, dict[str, Any]]:
    row = {"record_id": f"order {number}", "source": "shop", "amount": 10, "currency": "EUR", "email": f"{name}@x.es"}
    return "orders", row | {"ordered_at": f"2026-05-{at}", "time_precision": "second"} | columns


def answer(number: int, name: str, rated: str | None = None) -> tuple[str, dict[str, Any]]:
    row = {"record_id": f"answer {number}", "source": "poll", "metric": "csat", "score": 4, "interaction_id": rated}
    return "responses", row | {"email": f"{name}@x.es", "answered_at": "2026-05-20", "time_precision": "second"}


def test_only_rows_of_which_something_else_is_derived_are_written_again(con: duckdb.DuckDBPyConnection) -> None:
    bring(
        con,
        call(1, "ana", "04 10:00"),
        call(2, "ana", "06 10:00"),
        call(3, "ben", "04 10:00"),
        answer(1, "ana"),
        answer(2, "ben"),
    )
    before, answers = dict(read(con, ROWS.format("interactions"))), read(con, ROWS.format("responses"))
    bring(con, order(1, "ana", "05 10:00"))  # before her second call, so that only the first one has a next order
    after = dict(read(con, ROWS.format("interactions")))
    assert read(con, "SELECT record_id, next_order_seconds, touch_position FROM interactions ORDER BY 1") == [
        ("call 1", 86400, 1), ("call 2", None, 3), ("call 3", None, 1),
    ]  # fmt: skip
    assert [record for record in after if after[record] != before[record]] == ["call 1", "call 2"]
    assert read(con, ROWS.format("responses")) == answers
    bring(con, order(2, "ben", "03 10:00", status="cancelled"))  # his first touch: the call is the second
    moved = dict(read(con, ROWS.format("interactions")))
    assert [record for record in moved if moved[record] != after[record]] == ["call 3"]


def test_the_same_export_again_writes_its_own_rows_and_none_of_the_others(con: duckdb.DuckDBPyConnection) -> None:
    bring(con, call(1, "ana", "04 10:00"), call(2, "ana", "06 10:00"))
    first = con.execute("SELECT * FROM interactions ORDER BY record_id").fetchall()
    [_, (_, other)] = read(con, ROWS.format("interactions"))
    bring(con, call(1, "ana", "04 10:00"))
    assert con.execute("SELECT * FROM interactions ORDER BY record_id").fetchall() == first
    [_, (_, same)] = read(con, ROWS.format("interactions"))
    assert same == other


def test_an_answer_moves_with_the_contact_that_it_rates_whosever_that_is(con: duckdb.DuckDBPyConnection) -> None:
    shown = "SELECT record_id, channel, stage, stated_channel FROM responses ORDER BY 1"
    in_service = call(
        9, "max", "04 10:00", stage="service"
    )  # so that the calls below bring no new stage, which makes all due
    bring(con, in_service, answer(1, "eva", "call 1"), answer(2, "leo"))
    waits, unrated = ("answer 1", None, None, None), ("answer 2", "survey", "service", None)
    assert read(con, shown) == [waits, unrated]
    bring(con, call(1, "ana", "04 10:00", stage="service"))
    assert read(con, shown) == [("answer 1", "phone", "service", None), unrated]
    bring(con, call(1, "ana", "04 10:00", channel="email"))
    assert read(con, shown) == [("answer 1", "email", None, None), unrated]
    bring(con, ("interactions", {"record_id": "call 1"}))  # it went
    assert read(con, shown) == [waits, unrated]


def test_a_request_is_answered_when_anybodys_answer_comes_and_no_more_when_it_goes(
    con: duckdb.DuckDBPyConnection,
) -> None:
    def asked(number: int, response: str | None) -> tuple[str, dict[str, Any]]:
        row = {"record_id": f"ask {number}", "source": "poll", "email": "ana@x.es", "requested_at": "2026-05-19"}
        return "survey_requests", row | {"response_id": response}

    shown = "SELECT record_id, is_answered, stated_is_answered FROM survey_requests ORDER BY 1"
    bring(con, asked(2, None))
    assert read(con, shown) == [("ask 2", None, None)]
    bring(con, asked(1, "answer 1"))  # now the source ties answers
    assert read(con, shown) == [("ask 1", False, None), ("ask 2", False, None)]
    bring(con, answer(1, "eva"))
    assert read(con, shown) == [("ask 1", True, None), ("ask 2", False, None)]
    bring(con, ("responses", {"record_id": "answer 1"}))
    assert read(con, shown) == [("ask 1", False, None), ("ask 2", False, None)]
    bring(con, asked(1, None))
    assert read(con, shown) == [("ask 1", None, None), ("ask 2", None, None)]


def test_a_customer_record_that_comes_or_goes_is_felt_in_all_rows_of_its_person(con: duckdb.DuckDBPyConnection) -> None:
    record = {"record_id": "crm 1", "source": "crm", "email": "ana@x.es", "segment": "gold", "country": "ES"}
    shown = "SELECT record_id, segment, country, stated_segment FROM interactions UNION ALL SELECT record_id, segment, country, stated_segment FROM orders ORDER BY 1"
    bring(
        con,
        call(1, "ana", "04 10:00", segment="trial"),
        order(1, "ana", "05 10:00", country="FR"),
        call(2, "ben", "04 10:00"),
    )
    ben = ("call 2", None, None, None)
    bare = [("call 1", "trial", None, "trial"), ben, ("order 1", None, "FR", None)]
    assert read(con, shown) == bare
    bring(con, ("customers", record))
    assert read(con, shown) == [("call 1", "gold", "ES", "trial"), ben, ("order 1", "gold", "FR", None)]
    bring(con, ("customers", {"record_id": "crm 1"}))
    assert read(con, shown) == bare


def test_a_matter_has_the_score_of_whoever_rates_one_of_its_contacts(con: duckdb.DuckDBPyConnection) -> None:
    shown = "SELECT record_id, last_score FROM matters ORDER BY 1"
    bring(con, call(1, "ana", "04 10:00"), call(2, "ben", "04 10:00"))
    assert read(con, shown) == [("call 1", None), ("call 2", None)]
    bring(con, answer(1, "eva", "call 1"))
    assert read(con, shown) == [("call 1", 4), ("call 2", None)]
    bring(con, ("responses", {"record_id": "answer 1"}))
    assert read(con, shown) == [("call 1", None), ("call 2", None)]
