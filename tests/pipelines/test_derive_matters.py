"""Which contacts are one matter, by example."""

from typing import Any

import duckdb
import pytest

from tests.pipelines.canonical_rows import insert, make_tables, read
from tests.pipelines.matter_rows import contact, derive, matters, members, steps

UNKNOWN = {"person_id": 9, "is_person_known": False}


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return make_tables()


def test_a_contact_alone_is_a_matter_of_one_contact_without_steps(con: duckdb.DuckDBPyConnection) -> None:
    derive(con, contact("a", "04 10:00", topic="bill", team="desk", attributes={"plan": "gold"}, handle_seconds=60))
    assert matters(con) == [("a", 1, True, "phone", "phone", 1, 1, 0, 0, 0, 0, 0)]
    assert matters(con, "source, topic, team, attributes, opened_local, ended_local, duration_seconds") == [
        ("x", "bill", "desk", {"plan": "gold"}, "2026-05-04 10:00:00", "2026-05-04 10:01:00", 60)
    ]
    assert steps(con) == []


def test_without_any_service_contact_there_is_no_matter(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("a", "04 10:00", "visit", topic="bill", case_id="c"),
        contact("b", "04 11:00", "call", direction="outbound", topic="bill", case_id="c"),
        contact("c", "04 12:00", "email_touch", topic="bill", case_id="c"),
    )
    assert (matters(con), steps(con), members(con)) == ([], [], [])


@pytest.mark.parametrize(
    ("second", "expected"),
    [("11 10:00:00", ["a b"]), ("11 10:00:01", ["a", "b"])],
    ids=["exactly seven days after the end", "one second more"],
)
def test_the_next_contact_belongs_until_seven_times_24_hours_after_the_end(
    con: duckdb.DuckDBPyConnection, second: str, expected: list[str]
) -> None:
    derive(con, contact("a", "04 10:00"), contact("b", second, "case"))
    assert members(con) == expected


def test_the_seven_days_run_from_the_end_of_the_contact(con: duckdb.DuckDBPyConnection) -> None:
    derive(con, contact("a", "04 10:00", wait_seconds=30, handle_seconds=30), contact("b", "11 10:01"))
    assert members(con) == ["a b"]
    assert steps(con) == [("a", "b", "phone", "phone", "repeat", None, None, 7 * 86400)]


def test_a_long_ticket_bridges_what_lies_between_its_start_and_its_end(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("ticket", "01 10:00", "case", resolution_seconds=20 * 86400),
        contact("call", "02 10:00"),
        contact("late", "28 10:00"),
        contact("later", "2026-06-05 10:00"),
    )
    assert members(con) == ["later", "ticket call late"]
    assert steps(con) == [
        ("ticket", "call", "email", "phone", "hop", None, True, 0),
        ("call", "late", "phone", "phone", "repeat", None, None, 26 * 86400),
    ]


def test_another_number_of_days_makes_other_matters(con: duckdb.DuckDBPyConnection) -> None:
    derive(con, contact("a", "04 10:00"), contact("b", "06 10:00"), gap_days=1)
    assert members(con) == ["a", "b"]


def test_two_topics_at_the_same_time_are_two_matters(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("a", "04 10:00", topic="bill"),
        contact("b", "05 10:00", topic="fault"),
        contact("c", "06 10:00", topic="bill"),
        contact("d", "07 10:00", topic="fault"),
    )
    assert members(con) == ["a c", "b d"]


def test_the_gap_counts_inside_a_topic(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("a", "01 10:00", topic="bill"),
        contact("b", "06 10:00", topic="fault"),
        contact("c", "11 10:00", topic="bill"),
    )
    assert members(con) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("topics", "expected"),
    [
        (("bill", None, "fault"), ["a b", "c"]),
        ((None, "bill", None), ["a b c"]),
        ((None, None, None), ["a b c"]),
        (("bill", None, "bill"), ["a b c"]),
        ((None, "bill", "fault"), ["a b", "c"]),
    ],
)
def test_a_contact_without_a_topic_belongs_to_the_last_one_before_else_to_the_first_after(
    con: duckdb.DuckDBPyConnection, topics: tuple[str | None, ...], expected: list[str]
) -> None:
    derive(
        con,
        *(
            contact(name, f"0{n} 10:00", topic=topic)
            for n, (name, topic) in enumerate(zip("abc", topics, strict=True), 4)
        ),
    )
    assert members(con) == expected


