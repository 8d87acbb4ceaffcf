"""A small run of the proof: nobody is lost where nobody leaves, leavers are found, and worlds hold what they say."""

from __future__ import annotations

import numpy as np
import pytest

from tests.inactivity_proof.__main__ import MOST_BACK, MOST_LOST, judge
from tests.inactivity_proof.worlds import STAYING, World, draw_visits, equal, gamma

SMALL = ("equal, every 20 days", "gamma(.7), 30 days", "half every 7, half every 200", "even runs of 3, every 45 days")


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("days", [90, 365])
def test_where_nobody_leaves_nobody_is_lost(name: str, days: int) -> None:
    rates, regular, clump = STAYING[name]
    found = judge(World(name, rates, days, 200, regular, clump), 1)
    assert max(found.churn or 0, found.lost_now) < MOST_LOST


def test_who_left_is_found_once_silent_for_long_and_few_come_back() -> None:
    found = judge(World("leaving", gamma(2, 20), 730, 1000, stay_days=300), 1)
    assert found.known_left > 100 and found.found >= 0.7 * found.known_left
    assert found.called > 100 and found.back <= MOST_BACK / 100 * found.called
    assert found.wrong <= 0.05 * found.lost


def test_worlds_come_at_their_rates_and_leave_at_theirs() -> None:
    dice = np.random.default_rng(1)
    who, when, left = draw_visits(World("even", equal(10), 1000, 50, regular=8), dice)
    assert (left == np.inf).all() and when.min() >= 0 and when.max() < 1000
    assert np.bincount(who) == pytest.approx(np.full(50, 100), abs=12)
    who, when, left = draw_visits(World("leaving", equal(10), 1000, 50, stay_days=300), dice)
    assert (when < left[who]).all() and 0 < (left < 1000).sum() < 50
