"""What matters, hops, coverage and match rate mean, by example."""

from datetime import date

import numpy as np
import pytest

from metrics.analyses.curve import cumulative_shares
from metrics.analyses.identity import identity_of
from metrics.catalogue import METRICS
from metrics.semantic.compute import RESULT, compute
from metrics.semantic.rows import count_rows_behind, rows_behind
from metrics.semantic.scope import Scope
from tests.metrics.conftest import MakeWarehouse

SEEN = ("value", "n", "note")
YOUNG = "2021-03-28T09:00:00"  # three days before the data end
LAST_OLD, FIRST_YOUNG = "2021-03-24T18:00:00", "2021-03-24T18:00:01"


def test_one_contact_resolution_fails_with_a_second_contact_on_any_channel(warehouse: MakeWarehouse) -> None:
    engine = warehouse(matters=[
        {}, {"contacts": 2, "channels": 2, "hops": 1}, {"contacts": 2, "repeats": 1}, {"is_person_known": False, "contacts": 3},
    ])  # fmt: skip
    assert compute(engine, "ocr").select(SEEN).rows() == [(pytest.approx(100 / 3), 3, None)]
    assert compute(engine, "matters").select(RESULT).rows() == [(3.0, 3, None, None, "matters", None)]
    assert compute(engine, "contacts_per_matter").select("value", "n").rows() == [(pytest.approx(5 / 3), 3)]
    assert compute(engine, "hop_rate")["value"].to_list() == [pytest.approx(100 / 3)]
    assert compute(engine, "repeat_contact_rate")["value"].to_list() == [pytest.approx(100 / 3)]


def test_one_contact_resolves_only_what_it_settled_and_what_gave_up_in_the_queue_is_out(
    warehouse: MakeWarehouse,
) -> None:
    engine = warehouse(matters=[
        {"is_resolved": True}, {}, {"is_resolved": False}, {"contacts": 2},
        {"is_first_abandoned": True, "is_resolved": False},  # nobody answered
        {"is_first_abandoned": True, "contacts": 2},  # and came again
        {"is_first_handed_off": True}, {"is_first_handed_off": False, "is_first_abandoned": True},  # a machine answered
    ])  # fmt: skip
    assert compute(engine, "ocr").select(SEEN).rows() == [(pytest.approx(100 * 2 / 7), 7, None)]
    assert compute(engine, "no_repeat_any_channel").select(SEEN).rows() == [(75.0, 8, None)]


def test_a_machine_has_settled_what_is_contained_not_followed_and_not_rated_badly(warehouse: MakeWarehouse) -> None:
    by_machine = {"channel": "chatbot", "is_first_handed_off": False}
    engine = warehouse(matters=[
        by_machine, by_machine | {"is_satisfied": True}, by_machine | {"is_satisfied": False}, by_machine | {"contacts": 2},
        by_machine | {"is_resolved": False}, by_machine | {"is_first_handed_off": True}, {"is_resolved": True},
        by_machine | {"opened_local": YOUNG},
    ])  # fmt: skip
    assert compute(engine, "verified_containment").select(SEEN).rows() == [(pytest.approx(100 / 3), 6, "immature")]


def test_the_youngest_matters_are_left_out_and_it_says_so(warehouse: MakeWarehouse) -> None:
    engine = warehouse(matters=[{"opened_local": at, "duration_seconds": 60} for at in (LAST_OLD, FIRST_YOUNG, YOUNG)])
    assert compute(engine, "ocr").select(SEEN).rows() == [(100.0, 1, "immature")]
    assert compute(engine, "matter_time").select(SEEN).rows() == [(60.0, 1, "immature")]
    by_week = compute(engine, "matter_time", by=("week",)).select("week", *SEEN).rows()
    assert by_week == [("2021-03-22", 60.0, 1, "immature")]
    assert compute(engine, "matters", Scope(date(2021, 3, 26))).select(SEEN).rows() == [(None, 0, "immature")]
    assert count_rows_behind(engine, "matters", Scope()) == len(rows_behind(engine, "matters", Scope(), 9)) == 1
    assert cumulative_shares(engine, "matter_time", Scope())["n"].to_list()[0] == 1


def test_a_longer_window_of_the_matter_leaves_out_more(warehouse: MakeWarehouse) -> None:
    rows = [{"opened_local": "2021-03-20T09:00:00"}]
    assert compute(warehouse(matters=rows), "matters")["n"].to_list() == [1]
    assert compute(warehouse(matters=rows, matter_gap_days=14), "matters")["n"].to_list() == [0]


