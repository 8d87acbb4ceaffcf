"""How sure a step in a weekly course is, when weeks resemble their neighbours and courses drift apart by themselves.

The course is a level, a step after the start, and noise: that of the answers, which their number tells; shocks of the weeks,
which may resemble the week before; a slow walk and a steady drift of the groups from each other. How much of each, nobody
knows, and some twenty weeks do not tell. So every mixture is fitted (generalised least squares, flat priors on level and
step) and the answers are averaged by how well each explains the course: Bayesian model averaging (Hoeting et al. 1999). The
priors are chosen so that of actions that change nothing at most 5 % seem to; `python -m tests.fix_proof` measures it.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from metrics.stats.distributions import normal_below

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Prior = tuple[tuple[float, float], ...]  # (value, weight)


class Drift(NamedTuple):
    """Priors of a slow walk and of a steady drift, in units of a week's whole noise per week."""

    walks: Prior
    slopes: Prior


# Variance of the weeks' shocks in units of that of the answers; many answers a week leave mostly shocks.
SHOCKS: Prior = ((0.0, 0.3), *((size, 0.7 / 10) for size in (0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 10_000)))
RESEMBLE: Prior = ((0.0, 0.3), (0.3, 0.25), (0.5, 0.25), (0.8, 0.2))
AGAINST_OTHERS = Drift(((0.0, 0.6), (0.1, 0.2), (0.2, 0.1), (0.4, 0.1)), ((0.0, 0.85), (0.05, 0.10), (0.15, 0.05)))
# Nothing takes trend and season out of a course that is compared with nobody.
ALONE = Drift(((0.0, 0.15), (0.1, 0.25), (0.2, 0.3), (0.4, 0.3)), ((0.0, 0.25), (0.05, 0.35), (0.15, 0.4)))
BY_LOT = Drift(((0.0, 1.0),), ((0.0, 1.0),))  # halves of the same persons have no reason to part
POWER = 0.8
UNLIKELY = 1e-5  # mixtures of less weight are let go once the course has been seen


@dataclass(frozen=True)
class Step:
    """What is known of a step: for each likely mixture of noise its weight, and the normal law of the step under it."""

    weights: Floats
    means: Floats
    errors: Floats
    mixtures: Floats

    @property
    def estimate(self) -> float:
        """The step, averaged."""
        return float(self.weights @ self.means)

    def below(self, value: float) -> float:
        """The probability that the step is below a value."""
        return float(self.weights @ normal_below((value - self.means) / self.errors))

    @property
    def p(self) -> float:
        """Two-sided: twice the smaller probability of the sides of 0."""
        below = self.below(0.0)
        return float(np.clip(2 * min(below, 1 - below), 0.0, 1.0))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The interval that leaves as much on either side."""
        reach = 9 * float(self.errors.max())
        low, high = float(self.means.min()) - reach, float(self.means.max()) + reach
        tail = (1 - level) / 2

        def at(share: float) -> float:
            return float(optimize.brentq(lambda x: self.below(x) - share, low, high, xtol=(high - low) * 1e-10))

        return at(tail), at(1 - tail)


def find_step(course: Floats, weeks: Floats, is_after: Bools, variances: Floats, drift: Drift) -> Step:
    """The step of a weekly course. `weeks`: their numbers, gaps allowed; `variances`: of each week, from its answers alone."""
    mixtures, prior = mixtures_of(drift)
    solved = solve(weeks, is_after, variances, mixtures)
    size = float(variances.mean())
    misfit = np.einsum("i,kij,j->k", course, solved.residual, course) / size
    fit = np.log(prior) + solved.log_fit - misfit / 2
    weights = np.exp(fit - fit.max())
    weights /= weights.sum()
    likely = weights > UNLIKELY
    return Step(
        weights[likely] / weights[likely].sum(), (solved.to_step @ course)[likely], np.sqrt(size * solved.error[likely]),
        mixtures[likely],
    )  # fmt: skip


def error_after(step: Step, weeks: Floats, is_after: Bools, variances: Floats) -> float:
    """The standard error that the step would have over other weeks (more of them after the start), with the noise that was seen."""
    likely = step.weights > step.weights.max() / 100  # the rest moves the error in its third digit
    solved = solve(weeks, is_after, variances, step.mixtures[likely])
    weights = step.weights[likely] / step.weights[likely].sum()
    return float(np.sqrt(float(variances.mean()) * (weights @ solved.error)))


class Solved(NamedTuple):
    """By mixture: the matrix of squared residuals, the fit's constant, the weights that make the step, its squared error."""

    residual: Floats
    log_fit: Floats
    to_step: Floats
    error: Floats


def solve(weeks: Floats, is_after: Bools, variances: Floats, mixtures: Floats) -> Solved:
    """Generalised least squares of level and step under every mixture, in units of the answers' mean variance."""
    covariances = covariances_of(weeks, variances, mixtures)
    design = np.column_stack([np.ones(len(weeks)), is_after.astype(np.float64)])
    inverse = np.linalg.inv(covariances)
    errors = np.linalg.inv(design.T @ inverse @ design)
    solution = errors @ design.T @ inverse
    residual = inverse - inverse @ design @ solution
    log_fit = (np.linalg.slogdet(errors)[1] - np.linalg.slogdet(covariances)[1]) / 2
    return Solved(residual, log_fit, solution[:, 1], errors[:, 1, 1])


def covariances_of(weeks: Floats, variances: Floats, mixtures: Floats) -> Floats:
    """The covariance of the weeks under every mixture; the answers' noise is larger where fewer answered."""
    since = weeks - weeks.min()
    own = np.diag(variances / variances.mean())
    apart = np.abs(np.subtract.outer(weeks, weeks))
    shock, near, walk, slope = (column[:, None, None] for column in mixtures.T)
    drift = walk**2 * np.minimum.outer(since, since) + slope**2 * np.outer(since, since)
    covariances: Floats = own + shock * near**apart + (1 + shock) * drift
    return covariances


@lru_cache(maxsize=4)
def mixtures_of(drift: Drift) -> tuple[Floats, Floats]:
    """Every mixture (shocks, how they resemble, walk, slope), and its prior weight."""
    found, weights = [], []
    for shock, shock_weight in SHOCKS:
        for near, near_weight in RESEMBLE if shock else ((0.0, 1.0),):
            for walk, walk_weight in drift.walks:
                for slope, slope_weight in drift.slopes:
                    found.append((shock, near, walk, slope))
                    weights.append(shock_weight * near_weight * walk_weight * slope_weight)
    return np.array(found), np.array(weights)
