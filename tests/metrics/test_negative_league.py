"""The league of touchpoints that hurt: how bad, how often, and what the customers behind it are worth."""

from datetime import date, timedelta
from typing import Any

import pytest

from metrics.analyses.touchpoints.league import negative_league
from metrics.analyses.touchpoints.value import DRAWN_BY, value_behind
from metrics.semantic.compute import compute
from metrics.semantic.scope import Scope
from tests.metrics.conftest import MakeWarehouse
from warehouse.store.engine import Engine

JANUARY = Scope(date(2021, 1, 1), date(2021, 2, 1))
BY = ("touchpoint",)
Row = dict[str, Any]


def visits(touchpoint: str, satisfied: int, n: int, first_person: int) -> dict[str, list[Row]]:
    """A contact and a CSAT answer of each of n persons."""
    days = [(date(2021, 1, 1) + timedelta(days=i % 28)).isoformat() for i in range(n)]
    place = {"touchpoint": touchpoint, "stage": "service"}
    contacts = [place | {"person_id": first_person + i, "started_local": day} for i, day in enumerate(days)]
    answers = [
        place | {
            "person_id": first_person + i, "metric": "csat", "scale": "1-5", "top_box_min": 4, "score": 5 if i < satisfied else 1,
            "answered_local": day,
        }
        for i, day in enumerate(days)
    ]  # fmt: skip
    return {"interactions": contacts, "responses": answers}


def persons(first: int, n: int, revenue: float | None, currency: str | None = "EUR", orders: int = 1) -> list[Row]:
    return [{"person_id": first + i, "revenue": revenue, "currency": currency, "orders": orders} for i in range(n)]


def together(*tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
    return {name: [row for table in tables for row in table[name]] for name in ("interactions", "responses")}


def two_bad_ones(warehouse: MakeWarehouse, people: list[Row]) -> Engine:
    """`rich` and `poor` hurt alike and as often; persons 1-60 behind `rich`, 101-160 behind `poor`."""
    seen = together(visits("rich", 24, 60, 1), visits("poor", 24, 60, 101), visits("usual", 170, 200, 201))
    return warehouse(**seen, persons=people)


def test_of_two_that_hurt_alike_the_one_with_worthier_customers_is_worse(warehouse: MakeWarehouse) -> None:
    people = [*persons(1, 60, 300.0), *persons(101, 60, 100.0), *persons(201, 200, 200.0)]
    found = negative_league(two_bad_ones(warehouse, people), JANUARY, by=BY)
    assert (found.surviving, found.compared, found.value_known) == (3, 3, True)
    first, second = found.rows.iter_rows(named=True)
    assert [(row["rank"], row["touchpoint"], row["class"], row["survives"]) for row in (first, second)] == [
        (1, "rich", "negative", True), (2, "poor", "negative", True),
    ]  # fmt: skip
    assert first["severity"] == pytest.approx(second["severity"])
    assert first["severity"] == pytest.approx((first["bar"] - first["shrunk"]) / 100)
    assert first["harmed"] == pytest.approx(first["severity"] * 60)
    assert first["burden"] == pytest.approx(first["harmed"] * first["value_index"])
    assert (first["persons"], first["revenue"], first["revenue_per_person"], first["currency"]) == (
        60,
        18_000,
        300,
        "EUR",
    )
    assert first["at_stake"] == pytest.approx(first["severity"] * 18_000)
    assert first["at_stake_low"] < first["at_stake"] < first["at_stake_high"]


def test_currencies_are_compared_by_their_own_customers_and_never_added(warehouse: MakeWarehouse) -> None:
    # 60 customers at 300 € and 60 at 6,000 pesos are worth the same where the average is 200 € and 4,000 pesos.
    people = [
        *persons(1, 60, 300.0),
        *persons(101, 60, 6_000.0, "MXN"),
        *persons(201, 100, 140.0),
        *persons(301, 100, 2_800.0, "MXN"),
    ]
    found = value_behind(two_bad_ones(warehouse, people), JANUARY, BY).sort("touchpoint")
    shown = found.select("touchpoint", "revenue", "currency", "value_note", "valued")
    assert shown.rows() == [
        ("poor", 360_000, "MXN", None, 60), ("rich", 18_000, "EUR", None, 60), ("usual", None, None, "mixed currencies", 200),
    ]  # fmt: skip
    index = dict(found.select("touchpoint", "value_index").rows())
    assert index["rich"] == pytest.approx(index["poor"])
    assert index["usual"] < 1 < index["rich"]


def test_the_index_is_a_customers_revenue_over_the_mean_drawn_to_the_average_by_few_persons(
    warehouse: MakeWarehouse,
) -> None:
    seen = together(visits("one", 1, 1, 1), visits("other", 3, 3, 2))
    people = [*persons(1, 1, 900.0), *persons(2, 2, 50.0), *persons(4, 1, None, None, 0)]
    found = value_behind(warehouse(**seen, persons=people), JANUARY, BY).sort("touchpoint")
    # mean of 900, 50 and 50 is 333.3: indices 2.7, 0.15, 0.15 and, without an order, 0; their mean is 0.75
    expected = [(2.7 + DRAWN_BY * 0.75) / (1 + DRAWN_BY) / 0.75, (0.3 + DRAWN_BY * 0.75) / (3 + DRAWN_BY) / 0.75]
    assert found["value_index"].to_list() == pytest.approx(expected)


def test_without_orders_every_customer_counts_the_same_and_it_is_said(warehouse: MakeWarehouse) -> None:
    found = negative_league(two_bad_ones(warehouse, []), JANUARY, by=BY)
    shown = found.rows.select("touchpoint", "at_stake", "currency", "value_note", "value_index").rows()
    assert (found.value_known, sorted(shown)) == (
        False, [("poor", None, None, "no orders", None), ("rich", None, None, "no orders", None)],
    )  # fmt: skip
    assert found.rows["burden"].to_list() == pytest.approx(found.rows["harmed"].to_list())


def test_persons_behind_a_touchpoint_are_those_that_the_metric_counts(warehouse: MakeWarehouse) -> None:
    engine = two_bad_ones(warehouse, persons(1, 60, 10.0))
    counted = compute(engine, "persons", JANUARY, BY).select("touchpoint", "n").rows()
    assert sorted(value_behind(engine, JANUARY, BY).select("touchpoint", "persons").rows()) == sorted(counted)


def test_a_small_touchpoint_with_two_angry_customers_does_not_lead(warehouse: MakeWarehouse) -> None:
    seen = together(visits("tiny", 0, 5, 1), visits("large", 130, 200, 101), visits("usual", 850, 1000, 501))
    found = negative_league(warehouse(**seen), JANUARY, by=BY)
    assert found.rows["touchpoint"].to_list() == ["large", "tiny"]


def test_an_empty_warehouse_has_an_empty_league(warehouse: MakeWarehouse) -> None:
    found = negative_league(warehouse())
    assert (found.rows.height, found.surviving, found.compared, found.value_known) == (0, 0, 0, False)