def test_a_matter_has_the_first_topic_that_is_known(con: duckdb.DuckDBPyConnection) -> None:
    derive(con, contact("a", "04 10:00"), contact("b", "05 10:00", topic="bill"))
    assert matters(con, "record_id, topic, contacts") == [("a", "bill", 2)]


def test_one_case_is_one_matter_over_a_month_and_whatever_its_topics(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("a", "01 10:00", case_id="7", topic="bill"),
        contact("b", "02 10:00", topic="fault"),
        contact("c", "30 10:00", "case", case_id="7", topic="fault"),
    )
    assert members(con) == ["a c", "b"]
    assert steps(con) == [("a", "c", "phone", "email", "hop", None, False, 29 * 86400)]


def test_two_orders_are_two_matters_and_one_order_is_one(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("a", "04 10:00", order_id="1"),
        contact("b", "05 10:00", order_id="2"),
        contact("c", "25 10:00", order_id="1"),
        contact("d", "26 10:00", order_id="2"),
    )
    assert members(con) == ["a c", "b d"]


def test_a_case_ties_together_what_the_order_would_part(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con, contact("a", "04 10:00", order_id="1", case_id="7"), contact("b", "05 10:00", order_id="2", case_id="7")
    )
    assert members(con) == ["a b"]


def test_links_chain(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("a", "01 10:00", case_id="7"),
        contact("b", "12 10:00", case_id="7", order_id="1"),
        contact("c", "28 10:00", order_id="1"),
    )
    assert members(con) == ["a b c"]


def test_a_case_and_an_order_with_the_same_number_are_no_link(con: duckdb.DuckDBPyConnection) -> None:
    derive(con, contact("a", "01 10:00", case_id="7"), contact("b", "28 10:00", order_id="7"))
    assert members(con) == ["a", "b"]


def test_a_case_never_ties_two_persons_together(con: duckdb.DuckDBPyConnection) -> None:
    derive(con, contact("a", "04 10:00", case_id="7"), contact("b", "05 10:00", case_id="7", person_id=2))
    assert members(con) == ["a", "b"]


def test_an_outbound_follow_up_joins_by_a_link_only_and_is_no_contact(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("a", "04 10:00", case_id="7", topic="bill", is_resolved=False),
        contact("b", "05 10:00", case_id="7", direction="outbound", is_resolved=True, handle_seconds=60),
        contact("c", "05 11:00", topic="bill", direction="outbound"),
    )
    assert members(con) == ["a b"]
    assert matters(con) == [("a", 1, True, "phone", "phone", 1, 1, 0, 0, 0, 0, 0)]
    assert matters(con, "is_resolved, ended_local") == [(True, "2026-05-05 10:01:00")]


def test_a_visit_joins_by_the_same_topic_within_the_gap(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("a", "04 10:00", topic="fault"),
        contact("b", "05 10:00", "visit", topic="fault"),
        contact("c", "05 11:00", "visit", topic="bill"),
        contact("d", "05 12:00", "visit"),
        contact("e", "20 10:00", "visit", topic="fault"),
    )
    assert members(con) == ["a b"]
    assert steps(con) == [("a", "b", "phone", "app", "hop", None, True, 86400)]


def test_a_visit_keeps_a_matter_open_but_opens_none(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("early", "01 10:00", "visit", topic="fault"),
        contact("a", "04 10:00", topic="fault"),
        contact("b", "10 10:00", "visit", topic="fault"),
        contact("c", "16 10:00", "store_visit", topic="fault"),
        contact("d", "22 10:00", topic="fault"),
    )
    assert members(con) == ["a b c d"]


def test_a_visit_before_the_first_contact_of_its_case_does_not_open_the_matter(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("early", "01 10:00", "visit", case_id="7"),
        contact("a", "04 10:00", case_id="7"),
        contact("late", "2026-06-20 10:00", "review", case_id="7"),
    )
    assert members(con) == ["a late"]


