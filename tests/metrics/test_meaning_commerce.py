"""What orders, conversion, churn and retention mean, by example."""

from datetime import date

import pytest

from metrics.semantic.compute import RESULT, compute
from metrics.semantic.reasons import reason
from metrics.semantic.scope import Scope
from tests.metrics.conftest import MakeWarehouse

DAY = 86_400
FEBRUARY = Scope(date(2021, 2, 1), date(2021, 3, 1))


def test_revenue_is_net_of_refunds_and_cancelled_orders(warehouse: MakeWarehouse) -> None:
    engine = warehouse(orders=[
        {"amount": 100.1}, {"amount": 50, "refunded_amount": 20}, {"amount": 70, "status": "cancelled"}, {"amount": None},
    ])  # fmt: skip
    assert compute(engine, "revenue").select(RESULT).rows() == [(130.1, 2, None, None, "EUR", None)]
    assert compute(engine, "orders").select(RESULT).rows() == [(3.0, 3, None, None, "orders", None)]


def test_a_refund_booked_on_its_own_takes_off_revenue_but_is_no_order(warehouse: MakeWarehouse) -> None:
    engine = warehouse(orders=[{"amount": 100}, {"amount": -30}])
    assert compute(engine, "revenue")["value"].to_list() == [70.0]
    assert compute(engine, "orders")["value"].to_list() == [1.0]


def test_two_currencies_have_no_sum_but_each_has_one(warehouse: MakeWarehouse) -> None:
    engine = warehouse(orders=[{"amount": 10}, {"amount": 20, "currency": "USD"}])
    assert compute(engine, "revenue").select("value", "n", "unit", "note").rows() == [
        (None, 2, "money", "mixed currencies")
    ]
    by_currency = compute(engine, "revenue", by=("currency",)).select("currency", "value", "unit").rows()
    assert by_currency == [("EUR", 10.0, "EUR"), ("USD", 20.0, "USD")]


def test_a_person_converts_once_by_the_first_contact_of_the_group(warehouse: MakeWarehouse) -> None:
    engine = warehouse(
        interactions=[
            {"person_id": 1, "channel": "ads", "started_local": "2021-01-01T00:00:00", "next_order_seconds": 40 * DAY},
            {
                "person_id": 1,
                "channel": "phone",
                "started_local": "2021-01-20T00:00:00",
                "next_order_seconds": 21 * DAY,
            },
            {
                "person_id": 1,
                "channel": "phone",
                "started_local": "2021-01-25T00:00:00",
                "next_order_seconds": 16 * DAY,
            },
            {"person_id": 2, "channel": "phone"},
            {"person_id": 3, "channel": "phone", "is_person_known": False, "next_order_seconds": 1},
        ],
        orders=[{"amount": 1}],
    )
    assert compute(engine, "conversion", by=("channel",)).select("channel", "value", "n").rows() == [
        ("ads", 0.0, 1),
        ("phone", 50.0, 2),
    ]
    assert compute(engine, "conversion").select("value", "n").rows() == [(0.0, 2)]


def test_conversion_without_any_order_is_null(warehouse: MakeWarehouse) -> None:
    assert compute(warehouse(interactions=[{}, {}]), "conversion").select("value", "n").rows() == [(None, 0)]


def test_whose_window_is_not_over_is_out_of_conversion_whether_or_not_an_order_came(warehouse: MakeWarehouse) -> None:
    young = "2021-03-20T00:00:00"
    engine = warehouse(
        interactions=[
            {"person_id": 1, "next_order_seconds": 3 * DAY}, {"person_id": 2},
            {"person_id": 2, "started_local": young},  # the first contact counts, and its window is over
            {"person_id": 3, "started_local": young}, {"person_id": 4, "started_local": young, "next_order_seconds": DAY},
        ],
        orders=[{"amount": 1}],
    )  # fmt: skip
    assert compute(engine, "conversion").select("value", "n", "note", "immature").rows() == [(50.0, 2, "immature", 2)]
    march = Scope(date(2021, 3, 1))
    assert compute(engine, "conversion", march).select("value", "n", "note").rows() == [(None, 0, "immature")]


