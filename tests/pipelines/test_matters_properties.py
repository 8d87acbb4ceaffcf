"""What holds for the matters of any contacts: a second computation, any order of rows, any steps of loading."""

from datetime import timedelta
from random import Random
from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pipelines.canonical_rows import insert, make_tables, read
from tests.pipelines.derivation import connect_arrivals
from tests.pipelines.matter_reference import matters_of
from tests.pipelines.matter_rows import answer, contact, derive

UNKNOWN = 1000  # persons from here on are nobody known
WORLDS = 6  # so many histories in one derivation: what one has in common with another is nothing
TYPES = ["call", "call", "case", "chat_session", "visit", "store_visit", "email_touch", None]
DERIVED = "record_id, previous_contact_seconds, next_contact_seconds, next_order_seconds, is_person_matched, matter_id"


@st.composite
def contacts(draw: st.DrawFn, number: int, world: int = 0) -> dict[str, Any]:
    """A contact within a month, with few different topics and links, so that they meet with others of its world."""
    number += 10 * world
    person = draw(st.sampled_from([*[10 * world + 1] * 3, 10 * world + 2, UNKNOWN + number]))
    is_day = draw(st.sampled_from([False, False, False, True]))
    kind = draw(st.sampled_from(TYPES))
    hour = 0 if is_day else draw(st.sampled_from([0, 9, 10]))
    return contact(
        f"r{number}",
        f"{draw(st.integers(1, 28)):02} {hour:02}:00",
        kind,
        time_precision="day" if is_day else "second",
        person_id=person,
        is_person_known=person < UNKNOWN,
        direction=draw(st.sampled_from([None, None, "inbound", "outbound"])),
        topic=draw(st.sampled_from([None, None, "bill", "fault"])),
        case_id=draw(st.sampled_from([*[None] * 4, f"{world}7", f"{world}8"])),
        order_id=draw(st.sampled_from([*[None] * 4, f"{world}1", f"{world}2"])),
        conversation_id=draw(st.sampled_from([None, None, None, f"{world}k", f"{world}l"]))
        if kind != "chat_session"
        else None,
        handle_seconds=draw(st.sampled_from([None, 600])),
        resolution_seconds=draw(st.sampled_from([None, None, 3 * 86400])),
        is_resolved=draw(st.sampled_from([None, True, False])),
        is_abandoned=draw(st.sampled_from([None, True, False])),
        is_handed_off=draw(st.sampled_from([None, None, True])),
        has_context=draw(st.sampled_from([None, None, True, False])),
        transfer_count=draw(st.sampled_from([None, 0, 2])),
    )


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """The contacts of several worlds."""
    return [draw(contacts(number, world)) for world in range(WORLDS) for number in range(draw(st.integers(1, 9)))]


def full(rows: list[dict[str, Any]], answers: list[dict[str, Any]]) -> duckdb.DuckDBPyConnection:
    con = make_tables()
    insert(con, "costs", *COSTS)
    insert(con, "responses", *answers)
    derive(con, *rows)
    return con


COSTS = [
    {"record_id": name, "source": "office", "channel": channel, "cost_kind": "service", "starts_on": "2026-05-01",
     "ends_on": "2026-06-01", "amount": amount, "currency": "EUR"}
    for name, channel, amount in (("c1", "phone", 100), ("c2", "email", 70))
]  # fmt: skip


def tables(con: duckdb.DuckDBPyConnection) -> list[list[tuple[Any, ...]]]:
    """Everything that was derived, in an order of its own."""
    return [
        sorted(read(con, f"SELECT {columns} FROM {table}"), key=str)
        for table, columns in (("matters", "*"), ("matter_steps", "*"), ("interactions", DERIVED))
    ]


@settings(deadline=None, max_examples=6)
@given(rows=histories())
def test_a_second_computation_finds_the_same_matters(rows: list[dict[str, Any]]) -> None:
    con = full(rows, [])
    found = read(con, "SELECT list(record_id) FROM interactions WHERE matter_id IS NOT NULL GROUP BY matter_id")
    assert {frozenset(ids) for (ids,) in found} == matters_of(rows, timedelta(days=7))
    con.close()


