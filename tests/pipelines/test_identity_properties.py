"""Who is who, for any records: how they came to the warehouse makes no difference."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipelines.derive.identity import rules as identity_rules
from pipelines.derive.identity.rules import identity_facts, new_decisions
from tests.pipelines.canonical_rows import make_tables, read
from tests.pipelines.derivation import arrive, assign_people, note_facts
from warehouse.config.settings import Settings
from warehouse.people.decisions import Decision
from warehouse.people.key import Key

# So many companies in one derivation, none of which shares a key with another: it tries as much as one for each would.
WORLDS = range(4)
RULES = Settings(
    key_partner_limit=2, recycled_after_days=45, generic_keys=("+9*",),
    personal_keys=tuple(f"info@p{world}.es" for world in WORLDS),
)  # fmt: skip
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
    max_examples=3,
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


def kinds_in(world: int) -> st.SearchStrategy[list[str]]:
    """Few types of key a world: those of its records meet more often."""
    return st.shared(st.lists(st.sampled_from(list(KEYS)), min_size=2, max_size=4, unique=True), key=f"kinds {world}")


def value_in(world: int, value: str) -> str:
    """The value as this world writes it: of the same kind, and no other world's."""
    name, at, domain = value.partition("@")
    return f"{name}@{domain.replace('.', f'{world}.')}" if at else f"{value}{world}"


@st.composite
def records(draw: st.DrawFn, world: int) -> dict[str, Any]:
    """A record: which it is (a later one with the same number replaces it), its table, time and keys."""
    names = draw(st.lists(st.sampled_from(draw(kinds_in(world))), min_size=1, max_size=3, unique=True))
    keys = {name: value_in(world, draw(st.sampled_from(KEYS[name]))) for name in names}
    days = draw(st.one_of(st.none(), st.integers(0, 200)))
    return {
        "number": 12 * world + draw(st.integers(0, 11)),
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


def key_texts(world: int) -> st.SearchStrategy[str]:
    return kinds_in(world).flatmap(
        lambda names: st.sampled_from([written(name, value_in(world, v)) for name in names for v in KEYS[name]])
    )


def two_keys(world: int) -> st.SearchStrategy[tuple[str, str]]:
    return st.tuples(key_texts(world), key_texts(world)).filter(lambda keys: keys[0] != keys[1])


def decisions(world: int) -> st.SearchStrategy[tuple[str, str, str]]:
    kinds = st.sampled_from(["together", "apart", "withdraw"])
    return st.tuples(kinds, two_keys(world)).map(lambda decided: (decided[0], *decided[1]))


def in_all(of_world: Callable[[int], st.SearchStrategy[list[Any]]]) -> st.SearchStrategy[list[Any]]:
    """The lists of all worlds as one."""
    return st.tuples(*map(of_world, WORLDS)).map(lambda lists: [item for found in lists for item in found])


def some_records(least: int, most: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    """From so many to so many records of each world."""
    return in_all(lambda world: st.lists(records(world), min_size=least, max_size=most))


def some_decisions(most: int) -> st.SearchStrategy[list[tuple[str, str, str]]]:
    """At most so many decisions of each world."""
    return in_all(lambda world: st.lists(decisions(world), max_size=most))


decided_keys = st.tuples(*(st.tuples(st.sampled_from(["together", "apart"]), two_keys(world)) for world in WORLDS))


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


def decide_all(log: list[Decision], decided: Iterable[tuple[str, tuple[str, str]]]) -> list[Decision]:
    for kind, keys in decided:
        log = decide(log, kind, *keys)
    return log


def person_of(con: duckdb.DuckDBPyConnection, key: str) -> set[int | None]:
    rows = con.execute("SELECT person_id FROM identities WHERE key_type = ? AND key_value = ?", Key.parse(key).row)
    return {person for (person,) in rows.fetchall()}


@quick
@given(st.lists(st.tuples(some_records(4, 8), some_decisions(1)), min_size=3, max_size=3))
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
@given(some_records(8, 12), some_decisions(2), st.randoms(use_true_random=False))
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
@given(some_records(6, 10), decided_keys)
def test_a_decision_that_is_withdrawn_leaves_no_trace_and_the_opposite_one_replaces_it(
    new: list[dict[str, Any]], decided: list[tuple[str, tuple[str, str]]]
) -> None:
    opposite = {"together": "apart", "apart": "together"}
    con = derive_whole(new, [])
    nature = result(con)
    log = decide_all([], decided)
    derive(con, log)
    as_decided = result(con)
    for step in ([(opposite[kind], keys) for kind, keys in decided], decided):
        log = decide_all(log, step)
        derive(con, log)
    assert result(con) == as_decided
    derive(con, decide_all(log, [("withdraw", keys) for _, keys in decided]))
    assert result(con) == nature


@quick
@given(st.lists(some_records(4, 6), min_size=2, max_size=2), decided_keys)
def test_a_decision_survives_every_later_load(
    given_loads: list[Any], decided: list[tuple[str, tuple[str, str]]]
) -> None:
    log, con = decide_all([], decided), make_tables()
    for new in given_loads:
        store(con, new)
        derive(con, log)
        for kind, keys in decided:
            one, other = (person_of(con, key) for key in keys)
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