def test_a_stated_outcome_counts_contacts(warehouse: MakeWarehouse) -> None:
    engine = warehouse(
        interactions=[{"person_id": 1, "is_converted": True}] * 2 + [{"person_id": 1, "is_converted": False}] * 6
    )
    assert compute(engine, "conversion").select("value", "n", "note").rows() == [(25.0, 8, None)]


def test_persons_are_known_ones_with_anything_of_their_own(warehouse: MakeWarehouse) -> None:
    engine = warehouse(
        interactions=[{"person_id": 1}, {"person_id": 1}, {"person_id": 9, "is_person_known": False}],
        orders=[{"person_id": 2}],
        responses=[{"person_id": 1}],
        messages=[{"person_id": 3, "sender_role": "customer"}, {"person_id": 4, "sender_role": "agent"}],
    )
    assert compute(engine, "persons").select(RESULT).rows() == [(3.0, 3, None, None, "persons", None)]


def test_who_buys_again_what_an_order_brings_and_how_many_contacts_it_takes(warehouse: MakeWarehouse) -> None:
    engine = warehouse(
        orders=[
            {"person_id": 1, "amount": 10}, {"person_id": 1, "amount": 30, "refunded_amount": 5}, {"person_id": 2, "amount": None},
            {"person_id": 1, "amount": 99, "status": "cancelled"}, {"person_id": 3, "is_person_known": False, "amount": 25},
        ],
        interactions=[
            {"person_id": 1}, {"person_id": 1}, {"person_id": 4}, {"person_id": 5, "interaction_type": "visit"},
            {"person_id": 6, "direction": "outbound"}, {"person_id": 7, "is_person_known": False},
        ],
    )  # fmt: skip
    assert compute(engine, "repeat_purchase").select("value", "n").rows() == [(50.0, 2)]
    assert compute(engine, "order_value").select("value", "n", "unit").rows() == [(20.0, 3, "EUR")]
    assert compute(engine, "contacts_per_customer").select("value", "n").rows() == [(1.0, 3)]  # of 1, 2 and 4
    assert compute(engine, "contacts_per_100_orders").select("value", "n").rows() == [(100.0, 4)]


SUBSCRIPTIONS = [
    {"person_id": 1, "started_local": "2020-06-01T00:00:00", "ended_local": "2021-02-10T00:00:00"},
    {"person_id": 2, "started_local": "2020-06-01T00:00:00"},
    {"person_id": 3, "started_local": "2020-06-01T00:00:00", "ended_local": "2021-02-10T00:00:00"},
    {"person_id": 3, "started_local": "2021-02-10T00:00:00"},  # changed plan, stays
    {"person_id": 4, "started_local": "2021-02-05T00:00:00", "ended_local": "2021-02-20T00:00:00"},  # came and went
    {"person_id": 5, "started_local": None, "ended_local": None},  # a trial
    {
        "person_id": 6,
        "started_local": "2020-06-01T00:00:00",
        "ended_local": "2021-02-01T00:00:00",
    },  # at the first moment
    {"person_id": 7, "started_local": "2020-06-01T00:00:00", "ended_local": "2021-01-31T23:00:00"},
]


def test_churn_is_lost_in_the_period_among_customers_at_its_start(warehouse: MakeWarehouse) -> None:
    engine = warehouse(subscriptions=SUBSCRIPTIONS)
    assert compute(engine, "churn", FEBRUARY).select("value", "n", "note", "lost").rows() == [(50.0, 4, None, 2)]


def test_churn_by_month_asks_each_month(warehouse: MakeWarehouse) -> None:
    engine = warehouse(subscriptions=SUBSCRIPTIONS)
    found = compute(engine, "churn", Scope(date(2021, 1, 1)), ("month",)).select("month", "value", "n").rows()
    assert found == [("2021-01", 20.0, 5), ("2021-02", 50.0, 4), ("2021-03", 0.0, 2)]


def test_a_month_as_a_filter_is_the_period_of_churn(warehouse: MakeWarehouse) -> None:
    engine = warehouse(subscriptions=SUBSCRIPTIONS)
    february = Scope(filters=(("month", ("2021-02",)),))
    assert compute(engine, "churn", february).select("value", "n").rows() == [(50.0, 4)]
    assert compute(engine, "churn", february, ("month",)).select("month", "value", "n").rows() == [("2021-02", 50.0, 4)]


