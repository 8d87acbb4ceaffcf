"""Who is who, by example."""

import hashlib

import duckdb
import pytest

from pipelines.derive.assign_persons import assign_persons, prepare_rows
from pipelines.derive.persons import derive_identities
from tests.pipelines.canonical_rows import insert, make_tables, read
from warehouse.settings import Settings


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return make_tables()


def derive(con: duckdb.DuckDBPyConnection) -> None:
    kinds = derive_identities(con, Settings(), [])
    prepare_rows(con, kinds)
    for table in ("interactions", "orders", "customers"):
        assign_persons(con, table, kinds)


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