@pytest.mark.parametrize(("order", "expected"), [("1", ["a v"]), (None, ["a v"]), ("2", ["a"])])
def test_a_visit_about_another_order_stays_out(
    con: duckdb.DuckDBPyConnection, order: str | None, expected: list[str]
) -> None:
    derive(
        con,
        contact("a", "04 10:00", topic="fault", order_id="1"),
        contact("v", "05 10:00", "visit", topic="fault", order_id=order),
    )
    assert members(con) == expected


def test_a_visit_of_two_open_matters_of_one_topic_joins_the_one_that_was_touched_last(
    con: duckdb.DuckDBPyConnection,
) -> None:
    derive(
        con,
        contact("a", "04 10:00", topic="fault", order_id="1"),
        contact("b", "05 10:00", topic="fault", order_id="2"),
        contact("v", "06 10:00", "visit", topic="fault"),
    )
    assert members(con) == ["a", "b v"]


def test_manuels_defect_reads_as_one_matter_of_five_channels(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact(
            "bot", "06 13:02", "chat_session", topic="fault", is_resolved=False, is_handed_off=True, handle_seconds=120
        ),
        contact("mail", "06 13:34", "case", topic="fault", is_resolved=True, resolution_seconds=86400),
        contact("call", "08 14:00", wait_seconds=60, handle_seconds=240, is_abandoned=False, case_id="7"),
        contact("app", "09 23:40", "visit", topic="fault"),
        contact("shop", "11 15:20", "store_visit", topic="fault", case_id="7", is_resolved=True, has_context=True),
    )
    assert members(con) == ["bot mail call app shop"]
    assert matters(con) == [("bot", 1, True, "chatbot > email > phone > app > store", "store", 5, 5, 4, 0, 1, 2, 3)]
    assert matters(con, "topic, is_resolved, duration_seconds, opened_local, ended_local") == [
        ("fault", True, 5 * 86400 + 138 * 60, "2026-05-06 13:02:00", "2026-05-11 15:20:00")
    ]
    assert steps(con) == [
        ("bot", "mail", "chatbot", "email", "hop", "handoff", True, 1800),
        ("mail", "call", "email", "phone", "hop", "chosen", True, 86400 + 26 * 60),
        ("call", "app", "phone", "app", "hop", None, True, 86400 + 9 * 3600 + 35 * 60),
        ("app", "shop", "app", "store", "hop", None, False, 86400 + 15 * 3600 + 40 * 60),
    ]


def test_the_legs_of_a_transferred_call_are_one_contact(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("a", "04 10:00", conversation_id="k", handle_seconds=60, transfer_count=1, agent="Eva"),
        contact("b", "04 10:01", conversation_id="k", handle_seconds=300, transfer_count=0, is_resolved=False),
        contact("c", "04 12:00", "case", is_resolved=True),
    )
    assert matters(con) == [("a", 1, True, "phone > email", "email", 2, 2, 1, 0, 1, 1, 1)]
    assert matters(con, "agent, transfers, reopens, is_resolved") == [("Eva", 1, None, True)]
    assert steps(con) == [("a", "c", "phone", "email", "hop", "failure", True, 2 * 3600 - 360)]


def test_a_conversation_that_goes_on_over_another_channel_is_a_hop_with_its_context(
    con: duckdb.DuckDBPyConnection,
) -> None:
    derive(
        con,
        contact("a", "04 10:00", None, channel="chatbot", conversation_id="k", is_handed_off=True),
        contact("b", "04 10:01", None, channel="chat", conversation_id="k"),
    )
    assert steps(con) == [("a", "b", "chatbot", "chat", "hop", "handoff", False, 60)]


def test_the_sessions_of_one_chat_are_contacts_of_their_own_and_no_link(con: duckdb.DuckDBPyConnection) -> None:
    a, b, c = "w:session:k:04", "w:session:k:05", "w:session:k:25"  # as derived from the messages of a chat
    derive(
        con,
        contact(a, "04 10:00", "chat_session", conversation_id="k"),
        contact(b, "05 10:00", "chat_session", conversation_id="k"),
        contact(c, "25 10:00", "chat_session", conversation_id="k"),
    )
    assert members(con) == [f"{a} {b}", c]
    assert steps(con) == [(a, b, "chatbot", "chatbot", "repeat", None, None, 86400)]


def test_the_legs_of_a_chat_that_an_export_gives_are_one_contact(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("a", "04 10:00", "chat_session", conversation_id="k"),
        contact("b", "04 10:10", "chat_session", conversation_id="k"),
    )
    assert members(con) == ["a b"]
    assert steps(con) == []


