"""No metric calls the beginning or the end of the data a change: the whole catalogue, in worlds in which nothing changes."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from metrics.catalogue import METRICS
from metrics.semantic.comparison import compare, end_of_data
from metrics.semantic.scope import Scope
from tests.metrics.unchanging_world import make_world
from warehouse.config.settings import Settings
from warehouse.store.engine import Engine

SEEDS = (1, 2, 3)
# Of 2 × 80 metrics one in twenty such tests is beyond this by chance alone; what is censored is beyond it by far.
BEYOND = 4.0
NO_DATA = {"cost_per_contact", "cost_per_matter_resolved", "hop_cost", "further_legs", "messages", "unanswered"}
# What the beginning or the end of the data hides in part of one of the two periods, or in all of it, is not compared.
HIDDEN = {
    4: {
        "churn_inactivity",
        "returned_after_lost",
        "conversion",
        "retention",
        "drop_off",
        "next_touch",
        "next_touch_p90",
        "matters",
        "hops",
        "stage_returns",
    },
    12: {"churn_inactivity", "returned_after_lost", "journeys", "matters", "hops", "stage_returns"},
}


@pytest.fixture(scope="module")
def worlds() -> list[Engine]:
    return [make_world(seed, Settings(minimum_n_shown=1)) for seed in SEEDS]


def differences(worlds: list[Engine], weeks: int) -> Mapping[str, float]:
    """By metric that is compared, how many standard errors the difference of the last weeks is, over all worlds."""
    found = {}
    for name in METRICS:
        total = variance = 0.0
        for engine in worlds:
            end = end_of_data(engine)
            row = compare(engine, name, Scope(end - timedelta(weeks=weeks), end)).row(0, named=True)
            if row["difference"] is not None and row["difference_low"] is not None:
                total += row["difference"]
                variance += ((row["difference_high"] - row["difference_low"]) / 2 / 1.96) ** 2
        if variance:
            found[name] = total / variance**0.5
    return found


@pytest.mark.parametrize("weeks", [4, 12])
def test_nothing_changed(worlds: list[Engine], weeks: int) -> None:
    found = differences(worlds, weeks)
    assert {name: round(z, 1) for name, z in found.items() if abs(z) > BEYOND} == {}
    assert set(METRICS) - set(found) == NO_DATA | HIDDEN[weeks]
