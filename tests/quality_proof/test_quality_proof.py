"""A few of the worlds of the proof: silent where nothing happens, and every fault found in time."""

import pytest

from tests.quality_proof.__main__ import IN_TIME_WEEKS, count_alarms, count_overdue, weeks_until_found
from tests.quality_proof.worlds import ARRIVALS, FAULTS, QUIET, World

QUICK = (QUIET[0], QUIET[4], QUIET[7])


@pytest.mark.parametrize("world", QUICK, ids=lambda world: world.name)
def test_a_world_where_nothing_happens_is_silent(world: World) -> None:
    assert count_alarms(world, 30, seed=1) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_in_time(fault: str) -> None:
    found = weeks_until_found(QUIET[0], fault, 30, seed=1)
    assert found is not None
    assert found <= IN_TIME_WEEKS


@pytest.mark.parametrize("arrival", ARRIVALS)
def test_exports_that_come_are_seldom_called_overdue(arrival: str) -> None:
    counted = [count_overdue(arrival, seed) for seed in range(20)]
    assert sum(false for false, _ in counted) <= len(counted) / 2
    assert all(days < 120 for _, days in counted)