@pytest.mark.parametrize(
    ("columns", "cause"),
    [
        ({"is_abandoned": True, "is_resolved": False, "is_handed_off": True}, "abandonment"),
        ({"is_handed_off": True, "is_resolved": False}, "handoff"),
        ({"is_resolved": False, "is_abandoned": False}, "failure"),
        ({"is_resolved": True}, "chosen"),
        ({"is_abandoned": False}, None),
        ({"is_handed_off": False}, None),
        ({}, None),
    ],
)
def test_a_hop_is_forced_by_how_the_contact_before_ended(
    con: duckdb.DuckDBPyConnection, columns: dict[str, Any], cause: str | None
) -> None:
    derive(con, contact("a", "04 10:00", **columns), contact("b", "04 11:00", "case"))
    assert steps(con) == [("a", "b", "phone", "email", "hop", cause, True, 3600)]
    forced, judged = int(cause not in ("chosen", None)), int(cause is not None)
    assert matters(con) == [("a", 1, True, "phone > email", "email", 2, 2, 1, 0, forced, judged, 1)]


def test_a_hop_from_a_call_that_was_passed_on_and_then_solved_is_chosen(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("a", "04 10:00", conversation_id="k", is_handed_off=True),
        contact("b", "04 10:01", conversation_id="k", is_resolved=True),
        contact("c", "04 12:00", "case"),
    )
    assert steps(con, "from_record_id, record_id, cause") == [("a", "c", "chosen")]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {}, True),
        ({"case_id": "7"}, {"case_id": "7"}, False),
        ({"case_id": "7"}, {}, True),
        ({"order_id": "7"}, {"order_id": "7"}, True),
        ({"case_id": "7"}, {"case_id": "7", "has_context": False}, True),
        ({}, {"has_context": True}, False),
    ],
)
def test_a_hop_is_explained_again_unless_the_context_came_along(
    con: duckdb.DuckDBPyConnection, before: dict[str, Any], after: dict[str, Any], expected: bool
) -> None:
    derive(con, contact("a", "04 10:00", **before), contact("b", "04 11:00", "case", **after))
    assert steps(con, "kind, is_reexplained") == [("hop", expected)]
    assert matters(con, "reexplained") == [(int(expected),)]


def test_there_and_back_again(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("a", "04 10:00"),
        contact("b", "04 11:00"),
        contact("c", "04 12:00", "case"),
        contact("d", "04 13:00"),
    )
    assert matters(con) == [("a", 1, True, "phone > email > phone", "phone", 4, 2, 2, 1, 0, 0, 2)]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (({"is_resolved": False}, {"is_resolved": True}, {}), True),
        (({"is_resolved": True}, {"is_resolved": False}, {}), False),
        (({"is_resolved": True}, {}, {"is_abandoned": True}), False),
        (({}, {"is_abandoned": False}, {}), None),
        (({"is_abandoned": True, "is_resolved": True}, {}, {}), True),
    ],
)
def test_a_matter_ended_as_the_last_contact_that_says_so(
    con: duckdb.DuckDBPyConnection, columns: tuple[dict[str, Any], ...], expected: bool | None
) -> None:
    derive(
        con,
        *(contact(name, f"0{n} 10:00", **more) for n, (name, more) in enumerate(zip("abc", columns, strict=True), 4)),
    )
    assert matters(con, "is_resolved") == [(expected,)]


def test_transfers_and_reopens_add_up_and_are_unknown_where_nobody_states_them(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("a", "04 10:00", "case", transfer_count=2),
        contact("b", "05 10:00", transfer_count=1),
        contact("c", "06 10:00", "case", reopen_count=1, person_id=2),
    )
    assert matters(con, "record_id, transfers, reopens") == [("a", 3, None), ("c", None, 1)]


def test_contacts_that_have_only_a_date_have_no_time_between_them(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("a", "04", time_precision="day"),
        contact("b", "04 10:00", "case"),
        contact("c", "11", time_precision="day"),
        contact("v", "12", "visit", time_precision="day", case_id="7"),
        contact("d", "12 15:00", case_id="7"),
    )
    assert members(con) == ["a b c v d"]
    assert steps(con, "from_record_id, record_id, between_seconds") == [
        ("a", "b", None), ("b", "c", None), ("d", "v", None), ("c", "d", None)
    ]  # fmt: skip
    assert matters(con, "time_precision, duration_seconds, path") == [("day", None, "phone > email > phone > app")]


