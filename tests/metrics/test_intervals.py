"""The golden vectors of the definitions, and the bootstrap by person as the oracle of the means."""

import numpy as np
import pytest

from metrics.stats import intervals


@pytest.mark.parametrize(
    ("promoters", "detractors", "n", "low", "high"),
    [(50, 20, 100, 14.05, 44.20), (5, 2, 10, -19.05, 65.20), (15, 6, 30, 0.68, 53.86), (200, 80, 400, 22.15, 37.40)],
)
def test_nps_adjusted_wald(promoters: int, detractors: int, n: int, low: float, high: float) -> None:
    assert intervals.nps_interval(promoters, detractors, n) == (
        pytest.approx(low, abs=0.005),
        pytest.approx(high, abs=0.005),
    )


def test_ten_promoters_of_ten_are_not_certain() -> None:
    centre, error = intervals.adjusted_nps(10, 0, 10)
    assert centre + intervals.Z * error == pytest.approx(106.34, abs=0.005)
    assert intervals.nps_interval(10, 0, 10) == (pytest.approx(47.50, abs=0.005), 100)
    assert intervals.wald_nps_margin(10, 0, 10) == 0


def test_nps_plain_margin() -> None:
    assert intervals.wald_nps_margin(50, 20, 100) == pytest.approx(15.31, abs=0.005)


@pytest.mark.parametrize(
    ("now", "before", "difference", "p"),
    [((55, 15, 100), (50, 20, 100), 9.71, 0.359), ((220, 60, 400), (200, 80, 400), 9.93, 0.063)],
)
def test_two_nps(now: tuple, before: tuple, difference: float, p: float) -> None:
    test = intervals.compare_nps(now, before)
    assert (test.difference, test.p) == (pytest.approx(difference, abs=0.005), pytest.approx(p, abs=0.0005))


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(80, 100, 71.12, 86.66), (8, 10, 49.02, 94.33), (10, 10, 72.25, 100), (0, 20, 0, 16.11), (74, 107, 59.87, 77.12)],
)
def test_wilson(hits: int, n: int, low: float, high: float) -> None:
    assert intervals.wilson_interval(100 * hits / n, n) == (
        pytest.approx(low, abs=0.005),
        pytest.approx(high, abs=0.005),
    )


def test_newcombe_difference_of_two_shares() -> None:
    # Newcombe 1998, table II, method 10: 56/70 against 48/80 is 0.0524 to 0.3339.
    now, before = (80.0, *intervals.wilson_interval(80.0, 70)), (60.0, *intervals.wilson_interval(60.0, 80))
    assert intervals.difference_bounds(now, before) == (pytest.approx(5.24, abs=0.005), pytest.approx(33.39, abs=0.005))


@pytest.mark.parametrize(
    ("n", "quantile", "ranks"),
    [(5, 0.5, None), (6, 0.5, (1, 6)), (10, 0.5, (2, 9)), (20, 0.5, (6, 15)), (30, 0.9, None), (100, 0.9, (84, 96))],
)
def test_order_statistics_of_a_percentile(n: int, quantile: float, ranks: tuple | None) -> None:
    # Hahn and Meeker, tables of distribution-free intervals: 2nd and 9th of 10, 6th and 15th of 20 for the median.
    assert intervals.percentile_ranks(n, quantile) == ranks


def test_ranks_lie_as_much_wider_apart_as_values_repeat() -> None:
    # 40 and 61 of 100: 10 and 11 ranks from the 50th; of values four times as alike 20 and 22.
    assert intervals.percentile_ranks(100, 0.5) == (40, 61)
    assert intervals.percentile_ranks(100, 0.5, effect=4.0) == (30, 72)
    assert intervals.percentile_ranks(20, 0.5, effect=9.0) is None


def test_the_width_of_a_percentile_counts_whole_ranks() -> None:
    assert intervals.percentile_width([100, 0], 0.5) == pytest.approx([21 / 5, np.nan], nan_ok=True)


def test_percentile_ranks_cover_the_percentile_in_95_of_100_samples() -> None:
    low, high = intervals.percentile_ranks(60, 0.75) or (0, 0)
    samples = np.sort(np.random.default_rng(5).random((4000, 60)), axis=1)
    covered = ((samples[:, low - 1] <= 0.75) & (samples[:, high - 1] >= 0.75)).mean()
    assert covered == pytest.approx(0.955, abs=0.015)


def test_the_mean_by_person_agrees_with_the_bootstrap_by_person() -> None:
    dice = np.random.default_rng(3)
    people = [dice.normal(dice.normal(50, 10), 5, dice.integers(1, 8)) for _ in range(200)]
    s, c = np.array([p.sum() for p in people]), np.array([len(p) for p in people])
    low, high = intervals.cluster_mean_interval(
        s.sum() / c.sum(), c.sum(), 200, (s * s).sum(), (s * c).sum(), (c * c).sum()
    )
    picks = dice.integers(0, 200, (4000, 200))
    means = s[picks].sum(axis=1) / c[picks].sum(axis=1)
    assert (low, high) == (
        pytest.approx(np.quantile(means, 0.025), abs=0.3),
        pytest.approx(np.quantile(means, 0.975), abs=0.3),
    )
    rows = np.concatenate(people)
    naive = intervals.Z * rows.std() / np.sqrt(len(rows))
    assert high - low > 2 * naive * 1.2  # rows of one person are alike: taking them as independent would be too sure


def test_one_person_says_nothing_about_the_spread() -> None:
    low, high = intervals.cluster_mean_interval(3.0, 4, 1, 144, 48, 16)
    assert np.isnan(low)
    assert np.isnan(high)


def test_counts_have_poisson_noise() -> None:
    low, high = intervals.sum_difference_bounds(130, 130, 100, 100)
    assert (low, high) == (pytest.approx(0.276, abs=0.001), pytest.approx(59.724, abs=0.001))