def test_contacts_per_matter_vary_by_person_and_not_by_matter(warehouse: MakeWarehouse) -> None:
    engine = warehouse(matters=[{"person_id": person, "contacts": n} for person, n in ((1, 4), (1, 4), (2, 1), (2, 1))])
    (row,) = compute(engine, "contacts_per_matter").select("value", "low", "high", "persons").rows()
    assert row == (2.5, pytest.approx(2.5 - 12.706 * 1.5, abs=0.01), pytest.approx(2.5 + 12.706 * 1.5, abs=0.01), 2)


def test_hops_are_forced_by_failure_abandonment_or_handoff_where_anything_says_so(warehouse: MakeWarehouse) -> None:
    causes = ("failure", "abandonment", "handoff", "chosen", None)
    engine = warehouse(matter_steps=[{"cause": c} for c in causes] + [{"kind": "repeat", "cause": "failure"}])
    assert compute(engine, "hops").select("value", "n", "judged", "forced").rows() == [(5.0, 5, 4, 3)]
    assert compute(engine, "forced_hops").select("value", "n").rows() == [(75.0, 4)]
    by_cause = compute(engine, "hops", by=("cause",)).select("cause", "value").rows()
    assert by_cause == [("abandonment", 1.0), ("chosen", 1.0), ("failure", 1.0), ("handoff", 1.0), (None, 1.0)]


def test_explaining_again_is_of_hops_and_transfers(warehouse: MakeWarehouse) -> None:
    engine = warehouse(matters=[{"hops": 2, "reexplained": 1, "transfers": 2}, {"hops": 1, "reexplained": 1}, {}])
    assert compute(engine, "reexplanation").select("value", "n").rows() == [(40.0, 5)]


def test_a_matter_is_resolved_among_those_that_say(warehouse: MakeWarehouse) -> None:
    engine = warehouse(matters=[{"is_resolved": said} for said in (True, True, False, None)])
    assert compute(engine, "matter_resolution").select("value", "n").rows() == [(pytest.approx(200 / 3), 3)]


COSTED = [
    {"is_resolved": True, "cost": 4.0, "currency": "EUR", "channels": 1}, {"is_resolved": False, "cost": 2.0, "currency": "EUR", "channels": 1},
    {"is_resolved": True, "cost": 12.0, "currency": "EUR", "channels": 2}, {"is_resolved": True, "channels": 3},
    {"cost": 50.0, "currency": "EUR"},
]  # fmt: skip


def test_the_unresolved_are_paid_for_by_the_resolved(warehouse: MakeWarehouse) -> None:
    engine = warehouse(matters=COSTED)
    value, n, low, high, unit, note = compute(engine, "cost_per_matter_resolved").select(RESULT).row(0)
    assert (value, n, unit, note) == (9.0, 2, "EUR", None)
    assert low < value < high
    by_channels = (
        compute(engine, "cost_per_matter_resolved", by=("channels_in_matter",))
        .select("channels_in_matter", *SEEN)
        .rows()
    )
    assert by_channels == [("1", 6.0, 1, None), ("2", 12.0, 1, None), ("3", None, 0, "no costs")]
    only_two = Scope(filters=(("channels_in_matter", ("2",)),))
    assert compute(engine, "cost_per_matter_resolved", only_two)["value"].to_list() == [12.0]


def test_the_interval_of_the_cost_agrees_with_the_bootstrap_by_person(warehouse: MakeWarehouse) -> None:
    dice = np.random.default_rng(8)
    people = [
        [(float(dice.gamma(2, 5)), bool(dice.random() < 0.6)) for _ in range(dice.integers(1, 5))] for _ in range(250)
    ]
    rows = [
        {"person_id": n, "cost": cost, "currency": "EUR", "is_resolved": is_resolved}
        for n, matters in enumerate(people) for cost, is_resolved in matters
    ]  # fmt: skip
    _, low, high = compute(warehouse(matters=rows), "cost_per_matter_resolved").select("value", "low", "high").row(0)
    costs = np.array([sum(cost for cost, _ in matters) for matters in people])
    resolved = np.array([sum(done for _, done in matters) for matters in people])  # none of some persons' matters is
    picks = dice.integers(0, 250, (4000, 250))
    drawn = costs[picks].sum(axis=1) / resolved[picks].sum(axis=1)
    assert (low, high) == (
        pytest.approx(np.quantile(drawn, 0.025), abs=0.35), pytest.approx(np.quantile(drawn, 0.975), abs=0.35),
    )  # fmt: skip


def test_costs_that_are_not_known_or_do_not_mix_are_none(warehouse: MakeWarehouse) -> None:
    assert compute(warehouse(matters=[{"is_resolved": True}]), "cost_per_matter_resolved").select(SEEN).rows() == [
        (None, 0, "no costs")
    ]
    assert compute(warehouse(), "cost_per_matter_resolved").select(SEEN).rows() == [(None, 0, "no costs")]
    mixed = warehouse(matters=[COSTED[0], COSTED[0] | {"currency": "USD"}])
    assert compute(mixed, "cost_per_matter_resolved").select("value", "unit", "note").rows() == [
        (None, "money", "mixed currencies")
    ]


