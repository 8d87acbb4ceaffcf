"""Who is who, by example."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import duckdb
import pytest

from tests.pipelines.canonical_rows import insert, make_tables, read
from tests.pipelines.derivation import assign_people, let_new_rows_arrive
from warehouse.config.settings import Settings
from warehouse.people.decisions import Decision

DEFAULTS = Settings()


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return make_tables()


def derive(con: duckdb.DuckDBPyConnection, settings: Settings = DEFAULTS, decided: Sequence[Decision] = ()) -> None:
    let_new_rows_arrive(con)
    assign_people(con, settings, [replace(decision, id=place) for place, decision in enumerate(decided, start=1)])


def groups(con: duckdb.DuckDBPyConnection) -> list[list[str]]:
    """The record ids of each person, over all tables."""
    facts = " UNION ALL ".join(f"SELECT record_id, person_id FROM {t}" for t in ("interactions", "orders", "customers"))
    return [ids for (ids,) in con.execute(
        f"SELECT list(record_id ORDER BY record_id) AS ids FROM ({facts}) GROUP BY person_id ORDER BY ids"
    ).fetchall()]  # fmt: skip


def test_records_that_share_a_key_are_of_one_person_through_all_tables(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "interactions", {"record_id": "call:1", "source": "pbx", "phone": "+34600000001"})
    insert(con, "orders", {"record_id": "order:1", "source": "shop", "email": "ana@example.com"})
    insert(con, "orders", {"record_id": "order:2", "source": "shop", "email": "leo@example.com"})
    insert(
        con, "customers",
        {"record_id": "crm:1", "source": "crm", "email": "ana@example.com", "phone": "+34600000001", "customer_id": "7"},
    )  # fmt: skip
    derive(con)
    assert groups(con) == [["call:1", "crm:1", "order:1"], ["order:2"]]


def test_a_chain_of_shared_strong_keys_is_one_person(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "interactions",
        {"record_id": "1", "source": "a", "email": "ana@example.com", "vendor_customer_id": "1"},
        {"record_id": "2", "source": "a", "email": "ana@example.com", "customer_id": "7"},
        {"record_id": "3", "source": "a", "customer_id": "7"},
    )  # fmt: skip
    derive(con)
    assert groups(con) == [["1", "2", "3"]]


def test_the_same_text_as_another_type_of_key_is_another_key(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "interactions",
        {"record_id": "1", "source": "a", "phone": "123"},
        {"record_id": "2", "source": "a", "customer_id": "123"},
    )  # fmt: skip
    derive(con)
    assert groups(con) == [["1"], ["2"]]


def test_a_vendors_own_id_names_somebody_only_among_the_records_of_that_source(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "interactions",
        {"record_id": "1", "source": "zendesk", "vendor_customer_id": "7"},
        {"record_id": "2", "source": "zendesk", "vendor_customer_id": "7"},
        {"record_id": "3", "source": "shop", "vendor_customer_id": "7"},
    )  # fmt: skip
    derive(con)
    assert groups(con) == [["1", "2"], ["3"]]


def test_rows_without_a_key_are_persons_of_their_own_that_never_repeat(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "interactions", {"record_id": "1", "source": "a"}, {"record_id": "2", "source": "a"})
    derive(con)
    assert groups(con) == [["1"], ["2"]]
    assert read(con, "SELECT DISTINCT is_person_known FROM interactions") == [(False,)]
    assert read(con, "SELECT * FROM identities") == []


def test_every_key_is_listed_with_its_person(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "orders", {"record_id": "1", "source": "shop", "email": "ana@example.com", "vendor_customer_id": "7"})
    derive(con)
    [(person,)] = read(con, "SELECT person_id FROM orders")
    assert read(con, "SELECT key_type, key_value, person_id FROM identities ORDER BY key_type") == [
        ("email", "ana@example.com", person),
        ("shop:vendor_customer_id", "7", person),
    ]


def test_a_person_keeps_the_number_in_every_warehouse_and_every_order_of_loading(
    con: duckdb.DuckDBPyConnection,
) -> None:
    records = [
        {"record_id": "1", "source": "a", "email": "ana@example.com"},
        {"record_id": "2", "source": "a", "email": "ana@example.com", "phone": "+34600000001"},
        {"record_id": "3", "source": "a", "phone": "+34600000001"},
    ]
    insert(con, "interactions", *records)
    derive(con)
    other = make_tables()
    for record in reversed(records):
        insert(other, "interactions", record)
        derive(other)
    assert read(other, "SELECT person_id FROM interactions") == read(con, "SELECT person_id FROM interactions")
    digests = [hashlib.md5(key.encode()).digest() for key in ("email:ana@example.com", "phone:+34600000001")]
    smallest = min(int.from_bytes(digest[8:], "little") >> 1 for digest in digests)
    assert read(con, "SELECT DISTINCT person_id FROM interactions") == [(smallest,)]


def test_a_key_that_links_two_persons_later_makes_them_one(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "interactions", {"record_id": "1", "source": "a", "email": "ana@example.com"})
    insert(con, "interactions", {"record_id": "2", "source": "a", "phone": "+34600000001"})
    derive(con)
    assert groups(con) == [["1"], ["2"]]
    insert(con, "customers", {"record_id": "3", "source": "c", "email": "ana@example.com", "phone": "+34600000001"})
    derive(con)
    assert groups(con) == [["1", "2", "3"]]


def call(record_id: str, at: str | None = None, **keys: object) -> dict[str, object]:
    return {"record_id": record_id, "source": "web", "channel": "phone", "started_at": at} | keys


def states(con: duckdb.DuckDBPyConnection, key_value: str) -> list[tuple[object, ...]]:
    """State, reason, partners and spell of a key, by spell."""
    return read(
        con,
        "SELECT state, reason, partners, valid_from, valid_until FROM identities"
        f" WHERE key_value = '{key_value}' ORDER BY valid_until NULLS LAST",
    )


def test_a_phone_that_twins_share_joins_neither_and_names_nobody(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "customers",
        {"record_id": "eva", "source": "crm", "email": "eva@example.com", "phone": "+1", "birth_date": "1990-01-01"},
        {"record_id": "iris", "source": "crm", "email": "iris@example.com", "phone": "+1", "birth_date": "1990-01-01"},
    )  # fmt: skip
    insert(con, "interactions", call("call", "2026-05-01", phone="+1"))
    derive(con)
    assert groups(con) == [["call"], ["eva"], ["iris"]]
    assert states(con, "+1") == [("shared", "two_persons", 2, None, None)]
    assert read(con, "SELECT is_person_known FROM interactions") == [(False,)]


def test_a_number_that_changed_hands_names_each_owner_in_their_time(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "interactions",
        call("1", "2026-01-01", phone="+1", email="ana@example.com"),
        call("2", "2026-01-20", phone="+1"),
        call("3", "2026-02-01", phone="+1", email="ana@example.com"),
        call("4", "2026-03-01", phone="+1"),
        call("5", "2026-03-18", phone="+1", email="leo@example.com"),
        call("6", "2026-06-01", phone="+1"),
        call("7", None, phone="+1"),
    )  # fmt: skip
    derive(con)
    assert groups(con) == [["1", "2", "3"], ["4"], ["5", "6"], ["7"]]
    assert states(con, "+1") == [
        ("recycled", None, 2, None, "2026-02-01 00:00:00.000001"), ("recycled", None, 2, "2026-03-18 00:00:00", None),
    ]  # fmt: skip


def test_a_number_that_comes_back_a_day_too_soon_is_shared(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "interactions",
        call("1", "2026-02-01", phone="+1", email="ana@example.com"),
        call("2", "2026-03-17", phone="+1", email="leo@example.com"),
    )  # fmt: skip
    derive(con)
    assert states(con, "+1") == [("shared", "two_persons", 2, None, None)]


def test_a_number_in_a_customer_record_is_held_for_all_time_so_that_it_cannot_have_changed_hands(
    con: duckdb.DuckDBPyConnection,
) -> None:
    insert(con, "customers", {"record_id": "crm", "source": "crm", "email": "ana@example.com", "phone": "+1",
                              "created_at": "2020-01-01"})  # fmt: skip
    insert(con, "interactions", call("1", "2026-02-01", phone="+1", email="leo@example.com"))
    derive(con)
    assert states(con, "+1") == [("shared", "two_persons", 2, None, None)]


def test_a_switchboard_that_more_than_five_persons_call_from_is_generic(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "interactions",
        *(call(str(n), f"2026-01-0{n}", phone="+1", email=f"{n}@example.com") for n in range(1, 7)),
        *(call(f"5{n}", f"2026-01-0{n}", phone="+2", email=f"{n}@example.com") for n in range(1, 6)),
    )  # fmt: skip
    derive(con)
    assert (states(con, "+1"), states(con, "+2")) == (
        [("generic", "many_partners", 6, None, None)], [("shared", "two_persons", 5, None, None)],
    )  # fmt: skip


def test_a_mailbox_that_a_role_reads_joins_nobody_and_names_nobody(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "interactions",
        call("1", email="info@example.com", customer_id="7"),
        call("2", email="info@example.com", customer_id="8"),
        call("3", email="info@example.com"),
        call("4", email="info.rosa@example.com", customer_id="9"), call("5", email="info.rosa@example.com"),
    )  # fmt: skip
    derive(con)
    assert groups(con) == [["1"], ["2"], ["3"], ["4", "5"]]
    assert states(con, "info@example.com") == [("generic", "role_mailbox", None, None, None)]


def test_an_email_of_more_than_five_customers_is_generic_unless_the_settings_call_it_personal(
    con: duckdb.DuckDBPyConnection,
) -> None:
    insert(con, "interactions", *(call(str(n), email="kiosk@example.com", customer_id=f"C{n}") for n in range(6)))
    derive(con)
    assert groups(con) == [["0"], ["1"], ["2"], ["3"], ["4"], ["5"]]
    assert states(con, "kiosk@example.com") == [("generic", "many_partners", 6, None, None)]
    derive(con, Settings(personal_keys=("Kiosk@*",)))
    assert groups(con) == [["0", "1", "2", "3", "4", "5"]]


def test_ids_of_several_vendors_are_several_types_of_which_a_person_has_one_each(
    con: duckdb.DuckDBPyConnection,
) -> None:
    rows = [call(str(n), email="ana@example.com", vendor_customer_id="7") | {"source": f"v{n}"} for n in range(6)]
    insert(con, "interactions", *rows)
    derive(con)
    assert groups(con) == [["0", "1", "2", "3", "4", "5"]]


def test_a_key_that_the_settings_list_is_generic_and_a_pattern_may_name_its_type(
    con: duckdb.DuckDBPyConnection,
) -> None:
    insert(
        con, "interactions", call("1", customer_id="GUEST-1"), call("2", email="a@shop.example"), call("3", phone="+1")
    )
    derive(con, Settings(generic_keys=("customer_id:guest*", "*@shop.example")))
    assert read(con, "SELECT key_value, state, reason FROM identities ORDER BY 1") == [
        ("+1", "sole", None), ("GUEST-1", "generic", "listed"), ("a@shop.example", "generic", "listed"),
    ]  # fmt: skip


def test_a_cookie_of_two_people_names_neither_and_one_of_nobody_is_a_person(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "interactions",
        call("1", email="ana@example.com", other_keys={"cookie": "family"}),
        call("2", email="leo@example.com", other_keys={"cookie": "family"}),
        call("3", other_keys={"cookie": "family"}),
        call("4", other_keys={"cookie": "new"}), call("5", other_keys={"cookie": "new"}),
        call("6", email="ana@example.com", other_keys={"cookie": "ana"}), call("7", other_keys={"cookie": "ana"}),
    )  # fmt: skip
    derive(con)
    assert groups(con) == [["1", "6", "7"], ["2"], ["3"], ["4", "5"]]


def test_a_weak_key_meets_persons_through_the_weak_keys_before_it(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "interactions",
        call("1", phone="+1", other_keys={"cookie": "c"}),
        call("2", other_keys={"cookie": "c"}),
        call("3", email="ana@example.com", phone="+1"),
    )  # fmt: skip
    derive(con)
    assert groups(con) == [["1", "2", "3"]]


def test_the_social_id_of_an_answer_counts_only_where_the_answer_has_a_channel_of_its_own(
    con: duckdb.DuckDBPyConnection,
) -> None:
    answer = {"source": "web", "channel": "whatsapp", "other_keys": {"social_id": "s"}}
    insert(con, "responses", answer | {"record_id": "1"}, answer | {"record_id": "2", "interaction_id": "call:1"})
    derive(con)
    assert read(con, "SELECT record_id, is_person_known FROM responses ORDER BY 1") == [("1", True), ("2", False)]
    assert read(con, "SELECT key_type FROM identities") == [("whatsapp:social_id",)]


def test_what_was_decided_to_be_apart_is_cut_where_the_link_is_weakest(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "interactions",
        call("1", customer_id="7", email="ana@example.com"),
        call("2", email="ana@example.com", vendor_customer_id="v"), call("6", email="ana@example.com", vendor_customer_id="v"),
        call("3", email="leo@example.com", vendor_customer_id="w"), call("4", email="leo@example.com", vendor_customer_id="w"),
        call("5", email="leo@example.com", vendor_customer_id="v"),
    )  # fmt: skip
    derive(con)
    assert groups(con) == [["1", "2", "3", "4", "5", "6"]]
    derive(con, decided=[decided("apart", "customer_id:7", "email:leo@example.com")])
    # Record 5 carries keys of both: the first in order of preference, the vendor's id, says whose it is.
    linked = read(
        con, "SELECT list(key_value ORDER BY key_value) AS keys FROM identities GROUP BY person_id ORDER BY keys"
    )
    assert linked == [(["7", "ana@example.com", "v"],), (["leo@example.com", "w"],)]
    assert groups(con) == [["1", "2", "5", "6"], ["3", "4"]]


def test_a_phone_that_was_decided_not_to_be_its_only_persons_is_nobodys(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "interactions", call("1", phone="+1", email="ana@example.com"), call("2", phone="+1"))
    derive(con, decided=[decided("apart", "email:ana@example.com", "phone:+1")])
    assert groups(con) == [["1"], ["2"]]
    assert states(con, "+1") == [("shared", "decided", 1, None, None)]


def test_a_shared_phone_and_a_role_mailbox_may_be_decided_to_be_somebodys_without_joining_others(
    con: duckdb.DuckDBPyConnection,
) -> None:
    insert(
        con, "interactions",
        call("1", phone="+1", email="ana@example.com"), call("2", phone="+1", email="leo@example.com"),
        call("3", phone="+1"), call("4", email="info@example.com"), call("5", email="info@example.com", customer_id="7"),
    )  # fmt: skip
    derive(con, decided=[decided("together", "email:ana@example.com", "phone:+1"),
                         decided("together", "email:ana@example.com", "email:info@example.com")])  # fmt: skip
    assert groups(con) == [["1", "3", "4"], ["2"], ["5"]]


def test_decisions_reach_through_a_key_that_no_record_carries_yet(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "interactions", call("1", email="ana@example.com"), call("2", email="leo@example.com"))
    to_come = "email:info@example.com"
    derive(con, decided=[decided("together", to_come, "email:ana@example.com"),
                         decided("together", to_come, "email:leo@example.com")])  # fmt: skip
    assert groups(con) == [["1", "2"]]
    assert read(con, "SELECT count(*) FROM identities WHERE key_value = 'info@example.com'") == [(0,)]


def test_two_cookies_that_were_decided_to_be_together_are_of_the_person_beside_them(
    con: duckdb.DuckDBPyConnection,
) -> None:
    insert(con, "interactions", call("1", other_keys={"cookie": "a"}), call("2", other_keys={"cookie": "b"}))
    both = [decided("together", "web:cookie:a", "web:cookie:b")]
    derive(con, decided=both)
    assert groups(con) == [["1", "2"]]
    insert(con, "interactions", call("3", email="ana@example.com", other_keys={"cookie": "a"}))
    derive(con, decided=both)
    assert groups(con) == [["1", "2", "3"]]


def decided(kind: str, key_a: str, key_b: str) -> Decision:
    return Decision(1, kind, key_a, key_b, "", "", datetime(2026, 1, 1))
