"""What matters and steps cost, by example."""

from typing import Any

import duckdb
import pytest

from tests.pipelines.canonical_rows import insert, make_tables, read
from tests.pipelines.matter_rows import contact, derive, matters, steps

COST = "record_id, cost, currency"


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return make_tables()


def cost(record_id: str, channel: str, amount: float | None, **columns: Any) -> dict[str, Any]:
    """The service costs of a channel in May 2026."""
    row = {"record_id": record_id, "source": "office", "channel": channel, "cost_kind": "service", "currency": "EUR"}
    return row | {"starts_on": "2026-05-01", "ends_on": "2026-06-01", "amount": amount} | columns


def test_the_costs_of_a_channel_are_spread_over_its_contacts_and_add_up(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "costs", cost("p", "phone", 100), cost("e", "email", 10), cost("s", "store", 7))
    derive(
        con,
        contact("a", "04 10:00"),
        contact("b", "04 11:00", "case"),
        contact("c", "20 10:00"),
        contact("d", "25 10:00", person_id=9, is_person_known=False),
        contact("e", "25 10:00", "email_touch", channel="phone"),
    )
    assert matters(con, COST) == [
        ("a", 43.333333333333, "EUR"),
        ("c", 33.333333333333, "EUR"),
        ("d", 33.333333333333, "EUR"),
    ]
    assert steps(con, COST) == [("b", 10, "EUR")]
    nobody = 7  # the store had no service contact in May
    assert read(
        con, f"SELECT round((SELECT sum(cost) FROM matters) + {nobody}, 6) = (SELECT sum(amount) FROM costs)"
    ) == [(True,)]


def test_a_period_has_its_own_share_and_periods_may_overlap(con: duckdb.DuckDBPyConnection) -> None:
    first_half = {"ends_on": "2026-05-16"}
    insert(
        con,
        "costs",
        cost("p", "phone", 30),
        cost("q", "phone", 8, **first_half),
        cost("media", "phone", 99, cost_kind="media"),
    )
    derive(
        con, contact("a", "15 23:59:59"), contact("b", "16 00:00", person_id=2), contact("c", "31 23:59", person_id=3)
    )
    assert matters(con, COST) == [("a", 18, "EUR"), ("b", 10, "EUR"), ("c", 10, "EUR")]


def test_the_legs_of_a_contact_and_the_companys_calls_cost_too_and_visits_nothing(
    con: duckdb.DuckDBPyConnection,
) -> None:
    insert(con, "costs", cost("p", "phone", 40), cost("e", "email", 10))
    derive(
        con,
        contact("m", "04 09:00", "case", topic="bill"),
        contact("a", "04 10:00", conversation_id="k", topic="bill"),
        contact("b", "04 10:05", conversation_id="k", topic="bill"),
        contact("v", "04 11:00", "visit", topic="bill"),
        contact("f", "05 10:00", direction="outbound", conversation_id="k"),
        contact("g", "05 10:00", direction="outbound"),
    )
    assert matters(con, COST) == [("m", 40, "EUR")]
    assert steps(con, COST) == [("a", 20, "EUR"), ("v", None, None)]


def test_a_matter_has_no_cost_when_one_of_its_contacts_has_none(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "costs", cost("p", "phone", 40), cost("e", "email", None))
    derive(con, contact("a", "04 10:00"), contact("b", "04 11:00", "case"), contact("c", "2026-06-04 10:00"))
    assert matters(con, COST) == [("a", None, None), ("c", None, None)]
    assert steps(con, COST) == [("b", None, None)]


def test_money_in_several_currencies_is_not_added(con: duckdb.DuckDBPyConnection) -> None:
    dollars = {"currency": "USD"}
    insert(
        con,
        "costs",
        cost("p", "phone", 40),
        cost("e", "email", 10, **dollars),
        cost("w", "whatsapp", 1),
        cost("x", "whatsapp", 1, **dollars),
    )
    derive(
        con,
        contact("a", "04 10:00"),
        contact("b", "04 11:00", "case"),
        contact("w", "04 11:00", "message", person_id=2),
    )
    assert matters(con, COST) == [("a", None, None), ("w", None, None)]
    assert steps(con, COST) == [("b", 10, "USD")]


def test_without_costs_nothing_costs_anything_that_is_known(con: duckdb.DuckDBPyConnection) -> None:
    derive(con, contact("a", "04 10:00"), contact("b", "04 11:00", "case"))
    assert (matters(con, COST), steps(con, COST)) == ([("a", None, None)], [("b", None, None)])


def test_costs_that_come_again_replace_the_old_ones(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "costs", cost("p", "phone", 40), cost("e", "email", 10))
    derive(con, contact("a", "04 10:00"), contact("b", "04 11:00", "case"))
    con.execute("DELETE FROM costs WHERE record_id = 'e'")
    insert(con, "costs", cost("p2", "phone", 2))
    derive(con)
    assert (matters(con, COST), steps(con, COST)) == ([("a", None, None)], [("b", None, None)])
    insert(con, "costs", cost("e", "email", 5))
    derive(con)
    assert (matters(con, COST), steps(con, COST)) == ([("a", 47, "EUR")], [("b", 5, "EUR")])
