"""How much more often the outcome came with an experience than without, among customers alike in everything else that is known.

The penalised model forecasts well but draws every effect towards nothing and shares it among experiences that go together: its
coefficients would accuse the innocent neighbour. So the differences are those of the linear model with all experiences at once, in
points of the outcome's share, with errors that keep the rows of a person together. A difference goes with an experience; whether the
experience made it, no such model can say.
"""

import numpy as np
from numpy.typing import NDArray

from metrics.stats.distributions import t_above, t_quantile
from metrics.stats.intervals import CONFIDENCE, Floats

MOST_LEVERAGE = 0.9
Differences = tuple[Floats, Floats, Floats, Floats]  # difference, low, high, p


def adjusted_differences(
    x: Floats, held: Floats, y: Floats, persons: NDArray[np.intp], forecast: Floats
) -> Differences:
    """Of each column of `x` (0/1): difference, low, high in points (of 100) and the two-sided p.

    Errors: rows weighted up by their leverage (HC3, MacKinnon and White 1985), summed by person; never smaller than the error to expect of
    rows with the forecast shares, so that five customers who agree by chance are not taken for certain. Rows are in order of time by person.
    Student's t by the persons with the experience or without, whichever are fewer.
    """
    z = np.hstack([np.ones((len(x), 1)), held, x])
    inverse = np.linalg.pinv(z.T @ z, hermitian=True)
    weights = z @ inverse  # what each row adds to each coefficient, per unit of its outcome
    beta = weights.T @ y
    leverage = np.minimum((weights * z).sum(axis=1), MOST_LEVERAGE)
    own = weights[:, -x.shape[1] :]
    scores = own * ((y - z @ beta) / (1 - leverage))[:, None]
    count = int(persons.max()) + 1
    robust = (sum_by_person(scores, persons, count) ** 2).sum(axis=0) * count / max(count - 1, 1)
    least = expected_variance(own, y, forecast, persons, count)
    error = np.sqrt(np.maximum(robust, least))
    difference = beta[-x.shape[1] :]
    fewer = np.minimum(persons_with(x, persons, count), persons_with(1 - x, persons, count))
    freedom = np.maximum(fewer - 1, 1)
    half = t_quantile(0.5 + CONFIDENCE / 2, freedom) * error
    p = 2 * t_above(np.abs(difference) / error, freedom)
    return 100 * difference, 100 * (difference - half), 100 * (difference + half), p


def expected_variance(own: Floats, y: Floats, forecast: Floats, persons: NDArray[np.intp], count: int) -> Floats:
    """Variance of each difference if outcomes came as forecast, rows of a person going together as much as neighbouring ones do here."""
    spread = np.sqrt(np.clip(forecast * (1 - forecast), 1e-6, None))
    left = (y - forecast) / spread
    near = persons[1:] == persons[:-1]
    alike = float(np.clip(np.mean(left[1:][near] * left[:-1][near]) / np.mean(left**2), 0, 1)) if near.any() else 0.0
    parts = own * spread[:, None]
    alone = (parts**2).sum(axis=0)
    variances: Floats = (1 - alike) * alone + alike * (sum_by_person(parts, persons, count) ** 2).sum(axis=0)
    return variances


def sum_by_person(values: Floats, persons: NDArray[np.intp], count: int) -> Floats:
    """Columns summed over the rows of each person."""
    order = np.argsort(persons, kind="stable")
    starts = np.searchsorted(persons[order], np.arange(count))
    return np.add.reduceat(values[order], starts, axis=0)


def persons_with(x: Floats, persons: NDArray[np.intp], count: int) -> Floats:
    """How many persons have a 1 in any row, by column."""
    found: Floats = (sum_by_person(x, persons, count) > 0).sum(axis=0).astype(np.float64)
    return found