def test_contacts_at_the_same_moment_follow_their_record_ids(con: duckdb.DuckDBPyConnection) -> None:
    derive(con, contact("b", "04 10:00"), contact("c", "04 10:00", "chat_session"), contact("a", "04 10:00", "case"))
    assert matters(con, "record_id, path") == [("a", "email > phone > chatbot")]


@pytest.mark.parametrize("link", [{"case_id": "7"}, {"order_id": "7"}, {"conversation_id": "7"}])
def test_a_contact_of_nobody_known_joins_the_one_person_with_its_link(
    con: duckdb.DuckDBPyConnection, link: dict[str, str]
) -> None:
    derive(con, contact("a", "04 10:00", **link), contact("b", "24 10:00", "case", **link, **UNKNOWN))
    assert members(con) == ["a b"]
    assert matters(con, "record_id, person_id, is_person_known, contacts") == [("a", 1, True, 2)]
    assert read(con, "SELECT record_id, is_person_matched, previous_contact_seconds FROM interactions ORDER BY 1") == [
        ("a", False, None), ("b", None, None),
    ]  # fmt: skip


def test_an_unknown_contact_may_open_the_matter_of_the_person_with_its_case(con: duckdb.DuckDBPyConnection) -> None:
    derive(con, contact("a", "04 10:00", case_id="7", **UNKNOWN), contact("b", "05 10:00", case_id="7"))
    assert matters(con, "record_id, person_id, is_person_known, contacts") == [("a", 1, True, 2)]


def test_a_contact_of_nobody_known_is_alone_when_two_persons_have_its_link(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("a", "04 10:00", case_id="7"),
        contact("b", "04 11:00", order_id="1", person_id=2),
        contact("c", "04 12:00", "case", case_id="7", order_id="1", **UNKNOWN),
    )
    assert members(con) == ["a", "b", "c"]
    assert matters(con, "record_id, person_id, is_person_known") == [("a", 1, True), ("b", 2, True), ("c", 9, False)]


def test_contacts_of_nobody_known_never_join_each_other(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("a", "04 10:00", case_id="7", **UNKNOWN),
        contact("b", "04 11:00", case_id="7", person_id=10, is_person_known=False),
        contact("v", "04 12:00", "visit", case_id="7", person_id=11, is_person_known=False),
    )
    assert members(con) == ["a", "b"]


def test_a_person_is_matched_when_another_source_knows_it_too(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "orders", {"record_id": "o", "source": "shop", "person_id": 2, "is_person_known": True})
    derive(con, contact("a", "04 10:00"), contact("b", "04 10:00", person_id=2), contact("c", "04 10:00", **UNKNOWN))
    assert read(con, "SELECT record_id, is_person_matched FROM interactions ORDER BY 1") == [
        ("a", False), ("b", True), ("c", None),
    ]  # fmt: skip


def test_deriving_again_changes_nothing(con: duckdb.DuckDBPyConnection) -> None:
    derive(con, contact("a", "04 10:00"), contact("b", "05 10:00", "case"), contact("c", "05 10:00", **UNKNOWN))
    before = matters(con, "*"), steps(con, "*"), members(con)
    derive(con)
    assert (matters(con, "*"), steps(con, "*"), members(con)) == before


def test_a_matter_says_how_its_first_contact_ended_whatever_came_after(con: duckdb.DuckDBPyConnection) -> None:
    derive(
        con,
        contact("a", "04 10:00", is_abandoned=True), contact("b", "05 10:00", is_abandoned=False, is_handed_off=True),
        contact("c", "04 10:00", person_id=2, is_handed_off=True), contact("d", "04 10:00", person_id=3),
        contact("e", "05 10:00", person_id=3, is_abandoned=True),
    )  # fmt: skip
    assert matters(con, "record_id, contacts, is_first_abandoned, is_first_handed_off") == [
        ("a", 2, True, None), ("c", 1, None, True), ("d", 2, None, None),
    ]  # fmt: skip
