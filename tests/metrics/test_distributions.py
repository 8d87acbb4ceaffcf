"""Quantiles and tails are those of scipy.stats, at the edges too."""

import numpy as np
import pytest
from scipy import stats

from metrics.stats import distributions

SHARES = np.array([1e-9, 0.025, 0.3, 0.5, 0.975, 1 - 1e-9])
VALUES = np.array([-40.0, -1.96, 0.0, 0.7, 9.0, np.inf, np.nan])


def test_the_normal() -> None:
    np.testing.assert_array_equal(distributions.normal_quantile(SHARES), stats.norm.ppf(SHARES))
    np.testing.assert_allclose(distributions.normal_below(VALUES), stats.norm.cdf(VALUES), rtol=1e-14)
    np.testing.assert_allclose(distributions.normal_above(VALUES), stats.norm.sf(VALUES), rtol=1e-14)


@pytest.mark.parametrize("freedom", [1, 2.5, 30, 1e7, np.inf])
def test_students_t(freedom: float) -> None:
    np.testing.assert_allclose(distributions.t_quantile(SHARES, freedom), stats.t.ppf(SHARES, freedom), rtol=1e-12)
    np.testing.assert_allclose(distributions.t_above(VALUES, freedom), stats.t.sf(VALUES, freedom), rtol=1e-12)


def test_the_beta() -> None:
    np.testing.assert_allclose(
        distributions.beta_quantile(SHARES, 0.5, 12), stats.beta.ppf(SHARES, 0.5, 12), rtol=1e-12
    )


@pytest.mark.parametrize("trials", [1, 7, 500, 1_000_000])
@pytest.mark.parametrize("chance", [0.01, 0.5, 0.95])
def test_the_binomial(trials: int, chance: float) -> None:
    shares = np.linspace(0.001, 0.999, 97)
    np.testing.assert_array_equal(
        distributions.binomial_quantile(shares, trials, chance), stats.binom.ppf(shares, trials, chance)
    )
