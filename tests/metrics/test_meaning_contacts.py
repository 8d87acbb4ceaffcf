"""What times, contact-centre rates and costs mean, by example."""

from datetime import date

import pytest

from metrics.semantic.compute import RESULT, compute
from metrics.semantic.scope import Scope
from tests.metrics.conftest import MakeWarehouse

DAY = 86_400


def test_nothing_measured_is_null_and_not_zero(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[{}, {}])
    for name in (
        "wait",
        "handle_mean",
        "first_response_p90",
        "resolution",
        "abandonment",
        "transfer",
        "reopen",
        "service_level",
    ):
        assert compute(engine, name).select("value", "n", "low", "high").rows() == [(None, 0, None, None)], name


def test_waits_are_of_answered_contacts_and_dated_by_the_answer(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[
        {"wait_seconds": 10, "is_abandoned": False, "answered_local": "2021-02-01T00:00:05", "started_local": "2021-01-31T23:59:55"},
        {"wait_seconds": 30, "is_abandoned": None, "answered_local": "2021-02-01T10:00:00"},
        {"wait_seconds": 500, "is_abandoned": True},
    ])  # fmt: skip
    assert compute(engine, "wait", by=("month",)).select("month", "value", "n").rows() == [("2021-02", 20.0, 2)]
    assert compute(engine, "wait_mean").select("value", "n").rows() == [(20.0, 2)]


def test_a_median_carries_the_order_statistics_around_it(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[{"handle_seconds": seconds} for seconds in range(1, 11)])
    assert compute(engine, "handle").select(RESULT).rows() == [(5.5, 10, 2.0, 9.0, "seconds", None)]


def test_p90_needs_thirty_and_p95_sixty(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[{"handle_seconds": n} for n in range(59)])
    assert compute(engine, "handle_p90").select("value", "n", "note").rows() == [(pytest.approx(52.2), 59, None)]
    assert compute(engine, "handle_p95").select("value", "n", "note").rows() == [(None, 59, "withheld")]


def test_p90_of_twenty_nine_is_withheld(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[{"handle_seconds": n} for n in range(29)])
    assert compute(engine, "handle_p90").select("value", "n", "note").rows() == [(None, 29, "withheld")]


def test_short_abandons_are_left_out_where_the_wait_is_known(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[
        {"is_abandoned": False, "wait_seconds": 20},
        {"is_abandoned": False, "wait_seconds": 21},
        {"is_abandoned": True, "wait_seconds": 4},
        {"is_abandoned": True, "wait_seconds": 5},
        {"is_abandoned": True},
        {"is_abandoned": None, "wait_seconds": 3},
    ])  # fmt: skip
    assert compute(engine, "abandonment").select("value", "n", "hits", "short_abandons").rows() == [(50.0, 4, 2, 1)]
    assert compute(engine, "service_level").select("value", "n", "hits", "short_abandons").rows() == [(25.0, 4, 1, 1)]


def test_the_service_level_is_a_setting(warehouse: MakeWarehouse) -> None:
    rows = [{"is_abandoned": False, "wait_seconds": seconds} for seconds in (10, 25)]
    assert compute(warehouse(interactions=rows, service_level_seconds=30), "service_level")["value"].to_list() == [
        100.0
    ]


def test_transfers_are_of_handled_and_reopens_of_solved_contacts(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[
        {"transfer_count": 2, "reopen_count": 1, "is_resolved": True},
        {"transfer_count": 0, "reopen_count": 0, "is_resolved": True},
        {"transfer_count": 1, "is_abandoned": True, "reopen_count": 1, "is_resolved": False},
    ])  # fmt: skip
    assert compute(engine, "transfer").select("value", "n").rows() == [(50.0, 2)]
    assert compute(engine, "reopen").select("value", "n").rows() == [(50.0, 2)]


def test_a_first_contact_is_settled_when_no_other_follows_in_seven_days(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[
        {"next_contact_seconds": 7 * DAY},
        {"next_contact_seconds": 7 * DAY + 1},
        {},
        {"previous_contact_seconds": 7 * DAY},  # a repeat, no first contact
        {"previous_contact_seconds": 7 * DAY + 1},
        {"direction": "outbound"}, {"interaction_type": "email_touch"}, {"is_person_known": False},
        {"started_local": "2021-03-25T00:00:00"},  # too young to know
    ])  # fmt: skip
    for name in ("fcr", "no_repeat_same_channel"):
        assert compute(engine, name).select("value", "n", "note", "immature").rows() == [(75.0, 4, "immature", 1)]


def test_no_new_contact_is_no_resolution_where_the_contact_says_otherwise(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[
        {"is_abandoned": False, "is_resolved": True},
        {"is_abandoned": True, "is_resolved": False},  # nobody answered: neither resolved nor not
        {"is_resolved": False},
        {"channel": "chatbot", "is_handed_off": True, "is_resolved": True},
        {"channel": "chatbot", "is_handed_off": False, "is_abandoned": True},  # the machine answered, the customer left
        {},
    ])  # fmt: skip
    assert compute(engine, "fcr").select("value", "n").rows() == [(40.0, 5)]
    assert compute(engine, "no_repeat_same_channel").select("value", "n").rows() == [(100.0, 6)]