def test_churn_without_a_period_says_why_there_is_none(warehouse: MakeWarehouse) -> None:
    engine = warehouse(subscriptions=SUBSCRIPTIONS)
    assert compute(engine, "churn").select("value", "n").rows() == [(None, 0)]
    assert (
        reason(engine, "churn")
        == "churn: no period: it counts the customers at a start; give the first day (--from) or group by month"
    )
    assert reason(engine, "churn", FEBRUARY) is None
    assert reason(engine, "churn", by=("month",)) is None
    assert reason(engine, "churn", by=("channel",)) is not None


def test_a_period_beyond_the_data_is_immature(warehouse: MakeWarehouse) -> None:
    engine = warehouse(subscriptions=SUBSCRIPTIONS)
    assert compute(engine, "churn", Scope(date(2021, 3, 1), date(2021, 4, 2)))["note"].to_list() == ["immature"]
    assert compute(engine, "churn", Scope(date(2021, 3, 1), date(2021, 4, 1)))["note"].to_list() == [None]


def test_a_snapshot_is_lost_among_all_and_says_so(warehouse: MakeWarehouse) -> None:
    rows = [{"snapshot_on": "2021-01-31", "is_lost": lost, "attributes": {"contract": kind}}
            for lost, kind in ((True, "monthly"), (False, "monthly"), (False, "yearly"))]  # fmt: skip
    engine = warehouse(subscriptions=rows)
    assert compute(engine, "churn").select("value", "n", "note").rows() == [(pytest.approx(100 / 3), 3, "snapshot")]
    by_contract = compute(engine, "churn", by=("attribute.contract",)).rows()
    assert [row[:3] for row in by_contract] == [("monthly", 50.0, 2), ("yearly", 0.0, 1)]


def test_a_snapshot_never_mixes_with_dated_subscriptions(warehouse: MakeWarehouse) -> None:
    engine = warehouse(subscriptions=[*SUBSCRIPTIONS, {"snapshot_on": "2021-02-10", "is_lost": True}])
    assert compute(engine, "churn", FEBRUARY).select("value", "n", "note").rows() == [(50.0, 4, None)]


def test_churn_by_inactivity_asks_the_spells(warehouse: MakeWarehouse) -> None:
    engine = warehouse(activity_spells=[
        {"person_id": 1, "started_local": "2020-12-01T00:00:00", "ended_local": "2021-02-15T00:00:00", "watched_local": "2021-03-25T00:00:00"},
        {"person_id": 2, "started_local": "2020-12-01T00:00:00"},
        {"person_id": 3, "started_local": "2020-12-01T00:00:00", "ended_local": "2021-02-03T00:00:00"},
        {"person_id": 3, "started_local": "2021-02-20T00:00:00"},  # silent for a while, back in time
    ])  # fmt: skip
    found = compute(engine, "churn_inactivity", FEBRUARY).select("value", "n", "judged", "note").rows()
    assert found == [(pytest.approx(100 / 3), 3, 1, None)]


def test_where_no_silence_means_leaving_there_is_no_value_and_the_note_says_why(warehouse: MakeWarehouse) -> None:
    engine = warehouse(activity_spells=[{"person_id": n, "started_local": "2020-12-01T00:00:00"} for n in (1, 2)])
    found = compute(engine, "churn_inactivity", FEBRUARY).select("value", "n", "note").rows()
    assert found == [(None, 2, "no_limit")]


def test_who_came_back_is_asked_of_those_called_lost_and_watched_since(warehouse: MakeWarehouse) -> None:
    lost = {
        "started_local": "2020-10-01T00:00:00",
        "ended_local": "2021-02-10T00:00:00",
        "watched_local": "2021-03-20T00:00:00",
    }
    engine = warehouse(activity_spells=[
        lost, lost | {"returned_local": "2021-03-01T00:00:00"},
        lost | {"returned_local": "2021-03-21T00:00:00"},  # later than as long again
        lost | {"returned_local": "2021-03-01T00:00:00", "watched_local": "2021-04-20T00:00:00"},  # not watched yet
        lost | {"ended_local": "2021-01-10T00:00:00"}, {"started_local": "2020-12-01T00:00:00"},
    ])  # fmt: skip
    found = compute(engine, "returned_after_lost", FEBRUARY).select("value", "n", "note").rows()
    assert found == [(pytest.approx(100 / 3), 3, "immature")]


