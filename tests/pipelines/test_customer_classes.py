"""Best and worst customers, and how faithful they are, when the data end."""

from datetime import datetime
from typing import Any

import duckdb
import pytest

from pipelines.derive.customer_classes import derive_customer_classes
from tests.pipelines.canonical_rows import insert, make_tables, read
from tests.pipelines.derivation import derive_with, end_data
from warehouse.config.settings import Settings

UNTIL = datetime(2021, 12, 31, 12)


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = make_tables()
    con.execute("INSERT INTO journey_pauses VALUES (NULL, 60, 30)")
    return con


def person(number: int, first: str = "2021-01-10", ended: str | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    spell = {"person_id": number, "started_local": first, "ended_local": ended}
    return {"person_id": number, "first_active_local": first}, spell


def order(number: int, day: str, amount: float | None, **other: Any) -> dict[str, Any]:
    known = {"person_id": number, "is_person_known": True, "status": "paid", "currency": "EUR"}
    return known | {"ordered_local": day, "amount": amount} | other


def classes(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    derive_customer_classes(con, UNTIL)
    return con.execute(
        "SELECT person_id, orders, revenue, currency, value_class, loyalty_class FROM persons ORDER BY person_id"
    ).fetchall()


def fill(con: duckdb.DuckDBPyConnection, people: list[Any], **tables: list[dict[str, Any]]) -> None:
    insert(con, "persons", *(one for one, _ in people))
    insert(con, "spells_at_limit", *(spell for _, spell in people))
    end_data(con, UNTIL)
    for table, rows in tables.items():
        insert(con, table, *rows)


def test_best_and_worst_are_the_fifths_of_their_own_currency(con: duckdb.DuckDBPyConnection) -> None:
    euros = [order(n, "2021-02-01", 10.0 * n) for n in range(1, 6)]
    pesos = [order(n, "2021-02-01", 10_000.0 * n, currency="MXN") for n in range(6, 11)]
    fill(con, [person(n) for n in range(1, 11)], orders=euros + pesos)
    found = [(row[0], row[2], row[4]) for row in classes(con)]
    assert found == [
        (1, 10, "worst"), (2, 20, "middle"), (3, 30, "middle"), (4, 40, "middle"), (5, 50, "best"),
        (6, 60_000, "worst"), (7, 70_000, "middle"), (8, 80_000, "middle"), (9, 90_000, "middle"), (10, 100_000, "best"),
    ]  # fmt: skip


def test_customers_who_brought_in_the_same_are_of_one_class_and_few_have_none(con: duckdb.DuckDBPyConnection) -> None:
    same = [order(n, "2021-02-01", 10.0) for n in range(1, 7)]
    few = [order(n, "2021-02-01", 10.0 * n, currency="MXN") for n in range(7, 11)]
    fill(con, [person(n) for n in range(1, 11)], orders=same + few)
    assert [row[4] for row in classes(con)] == ["middle"] * 6 + [None] * 4


def test_a_class_may_be_more_than_a_fifth_where_many_brought_in_the_same(con: duckdb.DuckDBPyConnection) -> None:
    plans = [order(n, "2021-02-01", 10.0 if n <= 7 else 50.0) for n in range(1, 11)]
    fill(con, [person(n) for n in range(1, 11)], orders=plans)
    assert [row[4] for row in classes(con)] == ["middle"] * 7 + ["best"] * 3


def test_revenue_leaves_out_cancelled_orders_and_what_was_refunded_and_is_not_known_where_currencies_mix(
    con: duckdb.DuckDBPyConnection,
) -> None:
    orders = [
        order(1, "2021-02-01", 100.0, refunded_amount=30.0), order(1, "2021-02-02", 50.0, status="cancelled"),
        order(1, "2021-02-03", -20.0), order(2, "2021-02-01", 10.0), order(2, "2021-02-01", 10.0, currency="MXN"),
        order(3, "2021-02-01", None),
    ]  # fmt: skip
    fill(con, [person(n) for n in range(1, 5)], orders=orders)
    assert [row[:4] for row in classes(con)] == [
        (1, 1, 50.0, "EUR"),
        (2, 2, None, None),
        (3, 1, None, None),
        (4, 0, None, None),
    ]


def test_lapsed_goes_before_loyal_and_loyal_before_new(con: duckdb.DuckDBPyConnection) -> None:
    people = [
        person(1, ended="2021-11-01"), person(2), person(3, first="2021-12-01"), person(4), person(5), person(6),
        person(7, first="2021-12-01"),
    ]  # fmt: skip
    days = ("2021-02-01", "2021-06-01", "2021-12-20")
    orders = [order(n, day, 10.0) for n in (1, 2, 7) for day in days]
    orders += [order(6, "2021-12-20", 10.0) for _ in range(3)]
    known = {"is_person_known": True}
    subscriptions = [
        {"person_id": 4, "started_local": "2020-06-01"} | known,
        {"person_id": 5, "started_local": "2020-06-01", "ended_local": "2021-06-01"} | known,
    ]
    fill(con, people, orders=orders, subscriptions=subscriptions)
    assert [row[5] for row in classes(con)] == ["lapsed", "loyal", "new", "loyal", "lapsed", "other", "loyal"]


def test_a_later_load_of_anything_moves_the_end_of_the_data_and_with_it_who_has_lapsed(
    con: duckdb.DuckDBPyConnection,
) -> None:
    calls = [
        {"record_id": f"pbx:{n}-{day}", "source": "pbx", "email": f"{n}@example.org", "started_at": datetime(2021, 1, day),
         "interaction_type": "call", "direction": "inbound", "time_precision": "second"}
        for n in range(60) for day in (1, 8, 15)[: 1 + n % 3]
    ]  # fmt: skip
    insert(con, "interactions", *calls)
    assert derived(con, "interactions") == [("other", False, 60)]
    insert(
        con,
        "responses",
        {"record_id": "s:1", "source": "s", "email": "eva@example.org", "answered_at": datetime(2021, 6, 1)},
    )
    assert derived(con, "responses") == [("lapsed", True, 60)]


def derived(con: duckdb.DuckDBPyConnection, touched: str) -> list[tuple[Any, ...]]:
    derive_with(con, Settings(), {touched})
    return read(
        con,
        "SELECT loyalty_class, ended_local IS NOT NULL, count(*) FROM persons JOIN activity_spells USING (person_id) GROUP BY ALL",
    )
