"""How well the experiences tell customers apart that the model has never seen: by folds of whole persons, the strength chosen inside.

What experiences add is measured against a model that knows all but them (date, segment, country, activity), never against nothing:
who is active buys again whatever happened. Intervals keep the rows of a person together.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from metrics.drivers.ridge import Fit, curvature, fit_ridge, log_loss
from metrics.intervals import CONFIDENCE, Floats

FOLDS, INNER_FOLDS = 5, 5
STRENGTHS = (
    1000.0,
    300.0,
    100.0,
    30.0,
    10.0,
    3.0,
)  # of the penalty, strongest first: each fit starts from the one before
HELD_STRENGTH = 1.0  # of what is held equal: only so that rare levels stay finite


class Estimate(NamedTuple):
    """A number and its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Skill:
    """Out of sample: area under the curve (0.5: a coin), the same without the experiences, and how much of the surprise (log-loss) left
    by that model the experiences take away, in percent: 0 or less is nothing. `forecast`: of each row, by the model of the other folds."""

    auc: Estimate
    auc_without: float
    gain: Estimate
    forecast: Floats

    @property
    def is_there(self) -> bool:
        """Whether the experiences tell anything, beyond chance."""
        return self.gain.low > 0


def measure_skill(x: Floats, held: Floats, y: Floats, persons: NDArray[np.intp]) -> Skill:
    """Every row is forecast by models that never saw its person."""
    fold = fold_of(persons, FOLDS, 0)
    forecast, without = np.empty(y.size), np.empty(y.size)
    for number in range(FOLDS):
        test = fold == number
        scaled, base = scale(x, held, ~test)
        strength = choose_strength(scaled[~test], base.shape[1], y[~test], fold_of(persons[~test], INNER_FOLDS, 1))
        forecast[test] = special.expit(scaled[test] @ fit_with(scaled[~test], base.shape[1], y[~test], strength).beta)
        plain = fit_ridge(base[~test], y[~test], held_penalty(base.shape[1]))
        without[test] = special.expit(base[test] @ plain.beta)
    return Skill(
        auc_of(forecast, y, persons),
        auc_of(without, y, persons).value,
        gain_of(forecast, without, y, persons),
        forecast,
    )


def fold_of(persons: NDArray[np.intp], folds: int, seed: int) -> NDArray[np.intp]:
    """A fold for every person, the same every time: persons in an order mixed by a fixed seed, dealt out."""
    order = np.random.default_rng(seed).permutation(int(persons.max()) + 1 if persons.size else 0)
    return order[persons] % folds


def scale(x: Floats, held: Floats, train: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """(ones, held, experiences) and (ones, held); experiences centred and of spread 1 among the rows to learn from."""
    base = np.hstack([np.ones((len(x), 1)), held])
    spread = x[train].std(axis=0)
    centred = (x - x[train].mean(axis=0)) / np.where(spread > 0, spread, 1)
    return np.hstack([base, centred]), base


def held_penalty(width: int) -> Floats:
    """None on the intercept."""
    return np.r_[0.0, np.full(width - 1, HELD_STRENGTH)]


def fit_with(x: Floats, width: int, y: Floats, strength: float, start: Floats | None = None) -> Fit:
    """The model with this strength on all columns after the first `width`."""
    return fit_ridge(x, y, np.r_[held_penalty(width), np.full(x.shape[1] - width, strength)], start)


def choose_strength(x: Floats, width: int, y: Floats, fold: NDArray[np.intp]) -> float:
    """The strength with the least log-loss over the inner folds.

    Each fold is left out by one Newton step from the fit on all (the infinitesimal jackknife, Giordano et al. 2019), not by a fit anew.
    """
    best, least, start = STRENGTHS[0], np.inf, None
    for strength in STRENGTHS:
        fit = fit_with(x, width, y, strength, start)
        start, loss = fit.beta, 0.0
        p = special.expit(x @ fit.beta)
        whole = curvature(x, p, np.r_[held_penalty(width), np.full(x.shape[1] - width, strength)])
        for number in range(INNER_FOLDS):
            out = fold == number
            own = (x[out].T * (p[out] * (1 - p[out]))) @ x[out]
            moved = fit.beta - np.linalg.solve(whole - own, x[out].T @ (y[out] - p[out]))
            loss += float(log_loss(special.expit(x[out] @ moved), y[out]).sum())
        if loss < least:
            best, least = strength, loss
    return best


def gain_of(forecast: Floats, without: Floats, y: Floats, persons: NDArray[np.intp]) -> Estimate:
    """Percent of the log-loss of the model without experiences that they take away."""
    base = log_loss(without, y)
    difference = base - log_loss(forecast, y)
    value = difference.sum() / base.sum()
    error = spread_of(difference - value * base, persons) / base.sum()
    half = float(stats.t.ppf(0.5 + CONFIDENCE / 2, max(int(persons.max()), 1))) * error
    return Estimate(100 * value, 100 * (value - half), 100 * (value + half))


def auc_of(forecast: Floats, y: Floats, persons: NDArray[np.intp]) -> Estimate:
    """Area under the ROC curve, with the interval of Obuchowski (1997) for rows that share a person."""
    hits, misses = forecast[y == 1], forecast[y == 0]
    if not hits.size or not misses.size:
        return Estimate(np.nan, np.nan, np.nan)
    over_misses, under_hits = placed_below(misses, forecast), 1 - placed_below(hits, forecast)
    area = float(over_misses[y == 1].mean())
    part = np.where(y == 1, (over_misses - area) / hits.size, (under_hits - area) / misses.size)
    half = float(stats.norm.ppf(0.5 + CONFIDENCE / 2)) * spread_of(part, persons)
    return Estimate(area, max(area - half, 0.0), min(area + half, 1.0))


def placed_below(values: Floats, points: Floats) -> Floats:
    """The share of the values under each point, those equal counting half."""
    ordered = np.sort(values)
    return (np.searchsorted(ordered, points, "left") + np.searchsorted(ordered, points, "right")) / (2 * ordered.size)


def spread_of(parts: Floats, persons: NDArray[np.intp]) -> float:
    """Standard error of a sum of parts that lie around 0, persons independent of each other."""
    sums = np.bincount(persons, parts)
    return float(np.sqrt(np.sum(sums**2) * sums.size / max(sums.size - 1, 1)))