def test_retention_is_of_persons_whose_sixty_days_are_over(warehouse: MakeWarehouse) -> None:
    engine = warehouse(persons=[
        {"first_active_local": "2021-01-10T00:00:00", "active_windows": 0b11},
        {"first_active_local": "2021-01-20T00:00:00", "active_windows": 0b101},
        {"first_active_local": "2021-01-31T00:00:00", "active_windows": 0b11},  # sixty days before the data end at midnight
        {"first_active_local": "2021-01-31T00:00:01", "active_windows": 0b11},
        {"first_active_local": "2021-03-01T00:00:00", "active_windows": 0b1},
    ])  # fmt: skip
    by_month = compute(engine, "retention", by=("month",)).select("month", "value", "n", "note").rows()
    assert by_month == [("2021-01", pytest.approx(200 / 3), 3, "immature"), ("2021-03", None, 0, "immature")]


def test_who_may_be_an_old_customer_is_in_no_cohort(warehouse: MakeWarehouse) -> None:
    at = {"first_active_local": "2021-01-10T00:00:00", "active_windows": 0b11}
    engine = warehouse(
        persons=[at, at | {"active_windows": 1}, at | {"is_beginning_known": False}, at | {"is_beginning_known": None}]
    )
    assert compute(engine, "retention").select("value", "n", "note", "unknown").rows() == [
        (50.0, 2, "no known beginning", 2)
    ]
    old = warehouse(persons=[at | {"is_beginning_known": False}])
    assert compute(old, "retention").select("value", "n", "note").rows() == [(None, 0, "no known beginning")]


def test_silence_is_not_judged_in_a_period_that_opens_before_silences_are_known(warehouse: MakeWarehouse) -> None:
    engine = warehouse(activity_spells=[
        {"person_id": 1, "started_local": "2020-12-01T00:00:00", "ended_local": "2021-02-15T00:00:00",
             "watched_local": "2021-03-15T00:00:00"},
        {"person_id": 2, "started_local": "2020-12-01T00:00:00", "watched_local": "2021-06-01T00:00:00"},
    ])  # fmt: skip
    engine.facts["limits_known_from"] = "2021-02-01T00:00:00"
    assert compute(engine, "churn_inactivity", FEBRUARY).select("value", "n", "note").rows() == [(50.0, 2, None)]
    january = Scope(date(2021, 1, 31), date(2021, 2, 28))
    assert compute(engine, "churn_inactivity", january).select("value", "n", "note").rows() == [
        (None, 0, "no known beginning")
    ]


def test_a_loss_that_goes_on_has_no_value_and_a_month_has_the_same_rate_by_whatever_period(
    warehouse: MakeWarehouse,
) -> None:
    starts = {"started_local": "2020-06-01T00:00:00"}
    engine = warehouse(
        subscriptions=[starts | {"ended_local": f"2021-0{month}-20T00:00:00"} for month in (2, 3)] + [starts] * 2
    )
    months = (
        (date(2021, 2, 1), date(2021, 3, 1)),
        (date(2021, 3, 1), date(2021, 4, 1)),
        (date(2021, 3, 1), date(2021, 4, 12)),
    )
    found = [compute(engine, "churn", Scope(*days)).select("value", "n", "note").row(0) for days in months]
    assert found == [(25.0, 4, None), (pytest.approx(100 / 3), 3, None), (None, 3, "immature")]
    row = compute(engine, "churn_monthly", Scope(*months[0])).row(0, named=True)
    assert (row["value"], row["days"]) == (pytest.approx(100 * (1 - 0.75 ** (30.4375 / 28))), 28)
    assert row["low"] < row["value"] < row["high"]
    both = compute(engine, "churn_monthly", Scope(date(2021, 2, 1), date(2021, 4, 1))).row(0, named=True)
    assert (both["value"], both["days"]) == (pytest.approx(100 * (1 - 0.5 ** (30.4375 / 59))), 59)
    running = compute(engine, "churn_monthly", Scope(*months[2])).row(0, named=True)  # the data end in it
    assert (running["value"], running["days"]) == (pytest.approx(100 * (1 - (2 / 3) ** (30.4375 / 31))), 31)
