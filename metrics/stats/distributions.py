"""Quantiles and upper tails of the distributions that intervals and tests need.

They are scipy's own special functions, which load in a third of the processor time of `scipy.stats`, at every command's start.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special


def normal_quantile(share: ArrayLike) -> NDArray[np.float64]:
    """The value of the standard normal distribution that has this share below it."""
    quantile: NDArray[np.float64] = special.ndtri(share)
    return quantile


def normal_below(value: ArrayLike) -> NDArray[np.float64]:
    """The share of the standard normal distribution below the value."""
    below: NDArray[np.float64] = special.ndtr(value)
    return below


def normal_above(value: ArrayLike) -> NDArray[np.float64]:
    """The share of the standard normal distribution above the value."""
    return normal_below(np.negative(value))


def t_quantile(share: ArrayLike, freedom: ArrayLike) -> NDArray[np.float64]:
    """The value of Student's t with these degrees of freedom (infinite: the normal's) that has this share below it."""
    quantile: NDArray[np.float64] = special.stdtrit(freedom, share)
    return quantile


def t_above(value: ArrayLike, freedom: ArrayLike) -> NDArray[np.float64]:
    """The share of Student's t with these degrees of freedom above the value."""
    above: NDArray[np.float64] = special.stdtr(freedom, np.negative(value))
    return above


def beta_quantile(share: ArrayLike, a: ArrayLike, b: ArrayLike) -> NDArray[np.float64]:
    """The value of the beta distribution that has this share below it."""
    quantile: NDArray[np.float64] = special.betaincinv(a, b, share)
    return quantile


def binomial_quantile(share: ArrayLike, trials: ArrayLike, chance: ArrayLike) -> NDArray[np.float64]:
    """The smallest number of successes that has at least this share at or below it."""
    above = np.ceil(special.bdtrik(share, trials, chance))
    below = np.maximum(above - 1, 0)
    at_or_below = special.betainc(np.subtract(trials, below), below + 1, np.subtract(1, chance))
    reached = at_or_below >= np.multiply(share, 1 - 1e-12)  # a tie is reached, whatever the rounding
    quantile: NDArray[np.float64] = np.where(reached, below, above)
    return quantile
