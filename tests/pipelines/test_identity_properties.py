"""Who is who, for any records: how they came to the warehouse makes no difference."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipelines.derive.identity import rules as identity_rules
from pipelines.derive.identity.rules import identity_facts, new_decisions
from tests.pipelines.canonical_rows import make_tables, read
from tests.pipelines.derivation import arrive, assign_people, note_facts
from warehouse.config.settings import Settings
from warehouse.people.decisions import Decision
from warehouse.people.key import Key

RULES = Settings(key_partner_limit=2, recycled_after_days=45, generic_keys=("+9*",), personal_keys=("info@p.es",))
KEYS = {
    "customer_id": ["1", "2", "3", "4"],
    "loyalty_number": ["L1", "L2"],
    "vendor_customer_id": ["7", "8"],
    "email": ["a@x.es", "b@x.es", "c@x.es", "d@x.es", "info@x.es", "info@p.es"],
    "social_id": ["s1", "s2"],
    "phone": ["+1", "+2", "+3", "+91"],
    "push_id": ["p1", "p2"],
    "device_id": ["d1", "d2"],
    "cookie": ["c1", "c2", "c3"],
}
SCOPES = {"vendor_customer_id": "shop", "social_id": "chat", "push_id": "web", "cookie": "web"}
MOMENTS = {"interactions": "started_at", "orders": "ordered_at", "customers": "created_at"}
COLUMNS = ("email", "phone", "customer_id", "vendor_customer_id")
quick = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(autouse=True, scope="module")
def no_load_is_large() -> Iterator[None]:
    """Every load is derived by what it touches, however many records it brings."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identity_rules, "LARGE_LOAD", 10**9)
        yield


# Few types an example: their keys meet more often, and what is derived in vain for the others is left out.
some_kinds = st.shared(st.lists(st.sampled_from(list(KEYS)), min_size=2, max_size=4, unique=True), key="kinds")


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """A record: which it is (a later one with the same number replaces it), its table, time and keys."""
    names = draw(st.lists(st.sampled_from(draw(some_kinds)), min_size=1, max_size=3, unique=True))
    keys = {name: draw(st.sampled_from(KEYS[name])) for name in names}
    days = draw(st.one_of(st.none(), st.integers(0, 200)))
    return {
        "number": draw(st.integers(0, 11)),
        "table": draw(st.sampled_from(["interactions", "interactions", "orders", "customers"])),
        "source": draw(st.sampled_from(["web", "shop"])),
        "channel": draw(st.sampled_from(["chat", "email"])),
        "moment": None if days is None else datetime(2026, 1, 1) + timedelta(days=days),
        "keys": keys,
        "name": draw(st.sampled_from([None, "Ana Gil", "A. Gil", "Leo Paz"])),
        "is_gone": draw(st.integers(0, 5)) == 5,
    }


def written(name: str, value: str) -> str:
    return f"{SCOPES[name]}:{name}:{value}" if name in SCOPES else f"{name}:{value}"


key_texts = some_kinds.flatmap(lambda names: st.sampled_from([written(name, v) for name in names for v in KEYS[name]]))
decisions = st.tuples(st.sampled_from(["together", "apart", "withdraw"]), key_texts, key_texts).filter(
    lambda d: d[1] != d[2]
)
loads = st.lists(
    st.tuples(st.lists(records(), min_size=4, max_size=8), st.lists(decisions, max_size=1)), min_size=3, max_size=3
)


def store(con: duckdb.DuckDBPyConnection, new: list[dict[str, Any]]) -> None:
    """Let the records arrive, each in the place of the one with its number in any table; the last of one number counts."""
    by_number = {record["number"]: record for record in new}
    arrive(con, [
        (table, row_of(record) if table == record["table"] and not record["is_gone"] else {"record_id": f"r{number}"})
        for number, record in by_number.items() for table in MOMENTS
    ])  # fmt: skip


def row_of(record: dict[str, Any]) -> dict[str, Any]:
    keys = record["keys"]
    other = {name: value for name, value in keys.items() if name not in COLUMNS}
    row = {"record_id": f"r{record['number']}", "source": record["source"], "channel": record["channel"]}
    row |= {MOMENTS[record["table"]]: record["moment"], "other_keys": other or None}
    if record["table"] == "customers":
        row["display_name"] = record["name"]
    return row | {name: value for name, value in keys.items() if name in COLUMNS}


def derive(con: duckdb.DuckDBPyConnection, log: list[Decision]) -> set[int] | None:
    """The persons of what is stored and what arrived; return whom the load touched, None: everybody."""
    touched = assign_people(con, RULES, log)
    note_facts(con, identity_facts(RULES, log))
    return touched


def derive_whole(new: list[dict[str, Any]], log: list[Decision]) -> duckdb.DuckDBPyConnection:
    con = make_tables()
    store(con, new)
    derive(con, log)
    return con


def result(con: duckdb.DuckDBPyConnection) -> tuple[list[Any], list[Any], dict[str, Any]]:
    doubtful = read(con, "FROM doubtful_links ORDER BY ALL")
    return read(con, "FROM identities ORDER BY ALL"), doubtful, persons_of_rows(con)


def persons_of_rows(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, bool]]:
    rows = " UNION ALL ".join(f"SELECT record_id, person_id, is_person_known FROM {table}" for table in MOMENTS)
    return {record: (person, is_known) for record, person, is_known in con.execute(rows).fetchall()}


def decide(log: list[Decision], kind: str, a: str, b: str) -> list[Decision]:
    return [*log, Decision(len(log) + 1, kind, min(a, b), max(a, b), "", "", datetime(2026, 1, 1))]


