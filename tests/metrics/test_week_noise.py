"""Weeks that have levels of their own, and that remember the one before: how much they add to the noise of a period's level."""

import numpy as np
import polars as pl
import pytest

from metrics.analyses.touchpoints.week_noise import WeekNoise, even, noise_factors, week_noise
from metrics.catalogue import find_metric

CSAT, BY, GROUPS, WEEKS = find_metric("csat"), ("touchpoint",), 25, 12


def answers(shift: float, memory: float, per_week: int = 40, seed: int = 1, metric: str = "csat") -> pl.DataFrame:
    """Touchpoints at 75 % whose weeks shift by so many points."""
    dice = np.random.default_rng(seed)
    own = dice.normal(size=(GROUPS, WEEKS))
    for week in range(1, WEEKS):
        own[:, week] = memory * own[:, week - 1] + np.sqrt(1 - memory**2) * own[:, week]
    n = dice.poisson(per_week, own.shape)
    hits = dice.binomial(n, np.clip(0.75 + shift / 100 * own, 0, 1))
    rows = [
        (f"t{group}", week, 100 * int(hits[group, week]) / int(n[group, week]), int(n[group, week]))
        for group, week in np.ndindex(*own.shape) if n[group, week]
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=["touchpoint", "week", "value", "n"], orient="row")


def test_the_noise_of_a_period_is_found_with_the_memory_of_its_weeks() -> None:
    found = {}
    for shift, memory in ((0.0, 0.0), (6.0, 0.0), (6.0, 0.8)):
        noises = [week_noise(CSAT, answers(shift, memory, seed=seed), BY) for seed in range(4)]
        found[shift, memory] = float(np.mean([noise.of_even_weeks for noise in noises if noise]))
    true = {key: key[0] ** 2 * float(even(key[1] ** np.arange(WEEKS))) for key in found}
    assert true == pytest.approx({(0.0, 0.0): 0.0, (6.0, 0.0): 3.0, (6.0, 0.8): 17.7}, abs=0.1)
    assert found[0.0, 0.0] < 2.5
    assert 2.5 < found[6.0, 0.0] < 7
    assert 11 < found[6.0, 0.8] < 35


def test_answers_of_few_weeks_say_no_more_than_those_weeks() -> None:
    noise = WeekNoise(np.array([4.0, 2.0, 1.0]), pl.DataFrame())
    assert noise.of_even_weeks == pytest.approx((3 * 4 + 2 * 2 * 2 + 2 * 1) / 9)
    assert noise.factor(90, 1800) == pytest.approx(1 + (90 * 22 / 9 + 4) / 1800)
    rows = answers(6.0, 0.0)
    bunched = rows.filter((pl.col("touchpoint") != "t0") | (pl.col("week") == 3))
    factors = [noise_factors(CSAT, weekly, BY).filter(touchpoint="t0")["factor"].item() for weekly in (rows, bunched)]
    assert (factors[1] - 1) * 12 / 3 > factors[0] - 1  # a twelfth of the answers, each as noisy together


def test_groups_with_weeks_of_their_own_are_quieter_together() -> None:
    weeks = pl.DataFrame({"channel": ["a", "a", "b", None], "touchpoint": ["x", "y", "z", "z"], "n": [10, 10, 20, 5],
                          "week": [1, 1, 1, 1], "variance": [1.0] * 4, "place": [0] * 4})  # fmt: skip
    noise = WeekNoise(np.array([4.0, 0.0]), weeks)
    assert noise.part_together({"channel": ("a",)}) == 0.5
    assert noise.part_together({"channel": ("b",), "country": ("ES",)}) == 1.0
    assert noise.part_together({"channel": ("",)}) == 1.0
    assert noise.part_together({}) == pytest.approx((100 + 100 + 400 + 25) / 45**2)
    assert noise.part_together({"channel": ("c",)}) == 1.0  # nothing is known of it


def test_too_few_weeks_say_nothing() -> None:
    few = answers(6.0, 0.0).filter(pl.col("touchpoint").is_in(["t0", "t1"]) & (pl.col("week") < 4))
    assert week_noise(CSAT, few, BY) is None
    assert noise_factors(CSAT, few, BY).is_empty()
    assert week_noise(find_metric("wait"), answers(6.0, 0.0), BY) is None
