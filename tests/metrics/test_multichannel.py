"""Customers of one and of several channels: by hand, by a second count in plain Python, and a difference that is none among the equally active."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl
import pytest

from metrics.analyses.omnichannel.customers import COLUMNS, DAYS_A_MONTH, compare_customers
from metrics.semantic.scope import Scope
from tests.metrics.conftest import MakeWarehouse
from tests.metrics.generated import generate_tables

QUARTER = Scope(date(2021, 1, 1), date(2021, 4, 1))
MONTHS = 90 / DAYS_A_MONTH


def row_of(frame: pl.DataFrame, measure: str, unit: str = "") -> dict[str, Any]:
    found = frame.filter((pl.col("measure") == measure) & ((pl.col("unit") == unit) | (unit == "")))
    return found.row(0, named=True)


def test_five_persons_by_hand(warehouse: MakeWarehouse) -> None:
    def contact(person: int, channel: str = "phone", **more: object) -> dict:
        return {"person_id": person, "channel": channel, **more}

    engine = warehouse(
        interactions=[
            contact(1, started_local="2021-01-01T09:00:00"), contact(1), contact(2), contact(3, "chat"), contact(3, "email"), contact(3),
            contact(4), contact(4, "email_marketing", interaction_type="email_touch", direction="outbound"),
            contact(5), contact(7, is_person_known=False),
        ],
        orders=[{"person_id": 5, "amount": 30.0}, {"person_id": 5, "amount": 10.0, "refunded_amount": 4.0},
                {"person_id": 1, "amount": 7.0, "channel": "phone", "currency": "MXN"}],
        responses=[
            {"person_id": 3, "metric": "csat", "scale": "1-5", "top_box_min": 4, "score": 5},
            {"person_id": 3, "metric": "csat", "scale": "1-5", "top_box_min": 4, "score": 2},
            {"person_id": 1, "metric": "csat", "scale": "1-5", "top_box_min": 4, "score": 4},
            {"person_id": 5, "metric": "nps", "scale": "0-10", "score": 9, "survey_kind": "relationship",
             "answered_local": "2021-02-04T10:00:00"},
            {"person_id": 5, "metric": "nps", "scale": "0-10", "score": 1, "survey_kind": "relationship"},  # no longer so
            {"person_id": 2, "metric": "nps", "scale": "0-10", "score": 3},
        ],
    )  # fmt: skip
    found = compare_customers(engine, QUARTER)
    assert tuple(found.columns) == COLUMNS
    # one channel: 1, 2, 4 (a newsletter is no use of a channel); several: 3, and 5, who called and ordered on the web
    shown = [
        (row["measure"], row["unit"], row["single"], row["single_n"], row["multi"], row["multi_n"])
        for row in found.iter_rows(named=True)
    ]
    assert shown == [
        ("contacts", "per_month", pytest.approx(4 / 3 / MONTHS), 3, pytest.approx(4 / 2 / MONTHS), 2),
        ("orders", "per_month", pytest.approx(1 / 3 / MONTHS), 3, pytest.approx(2 / 2 / MONTHS), 2),
        ("spend", "EUR", 0, 3, pytest.approx(36 / 2 / MONTHS), 2),
        ("spend", "MXN", pytest.approx(7 / 3 / MONTHS), 3, 0, 2),
        ("csat", "percent", 100, 1, 50, 1),
        ("nps", "points", -100, 1, 100, 1),
    ]
    assert row_of(found, "csat")["difference"] == -50
    assert row_of(found, "csat")["difference_low"] is None  # one person says nothing about the spread


def test_who_was_there_before_and_came_back(warehouse: MakeWarehouse) -> None:
    rows = [
        {"person_id": person, "channel": channel, "started_local": f"{day}T09:00:00"}
        for person, channel, day in (
            (1, "phone", "2021-01-05"), (1, "phone", "2021-02-05"), (2, "phone", "2021-01-06"), (3, "chat", "2021-01-06"),
            (4, "phone", "2021-01-07"), (4, "chat", "2021-01-08"), (4, "chat", "2021-02-09"), (5, "chat", "2021-02-09"),
        )
    ]  # fmt: skip
    found = compare_customers(warehouse(interactions=rows), Scope(date(2021, 2, 1), date(2021, 3, 1)))
    retention = row_of(found, "retention")
    assert (retention["single"], retention["single_n"]) == (pytest.approx(100 / 3), 3)
    assert (retention["multi"], retention["multi_n"]) == (100, 1)
    assert (
        "retention" not in compare_customers(warehouse(interactions=rows))["measure"].to_list()
    )  # all time: no before


def test_too_few_persons_are_withheld_and_nothing_measured_is_no_row(warehouse: MakeWarehouse) -> None:
    rows = [{"person_id": i, "channel": "phone"} for i in range(8)] + [{"person_id": 1, "channel": "chat"}]
    found = compare_customers(warehouse(interactions=rows, minimum_n_shown=5), QUARTER)
    assert found["measure"].to_list() == ["contacts"]
    contacts = row_of(found, "contacts")
    assert (contacts["single_n"], contacts["multi"], contacts["multi_n"], contacts["difference"]) == (7, None, 1, None)
    assert compare_customers(warehouse(), QUARTER).is_empty()


def test_a_shop_without_contacts_has_orders_per_month_of_its_data_and_no_contacts(warehouse: MakeWarehouse) -> None:
    days = ("2021-01-01", "2021-02-15", "2021-03-30")
    orders = [{"person_id": i, "amount": 12.0, "ordered_local": f"{day}T09:00:00"} for i, day in enumerate(days)]
    for scope in (Scope(), Scope(date(2015, 1, 1), date(2029, 1, 1))):  # wider than the data: 1 January to 31 March
        found = compare_customers(warehouse(orders=orders), scope)
        assert found.select("measure", "single", "single_n", "multi", "multi_n").rows() == [
            ("orders", pytest.approx(1 / MONTHS), 3, None, 0), ("spend", pytest.approx(12 / MONTHS), 3, None, 0),
        ]  # fmt: skip


def test_a_period_that_outlasts_the_data_is_compared_with_one_of_the_length_that_has_data(
    warehouse: MakeWarehouse,
) -> None:
    rows = [
        {"person_id": person, "started_local": f"2021-{day}T09:00:00"}
        for person, day in ((1, "02-28"), (2, "02-27"), (2, "03-30"), (3, "03-29"), (3, "03-31"), (4, "01-04"))
    ]
    engine = warehouse(interactions=rows)
    # 30 and 31 March have data: the two days before are 28 and 29
    retention = row_of(compare_customers(engine, Scope(date(2021, 3, 30), date(2021, 6, 1))), "retention")
    assert (retention["single"], retention["single_n"]) == (100, 1)
    for start in (date(2021, 4, 1), date(2021, 5, 1)):  # after the data: nobody is known not to have come back
        assert compare_customers(engine, Scope(start, date(2021, 6, 1))).is_empty()


def plain_persons(tables: dict[str, list[dict]]) -> dict[int, dict[str, Any]]:
    """What every person did between January and March, counted one row after the other."""
    found: dict[int, dict[str, Any]] = defaultdict(lambda: defaultdict(float) | {"channels": set()})
    for table, anchor in (("interactions", "started_local"), ("orders", "ordered_local")):
        for row in tables[table]:
            if not row["is_person_known"] or not datetime(2021, 1, 1) <= datetime.fromisoformat(row[anchor]) < datetime(
                2021, 4, 1
            ):
                continue
            if table == "interactions" and (row["direction"] == "outbound" or row["interaction_type"] == "email_touch"):
                continue
            if table == "orders" and row["status"] == "cancelled":
                continue
            person = found[row["person_id"]]
            person["channels"] |= {row["channel"]} - {None}
            person[table] += 1
            if table == "orders" and row["amount"] is not None:
                person[row["currency"]] += row["amount"] - (row["refunded_amount"] or 0)
    return found


@pytest.mark.parametrize("seed", [21, 22])
def test_a_second_count_in_plain_python_agrees(warehouse: MakeWarehouse, seed: int) -> None:
    tables = generate_tables(seed, 120)
    for row in tables["interactions"] + tables["orders"]:
        row["person_id"] = row["person_id"] * 7 % 91 if row["is_person_known"] else row["person_id"]
        row["channel"] = row["channel"] if row["person_id"] % 2 else "phone"
    found = compare_customers(warehouse(**tables), QUARTER)
    persons = plain_persons(tables)
    for measure, unit, key in (("contacts", "", "interactions"), ("orders", "", "orders"), ("spend", "EUR", "EUR")):
        row = row_of(found, measure, unit)
        for side, is_multi in (("single", False), ("multi", True)):
            values = (
                np.array([p.get(key, 0.0) for p in persons.values() if (len(p["channels"]) > 1) == is_multi]) / MONTHS
            )
            assert (row[side], row[f"{side}_n"]) == (pytest.approx(values.mean()), len(values))
            half = values.std(ddof=1) / np.sqrt(len(values))  # the cluster-robust error of a plain mean
            assert row[f"{side}_high"] - row[side] == pytest.approx(half * student(len(values) - 1))


def student(freedom: int) -> float:
    from scipy import stats

    return float(stats.t.ppf(0.975, freedom))


def test_a_difference_that_only_comes_from_activity_is_none_among_the_equally_active(warehouse: MakeWarehouse) -> None:
    dice = np.random.default_rng(5)
    contacts, orders = [], []
    for person in range(1500):
        uses = int(dice.choice((1, 2, 4)))
        channels = dice.choice(("phone", "chat"), uses)
        contacts += [{"person_id": person, "channel": str(c), "started_local": "2021-02-10T09:00:00"} for c in channels]
        if (
            dice.random() < uses / 5
        ):  # whoever is more active buys more, whatever the channels; seen before, so in both periods
            orders.append(
                {
                    "person_id": person,
                    "channel": str(channels[0]),
                    "amount": 10.0,
                    "ordered_local": "2021-03-05T09:00:00",
                }
            )
    scope = Scope(date(2021, 3, 1), date(2021, 4, 1))
    retention = row_of(compare_customers(warehouse(interactions=contacts, orders=orders), scope), "retention")
    assert retention["difference_low"] > 10
    assert retention["like_low"] < 0 < retention["like_high"]
    assert abs(retention["like_difference"]) < 8
    assert 500 < retention["like_persons"] < 1500  # who contacted once has nobody to be compared with
