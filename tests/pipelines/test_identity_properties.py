"""Who is who, for any records: how they came to the warehouse makes no difference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.derive import identity_rules
from pipelines.derive.assign_persons import assign_persons, prepare_rows
from pipelines.derive.identity_rules import identity_facts
from pipelines.derive.keys import TABLES
from pipelines.derive.persons import derive_identities, forget_persons
from pipelines.derive.touched import drop_touched, everything_touched, note_leaving
from tests.pipelines.canonical_rows import insert, make_tables, read
from warehouse.decisions import Decision
from warehouse.settings import Settings

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
COLUMNS = ("email", "phone", "customer_id", "vendor_customer_id")
quick = settings(
    max_examples=60,
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


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """A record: which it is (a later one with the same number replaces it), its table, time and keys."""
    names = draw(st.lists(st.sampled_from(list(KEYS)), max_size=3, unique=True))
    keys = {name: draw(st.sampled_from(KEYS[name])) for name in names}
    days = draw(st.one_of(st.none(), st.integers(0, 200)))
    return {
        "number": draw(st.integers(0, 11)),
        "table": draw(st.sampled_from(["interactions", "interactions", "orders", "customers"])),
        "source": draw(st.sampled_from(["web", "shop"])),
        "channel": draw(st.sampled_from(["chat", "email"])),
        "moment": None if days is None else datetime(2026, 1, 1) + timedelta(days=days),
        "keys": keys,
        "is_gone": draw(st.integers(0, 5)) == 0,
    }


def written(name: str, value: str) -> str:
    return f"{SCOPES[name]}:{name}:{value}" if name in SCOPES else f"{name}:{value}"


key_texts = st.sampled_from([written(name, value) for name, values in KEYS.items() for value in values])
decisions = st.tuples(st.sampled_from(["together", "apart", "withdraw"]), key_texts, key_texts).filter(
    lambda d: d[1] != d[2]
)
loads = st.lists(st.tuples(st.lists(records(), max_size=6), st.lists(decisions, max_size=2)), min_size=1, max_size=4)


def store(con: duckdb.DuckDBPyConnection, record: dict[str, Any]) -> None:
    """As a load does: tell of the row that goes, then put the new one in its place."""
    record_id = f"r{record['number']}"
    for table in ("interactions", "orders", "customers"):
        note_leaving(con, table, f"record_id = '{record_id}'")
        con.execute(f"DELETE FROM {table} WHERE record_id = '{record_id}'")
    if record["is_gone"]:
        return
    keys = record["keys"]
    other = {name: value for name, value in keys.items() if name not in COLUMNS}
    moment = {"interactions": "started_at", "orders": "ordered_at", "customers": "created_at"}[record["table"]]
    row = {"record_id": record_id, "source": record["source"], "channel": record["channel"], moment: record["moment"]}
    row |= {name: value for name, value in keys.items() if name in COLUMNS}
    insert(con, record["table"], row | ({"other_keys": other} if other else {}))


def derive(con: duckdb.DuckDBPyConnection, log: list[Decision]) -> bool:
    """Derive the persons as all derivations do; say whether everything was derived."""
    kinds = derive_identities(con, RULES, log)
    prepare_rows(con, kinds)
    for table in TABLES:
        assign_persons(con, table, kinds)
    forget_persons(con)
    everything = everything_touched(con)
    drop_touched(con)
    con.execute("DELETE FROM version_facts")
    con.executemany("INSERT INTO version_facts VALUES (?, ?)", list(identity_facts(RULES, log).items()))
    return everything


def result(con: duckdb.DuckDBPyConnection) -> tuple[list[Any], list[Any]]:
    rows = " UNION ALL ".join(f"SELECT record_id, person_id, is_person_known FROM {t}" for t in TABLES)
    return read(con, "FROM identities ORDER BY ALL"), read(con, f"FROM ({rows}) ORDER BY ALL")


def decide(log: list[Decision], kind: str, a: str, b: str) -> None:
    log.append(Decision(len(log) + 1, kind, min(a, b), max(a, b), "", "", datetime(2026, 1, 1)))


@quick
@given(loads)
def test_load_by_load_gives_what_one_derivation_of_everything_gives(given_loads: list[Any]) -> None:
    con, log, last = make_tables(), [], {}
    for new_records, new_decisions in given_loads:
        for record in new_records:
            store(con, record)
            last[record["number"]] = record
        for decision in new_decisions:
            decide(log, *decision)
        derive(con, log)
    whole = make_tables()
    for record in reversed(last.values()):
        store(whole, record)
    derive(whole, log)
    assert result(con) == result(whole)