def test_a_currency_is_named_beside_immature_days(warehouse: MakeWarehouse) -> None:
    engine = warehouse(matters=[COSTED[0], COSTED[0] | {"opened_local": YOUNG}])
    assert compute(engine, "cost_per_matter_resolved").select("value", "unit", "note").rows() == [
        (4.0, "EUR", "immature")
    ]


def test_hops_cost_what_the_next_contact_costs(warehouse: MakeWarehouse) -> None:
    engine = warehouse(matter_steps=[
        {"cost": 3.5, "currency": "EUR"}, {"cost": 4.0, "currency": "EUR"}, {}, {"kind": "repeat", "cost": 9.0, "currency": "EUR"},
    ])  # fmt: skip
    assert compute(engine, "hop_cost").select(RESULT).rows() == [(7.5, 2, None, None, "EUR", None)]
    assert compute(warehouse(matter_steps=[{}]), "hop_cost").select(SEEN).rows() == [(None, 0, "no costs")]


def test_the_time_until_the_next_channel_is_a_median_over_hops(warehouse: MakeWarehouse) -> None:
    engine = warehouse(
        matter_steps=[{"between_seconds": s} for s in (60, 120, 600, None)] + [{"kind": "repeat", "between_seconds": 1}]
    )
    assert compute(engine, "hop_wait").select("value", "n", "unit").rows() == [(120.0, 3, "seconds")]


def test_satisfaction_at_the_end_is_of_matters_that_have_an_answer(warehouse: MakeWarehouse) -> None:
    engine = warehouse(matters=[{"is_satisfied": said, "last_channel": "phone"} for said in (True, False, None)])
    assert compute(engine, "csat_at_end", by=("last_channel",)).select("last_channel", "value", "n").rows() == [
        ("phone", 50.0, 2)
    ]


def test_a_hop_opens_to_its_matters(warehouse: MakeWarehouse) -> None:
    engine = warehouse(
        matters=[{"matter_id": 7, "path": "chatbot > phone", "contacts": 2, "ended_local": "2021-01-05T10:00:00", "is_resolved": True}],
        matter_steps=[{"matter_id": 7, "cause": "handoff"}, {"matter_id": 8, "from_channel": "email"}],
    )  # fmt: skip
    scope = Scope(filters=(("from_channel", ("chatbot",)), ("to_channel", ("phone",))))
    found = rows_behind(engine, "hops", scope, 5).select(
        "matter_id", "cause", "path", "contacts", "is_resolved", "record_id"
    )
    assert found.rows() == [(7, "handoff", "chatbot > phone", 2, True, "matter_steps:0001")]
    assert rows_behind(engine, "ocr", Scope(), 5).select("matter_id", "path", "contacts").rows() == [
        (7, "chatbot > phone", 2)
    ]


CONTACTS = [
    {"is_person_matched": True}, {"is_person_matched": False}, {"is_person_matched": False}, {"is_person_known": False},
]  # fmt: skip


def test_coverage_is_of_all_contacts_and_the_match_rate_of_known_persons(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=CONTACTS)
    assert compute(engine, "coverage").select("value", "n").rows() == [(75.0, 4)]
    assert compute(engine, "match_rate").select("value", "n").rows() == [(pytest.approx(100 / 3), 3)]
    assert compute(warehouse(interactions=[{}]), "match_rate").select("value", "n").rows() == [(None, 0)]


def test_what_is_known_is_said_in_the_scope_of_the_number_as_far_as_contacts_have_it(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[*CONTACTS, {"channel": "email"}])
    scope = Scope(filters=(("channel", ("phone",)), ("from_channel", ("chatbot",))))
    known = identity_of(engine, scope)
    assert (known.coverage.value, known.coverage.n) == (75.0, 4)
    assert (known.match_rate.value, known.match_rate.n) == (pytest.approx(100 / 3), 3)
    assert (
        known.sentence
        == "identity: 75.0% of contacts tied to a person (n = 4), 33.3% of them known from another source too"
    )
    assert identity_of(warehouse(), scope).sentence == ""


def test_the_metrics_over_persons_say_that_they_are() -> None:
    without = {name for name, metric in METRICS.items() if not metric.uses_identity}
    assert {
        "fcr",
        "ocr",
        "hops",
        "persons",
        "conversion",
        "churn",
        "churn_inactivity",
        "retention",
        "match_rate",
    }.isdisjoint(without)
    assert {"nps", "interactions", "wait", "handle_mean", "coverage", "abandonment", "revenue"} <= without