def test_resolved_of_all_contacts_counts_what_nobody_states_as_not_resolved(warehouse: MakeWarehouse) -> None:
    rows = [
        {"is_resolved": True},
        {"is_resolved": False},
        {},
        {"is_abandoned": True},
        {"direction": "outbound", "is_resolved": True},
    ]
    assert compute(warehouse(interactions=rows), "resolved_contacts").select("value", "n").rows() == [(25.0, 4)]
    assert compute(warehouse(interactions=[{}, {}]), "resolved_contacts").select("value", "n").rows() == [(None, 2)]


def test_a_contact_with_a_machine_is_contained_passed_on_or_left(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[
        {"is_handed_off": False, "is_resolved": True}, {"is_handed_off": False}, {"is_handed_off": True, "is_abandoned": True},
        {"is_handed_off": False, "is_resolved": False}, {"is_handed_off": False, "is_abandoned": True},
        {"is_abandoned": True}, {"is_resolved": True},  # with people
    ])  # fmt: skip
    names = ("containment", "escalation", "bot_abandonment")
    assert [compute(engine, name).select("value", "n").row(0) for name in names] == [(40.0, 5), (20.0, 5), (40.0, 5)]


def test_the_last_days_alone_are_masked(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[{"started_local": "2021-03-30T00:00:00"}])
    assert compute(engine, "fcr", by=("week",)).select("week", "value", "n", "note").rows() == [
        ("2021-03-29", None, 0, "immature")
    ]


def test_cost_per_contact_keeps_to_days_and_channels_with_service_costs(warehouse: MakeWarehouse) -> None:
    engine = warehouse(
        interactions=[
            {},
            {},
            {"channel": "email"},
            {"started_local": "2021-01-09T10:00:00"},
            {"interaction_type": "ad_touch"},
        ],
        daily_costs=[{"amount": 30}, {"amount": 500, "cost_kind": "media"}],
    )
    value, n, *_, unit, note = compute(engine, "cost_per_contact").select(RESULT).row(0)
    assert (value, n, unit, note) == (15.0, 2, "EUR", None)
    by_agent = compute(engine, "cost_per_contact", by=("agent",)).select("agent", "value", "n", "note").rows()
    assert by_agent == [(None, None, 2, "no costs")]


def test_without_costs_there_is_no_cost_per_contact(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[{}, {}])
    assert compute(engine, "cost_per_contact").select(RESULT).rows() == [(None, 0, None, None, "money", "no costs")]


def test_costs_in_two_currencies_are_no_cost(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[{}], daily_costs=[{"amount": 30}, {"amount": 30, "currency": "USD"}])
    assert compute(engine, "cost_per_contact").select("value", "n", "unit", "note").rows() == [
        (None, 1, "money", "mixed currencies")
    ]


def test_hours_of_the_week_start_on_monday_and_a_day_has_none(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[
        {"started_local": "2021-01-04T00:30:00"}, {"started_local": "2021-01-10T23:59:00"}, {"started_local": "2021-01-05T09:00:00"},
        {"started_local": "2021-01-05T00:00:00", "time_precision": "day"},
    ])  # fmt: skip
    assert compute(engine, "interactions", by=("hour_of_week",)).select("hour_of_week", "value").rows() == [
        (0, 1.0),
        (33, 1.0),
        (167, 1.0),
        (None, 1.0),
    ]


def test_buckets_of_time_are_named_by_their_start(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[{"started_local": "2021-08-22T12:00:00"}])  # a Sunday
    names = [
        compute(engine, "interactions", by=(unit,))[unit].item() for unit in ("day", "week", "month", "quarter", "year")
    ]
    assert names == ["2021-08-22", "2021-08-16", "2021-08", "2021-Q3", "2021"]


def test_counts_of_small_groups_are_never_withheld(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[{}], minimum_n_shown=5)
    assert compute(engine, "interactions").select(RESULT).rows() == [(1.0, 1, None, None, "contacts", None)]


def test_an_empty_filter_value_means_unknown(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[{"team": None}, {"team": "red"}, {"team": "blue"}])
    scope = Scope(date(2021, 1, 1), None, (("team", ("red", "")),))
    assert compute(engine, "interactions", scope, ("team",)).select("team", "value").rows() == [
        ("red", 1.0),
        (None, 1.0),
    ]


def test_an_attribute_is_a_dimension(warehouse: MakeWarehouse) -> None:
    rows = [{"attributes": {"contract": kind}} for kind in ("monthly", "monthly", "yearly")] + [{"attributes": None}]
    engine = warehouse(interactions=rows)
    found = compute(engine, "interactions", by=("attribute.contract",)).rows()
    assert [row[:2] for row in found] == [("monthly", 2.0), ("yearly", 1.0), (None, 1.0)]