def person_of(con: duckdb.DuckDBPyConnection, key: str) -> set[int | None]:
    rows = con.execute("SELECT person_id FROM identities WHERE key_type = ? AND key_value = ?", Key.parse(key).row)
    return {person for (person,) in rows.fetchall()}


@quick
@given(loads)
def test_load_by_load_gives_what_one_derivation_of_everything_gives(given_loads: list[Any]) -> None:
    con, log, last = make_tables(), [], {}
    for new, decided in given_loads:
        before = persons_of_rows(con)
        store(con, new)
        last |= {record["number"]: record for record in new}
        for decision in decided:
            log = decide(log, *decision)
        touched, after = derive(con, log), persons_of_rows(con)
        given_again = {f"r{record['number']}" for record in new}
        changed = given_again | {record for record in before if before[record] != after.get(record)}
        persons = {rows[record] for rows in (before, after) for record in changed if record in rows}
        assert touched is None or touched == {person for person, is_known in persons if is_known}
    whole = derive_whole(list(reversed(last.values())), log)
    assert result(con) == result(whole)


@quick
@given(st.lists(records(), min_size=8, max_size=12), st.lists(decisions, max_size=2), st.randoms(use_true_random=False))
def test_the_order_of_records_and_of_loads_makes_no_difference(
    new: list[dict[str, Any]], decided: list[Any], dice: random.Random
) -> None:
    log: list[Decision] = []
    for decision in decided:
        log = decide(log, *decision)
    apart = list({record["number"]: record | {"is_gone": False} for record in new}.values())
    expected = result(derive_whole(apart, log))
    dice.shuffle(apart)
    cut = dice.randint(0, len(apart))
    con = make_tables()
    for part in (apart[:cut], apart[cut:]):
        store(con, part)
        derive(con, log)
    assert result(con) == expected
    store(con, apart)  # the same export again
    derive(con, log)
    assert result(con) == expected


@quick
@given(st.lists(records(), min_size=6, max_size=10), key_texts, key_texts, st.sampled_from(["together", "apart"]))
def test_a_decision_that_is_withdrawn_leaves_no_trace_and_the_opposite_one_replaces_it(
    new: list[dict[str, Any]], a: str, b: str, kind: str
) -> None:
    assume(a != b)
    opposite = "apart" if kind == "together" else "together"
    con = derive_whole(new, [])
    nature = result(con)
    log = decide([], kind, a, b)
    derive(con, log)
    as_decided = result(con)
    for step in (opposite, kind):
        log = decide(log, step, a, b)
        derive(con, log)
    assert result(con) == as_decided
    derive(con, decide(log, "withdraw", a, b))
    assert result(con) == nature


@quick
@given(
    st.lists(st.lists(records(), min_size=4, max_size=6), min_size=2, max_size=2),
    key_texts,
    key_texts,
    st.sampled_from(["together", "apart"]),
)
def test_a_decision_survives_every_later_load(given_loads: list[Any], a: str, b: str, kind: str) -> None:
    assume(a != b)
    log, con = decide([], kind, a, b), make_tables()
    for new in given_loads:
        store(con, new)
        derive(con, log)
        one, other = person_of(con, a), person_of(con, b)
        if kind == "together" and one and other:
            assert one == other and len(one) == 1 and one != {None}
        if kind == "apart":
            assert not (one & other - {None})


def test_a_small_load_touches_only_the_persons_whose_keys_it_brings() -> None:
    con = make_tables()
    people = [{"record_id": f"{n}", "source": "web", "email": f"{n}@x.es", "phone": f"+{n}"} for n in range(1, 40)]
    arrive(con, [("interactions", person) for person in people])
    assert derive(con, []) is None
    arrive(con, [("orders", {"record_id": "o", "source": "shop", "email": "7@x.es"})])
    assert derive(con, []) == person_of(con, "email:7@x.es")


def test_a_key_with_too_many_partners_is_a_partner_of_others_in_every_load() -> None:
    met = [("7", "a"), ("7", "b"), ("7", "c"), ("8", "a"), ("9", "a")]
    rows = [
        {"record_id": f"r{n}", "source": "web", "vendor_customer_id": number, "email": f"{name}@x.es"}
        for n, (number, name) in enumerate(met)
    ]
    con = make_tables()
    for part in (rows[:4], rows[4:]):
        arrive(con, [("interactions", row) for row in part])
        derive(con, [])
    generic = "SELECT key_type, key_value, reason, partners FROM identities WHERE state = 'generic' ORDER BY 1"
    assert read(con, generic) == [
        ("email", "a@x.es", "many_partners", 3), ("web:vendor_customer_id", "7", "many_partners", 3),
    ]  # fmt: skip


def test_other_settings_or_another_log_derive_everything_again() -> None:
    log = decide([], "apart", "email:a@x.es", "email:b@x.es")
    con = derive_whole([], log)
    assert new_decisions(con, RULES, log) is None  # no persons yet
    arrive(con, [("interactions", {"record_id": "r", "source": "web", "email": "a@x.es"})])
    derive(con, log)
    longer = decide(log, "withdraw", "email:a@x.es", "email:b@x.es")
    assert new_decisions(con, RULES, longer) == longer[1:]
    assert new_decisions(con, replace(RULES, recycled_after_days=46), log) is None
    assert new_decisions(con, RULES, []) is None
    assert new_decisions(con, RULES, decide([], "apart", "email:a@x.es", "email:c@x.es")) is None
