"""How much wider an interval is because the same persons answer several times."""

import math
from datetime import date, datetime, timedelta

import polars as pl
import pytest

from metrics.catalogue import find_metric
from metrics.semantic.compute import compute
from metrics.semantic.difference import difference_interval
from metrics.semantic.percentile_noise import scale_factor
from metrics.semantic.scope import Scope
from tests.metrics.conftest import MakeWarehouse

LAST_DAY = date(2021, 3, 28)  # a Sunday
WEEKS = Scope(date(2021, 1, 4), date(2021, 3, 29))


def waits(persons: int, calls: int, least: int = 1) -> list[dict]:
    """Calls of persons who each wait always as long: the n-th so many minutes."""
    first = datetime(2021, 1, 4, 9)
    return [
        {"person_id": person, "wait_seconds": 60.0 * (person + least),
         "answered_local": (first + timedelta(days=(7 * call + person) % 84)).isoformat()}
        for person in range(persons) for call in range(calls)
    ]  # fmt: skip


@pytest.mark.parametrize(("calls", "low", "high"), [(1, 41, 61), (4, 30, 71)])
def test_the_median_of_persons_who_repeat_themselves_is_known_as_well_as_that_of_the_persons(
    warehouse: MakeWarehouse, calls: int, low: int, high: int
) -> None:
    # One call each: ranks 40 and 61 of 100. Four calls each, all alike: of 400 the 180th and 221st, twice as far from the middle as
    # they would be were each call another's; that is the 160th and 242nd, of whom the persons are 40th and 61st.
    row = compute(warehouse(interactions=waits(100, calls)), "wait", WEEKS).row(0, named=True)
    assert (row["n"], row["value"]) == (100 * calls, 60 * 50.5)
    assert (row["low"], row["high"]) == (60 * 40, 60 * 61)


def test_a_difference_is_not_wider_for_repeats() -> None:
    both = {"value": 100.0, "low": 80.0, "high": 120.0, "old_value": 90.0, "old_low": 70.0, "old_high": 110.0}
    low, high = difference_interval(pl.DataFrame([both]), find_metric("wait"), effect=4.0)
    assert (*low, *high) == pytest.approx((10 - math.hypot(10, 10), 10 + math.hypot(10, 10)))


def test_restless_weeks_move_a_percentile_less_beside_its_own_noise_than_a_median() -> None:
    # The median is known to 10 % of itself, the P90 to 20 %: what weeks add is a quarter as much of its noise.
    noise = pl.DataFrame({"team": ["a", None, "b"], "factor": [5.0, 5.0, 5.0], "freedom": [9.0, 9.0, 9.0]})
    median = pl.DataFrame({"team": ["a", None, "b"], "value": [100.0] * 3, "low": [95.0] * 3, "high": [105.0] * 3})
    p90 = pl.DataFrame(
        {"team": ["a", None, "b"], "value": [400.0] * 3, "low": [360.0, 380.0, None], "high": [440.0, 420.0, None]}
    )
    scaled = scale_factor(noise, p90, median, ("team",))
    assert scaled.to_dict(as_series=False) == {
        "team": ["a", None, "b"],
        "factor": [2.0, 5.0, 5.0],
        "freedom": [9.0] * 3,
    }
    assert scale_factor(noise.select("factor")[:1], p90[:1], median[:1], ())["factor"].to_list() == [2.0]
