"""Few companies of the proof that `python -m tests.drivers_proof` measures with many."""

import math

import pytest

from metrics.analyses.drivers.find import find_drivers
from metrics.semantic.scope import Scope
from tests.drivers_proof.company import Plan, make_company
from tests.drivers_proof.measure import Found, measure

PLANTED = ("help line", "gave_up")


@pytest.fixture(scope="module")
def planted() -> list[Found]:
    return measure(Plan({PLANTED: math.log(8)}), [11])


@pytest.fixture(scope="module")
def nothing() -> list[Found]:
    return measure(Plan({}), [12])


def test_an_experience_after_which_customers_leave_eight_times_as_often_is_told_and_no_other_one(planted: list[Found]):
    assert [(one.outcome, one.told, one.false) for one in planted if one.told] == [
        ("recommendation", 1, 0),
        ("repurchase", 1, 0),
        ("churn", 1, 0),
    ]


def test_a_company_without_drivers_is_told_none_and_nine_in_ten_intervals_hold_nothing(nothing: list[Found]):
    assert sum(one.told + one.false for one in nothing) == 0
    assert not any(one.has_skill for one in nothing)
    assert sum(one.covered for one in nothing) >= 0.9 * sum(one.nulls for one in nothing)


def test_what_unlucky_customers_have_afterwards_as_well_is_no_driver() -> None:
    engine = make_company(Plan({}, unlucky=1.0), 1)
    found = [find_drivers(engine, Scope(), outcome) for outcome in ("recommendation", "repurchase")]
    assert [(one.state, one.surviving) for one in found] == [("told", 0)] * 2
    assert all(one.failed >= 3 for one in found)