@settings(deadline=None, max_examples=4)
@given(rows=histories())
def test_matters_hold_every_opener_once_and_their_steps_add_up(rows: list[dict[str, Any]]) -> None:
    con = full(rows, [])
    openers = "coalesce(interaction_type, 'call') IN ('call', 'case', 'chat_session') AND coalesce(direction, 'inbound') = 'inbound'"
    assert read(con, f"SELECT count(*) FROM interactions WHERE {openers} AND matter_id IS NULL") == [(0,)]
    assert read(con, "SELECT count(*) - count(DISTINCT matter_id) FROM matters") == [(0,)]
    assert read(con, "SELECT DISTINCT matter_id FROM interactions WHERE matter_id IS NOT NULL ORDER BY 1") == read(
        con, "SELECT matter_id FROM matters ORDER BY 1"
    )
    assert read(
        con,
        "SELECT sum(hops), sum(repeats), sum(contacts) - count(*), sum(reexplained), sum(forced_hops), sum(judged_hops) FROM matters",
    ) == read(
        con,
        "SELECT coalesce(sum(n) FILTER (kind = 'hop'), 0), coalesce(sum(n) FILTER (kind = 'repeat'), 0), coalesce(sum(n), 0),"
        " coalesce(sum(n) FILTER (is_reexplained), 0),"
        " coalesce(sum(n) FILTER (kind = 'hop' AND cause IN ('abandonment', 'handoff', 'failure')), 0),"
        " coalesce(sum(n) FILTER (kind = 'hop' AND cause IS NOT NULL), 0) FROM (SELECT *, 1 AS n FROM matter_steps)",
    ) or not read(con, "FROM matters")
    several = "SELECT count(DISTINCT person_id) AS n FROM interactions WHERE is_person_known AND matter_id IS NOT NULL"
    assert read(con, f"SELECT coalesce(max(n), 0) <= 1 FROM ({several} GROUP BY matter_id)") == [(True,)]
    con.close()


@settings(deadline=None, max_examples=4)
@given(rows=histories(), seed=st.integers(0, 1000))
def test_the_order_of_the_rows_never_matters(rows: list[dict[str, Any]], seed: int) -> None:
    shuffled = Random(seed).sample(rows, len(rows))
    one, other = full(rows, []), full(shuffled, [])
    assert tables(one) == tables(other)
    one.close()
    other.close()


@settings(deadline=None, max_examples=4)
@given(data=st.data(), rows=histories())
def test_loading_in_steps_gives_what_loading_at_once_gives(data: st.DataObject, rows: list[dict[str, Any]]) -> None:
    """Records come, come again with other contents, and stay: after every step the tables are those of a full run."""
    con, stored, answers = make_tables(), {}, []
    insert(con, "costs", *COSTS)
    derive(con)
    for step in range(data.draw(st.integers(1, 4), "steps")):
        batch = [row for row in rows if data.draw(st.booleans())]
        if data.draw(st.booleans()) and stored:
            again = data.draw(st.sampled_from(sorted(stored)))
            world, number = divmod(int(again[1:]), 10)
            batch = [row for row in batch if row["record_id"] != again] + [data.draw(contacts(number, world))]
        answers.append(answer(f"a{step}", f"{10 + step} 12:00", step, interaction_id=data.draw(st.sampled_from([None, "r0", "r1"])),
                              person_id=1 if data.draw(st.booleans()) else 2))  # fmt: skip
        connect_arrivals(con, [*(("interactions", row) for row in batch), ("responses", answers[-1])])
        stored |= {row["record_id"]: row for row in batch}
        at_once = full(list(stored.values()), answers)
        assert tables(con) == tables(at_once)
        at_once.close()
    con.close()


def test_a_contact_of_nobody_known_that_comes_again_without_its_case_leaves_the_matter() -> None:
    con = make_tables()
    stranger = {"person_id": UNKNOWN, "is_person_known": False}
    derive(con, contact("a", "04 10:00", case_id="7"), contact("b", "05 10:00", "case", case_id="7", **stranger))
    connect_arrivals(con, [("interactions", contact("b", "05 10:00", "case", **stranger))])
    assert read(con, "SELECT record_id, person_id, contacts, path FROM matters ORDER BY 1") == [
        ("a", 1, 1, "phone"), ("b", UNKNOWN, 1, "email"),
    ]  # fmt: skip


def test_a_contact_of_nobody_known_that_becomes_somebodys_leaves_the_matter() -> None:
    con = make_tables()
    stranger = {"person_id": UNKNOWN, "is_person_known": False}
    derive(con, contact("a", "04 10:00", case_id="7"), contact("b", "05 10:00", "case", case_id="7", **stranger))
    connect_arrivals(con, [("interactions", contact("b", "05 10:00", "case", case_id="7", person_id=2))])
    assert read(con, "SELECT record_id, person_id, contacts, path FROM matters ORDER BY 1") == [
        ("a", 1, 1, "phone"), ("b", 2, 1, "email"),
    ]  # fmt: skip
