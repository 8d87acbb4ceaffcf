"""How well the experiences tell customers apart that the model has never seen: by folds of whole persons, the strength chosen inside.

What experiences add is measured against a model that knows all but them (date, segment, country, activity), never against nothing:
who is active buys again whatever happened. Intervals keep the rows of a person together.

Whether they tell anything is judged by how much of their forecast comes true, not by the log-loss: experiences that few customers have
hardly move a mean over all, and its interval misses drivers that are there (tests/drivers_proof measures both).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from metrics.analyses.drivers.ridge import Fit, fit_ridge, log_loss
from metrics.semantic.estimate import Estimate
from metrics.stats.distributions import normal_quantile, t_quantile
from metrics.stats.intervals import CONFIDENCE, Floats

FOLDS, INNER_FOLDS = 5, 5
# Forecasts of folds share what they learn from: their variance is that much larger (Nadeau and Bengio 2003).
SHARED = 1 + FOLDS / (FOLDS - 1)
LEAST_WEIGHT = 0.1  # of an experience that says nothing by itself, beside z² - 1 of one that does
STRENGTHS = (
    1000.0,
    300.0,
    100.0,
    30.0,
    10.0,
    3.0,
)  # of the penalty, strongest first: each fit starts from the one before
HELD_STRENGTH = 1.0  # of what is held equal: only so that rare levels stay finite


@dataclass(frozen=True)
class Skill:
    """Out of sample. `came_true`: of each point by which the experiences moved a forecast, how much came true (1: all of it, 0: nothing).

    `auc`: area under the curve (0.5: a coin), `auc_without`: the same without the experiences; `gain`: percent of the surprise (log-loss)
    left without them that they take away. `forecast`: of each row, by the model of the other folds.
    """

    came_true: Estimate
    auc: Estimate
    auc_without: Estimate
    gain: Estimate
    forecast: Floats

    @property
    def is_there(self) -> bool:
        """Whether the experiences tell anything, beyond chance."""
        return self.came_true.low is not None and self.came_true.low > 0


def measure_skill(x: Floats, held: Floats, y: Floats, persons: NDArray[np.intp]) -> Skill:
    """Every row is forecast by models that never saw its person."""
    fold = fold_of(persons, FOLDS, 0)
    forecast, without, moved = np.empty(y.size), np.empty(y.size), np.empty(y.size)
    for number in range(FOLDS):
        test = fold == number
        forecast[test], without[test] = forecast_fold(x, held, y, persons, test)
        moved[test] = forecast[test] - without[test] - np.mean(forecast[test] - without[test])
    return Skill(
        came_true(moved, y - without, persons),
        auc_of(forecast, y, persons),
        auc_of(without, y, persons),
        gain_of(forecast, without, y, persons),
        forecast,
    )


def forecast_fold(
    x: Floats, held: Floats, y: Floats, persons: NDArray[np.intp], test: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """The outcome's chance in the rows to test, with the experiences and without, learnt from the others."""
    train = ~test
    base = np.hstack([np.ones((len(x), 1)), held])
    plain = fit_ridge(base[train], y[train], held_penalty(base.shape[1]))
    without = special.expit(base @ plain.beta)
    whole = np.hstack([base, weighted(x, train, y - without, without * (1 - without))])
    width = base.shape[1]
    fit = fit_best(whole[train], width, y[train], fold_of(persons[train], INNER_FOLDS, 1))
    return special.expit(whole[test] @ fit.beta), without[test]


def weighted(x: Floats, train: NDArray[np.bool_], left: Floats, variance: Floats) -> Floats:
    """Experiences centred and of spread 1 among the rows to learn from, each as large as it says something there by itself.

    A ridge penalty on columns of unequal size lets through what speaks up and holds back the rest, as the adaptive lasso does (Zou 2006).
    """
    spread = x[train].std(axis=0)
    centred = (x - x[train].mean(axis=0)) / np.where(spread > 0, spread, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (centred[train].T @ left[train]) / np.sqrt((centred[train] ** 2).T @ variance[train])
    size = np.sqrt(np.maximum(np.nan_to_num(z) ** 2 - 1, LEAST_WEIGHT))
    weighted: Floats = centred * (size / np.sqrt(np.mean(size**2)))
    return weighted


def fold_of(persons: NDArray[np.intp], folds: int, seed: int) -> NDArray[np.intp]:
    """A fold for every person, the same every time: persons in an order mixed by a fixed seed, dealt out."""
    order = np.random.default_rng(seed).permutation(int(persons.max()) + 1 if persons.size else 0)
    return order[persons] % folds


def held_penalty(width: int) -> Floats:
    """None on the intercept."""
    penalties: Floats = np.r_[0.0, np.full(width - 1, HELD_STRENGTH)]
    return penalties


def fit_with(x: Floats, width: int, y: Floats, strength: float, start: Floats | None = None) -> Fit:
    """The model with this strength on all columns after the first `width`."""
    return fit_ridge(x, y, np.r_[held_penalty(width), np.full(x.shape[1] - width, strength)], start)


def fit_best(x: Floats, width: int, y: Floats, fold: NDArray[np.intp]) -> Fit:
    """The model with the strength that has the least log-loss over the inner folds.

    Each fold is left out by one Newton step from the fit on all (the infinitesimal jackknife, Giordano et al. 2019), not by a fit anew.
    """
    best, least, start = None, np.inf, None
    for strength in STRENGTHS:
        fit = fit_with(x, width, y, strength, start)
        start, loss = fit.beta, 0.0
        p = special.expit(x @ fit.beta)
        for number in range(INNER_FOLDS):
            out = fold == number
            own = (x[out].T * (p[out] * (1 - p[out]))) @ x[out]
            moved = fit.beta - np.linalg.solve(fit.information - own, x[out].T @ (y[out] - p[out]))
            loss += float(log_loss(special.expit(x[out] @ moved), y[out]).sum())
        if best is None or loss < least:
            best, least = fit, loss
    assert best is not None
    return best


def came_true(moved: Floats, left: Floats, persons: NDArray[np.intp]) -> Estimate:
    """The slope of what is left unexplained on how far the experiences moved the forecast."""
    size = float(np.sum(moved**2))
    if size == 0:
        return Estimate(0.0, 0.0, 0.0, persons.size, "score")
    slope = float(np.sum(left * moved)) / size
    error = spread_of((left - slope * moved) * moved, persons) / size * SHARED**0.5
    half = float(t_quantile(0.5 + CONFIDENCE / 2, max(int(persons.max()), 1))) * error
    return Estimate(slope, slope - half, slope + half, persons.size, "score")


def gain_of(forecast: Floats, without: Floats, y: Floats, persons: NDArray[np.intp]) -> Estimate:
    """Percent of the log-loss of the model without experiences that they take away."""
    base = log_loss(without, y)
    difference = base - log_loss(forecast, y)
    value = float(difference.sum() / base.sum())
    error = spread_of(difference - value * base, persons) / float(base.sum()) * SHARED**0.5
    half = float(t_quantile(0.5 + CONFIDENCE / 2, max(int(persons.max()), 1))) * error
    return Estimate(100 * value, 100 * (value - half), 100 * (value + half), persons.size, "percent")


def auc_of(forecast: Floats, y: Floats, persons: NDArray[np.intp]) -> Estimate:
    """Area under the ROC curve, with the interval of Obuchowski (1997) for rows that share a person."""
    hits, misses = forecast[y == 1], forecast[y == 0]
    if not hits.size or not misses.size:
        return Estimate(None, n=persons.size, unit="score")
    over_misses, under_hits = placed_below(misses, forecast), 1 - placed_below(hits, forecast)
    area = float(over_misses[y == 1].mean())
    part = np.where(y == 1, (over_misses - area) / hits.size, (under_hits - area) / misses.size)
    half = float(normal_quantile(0.5 + CONFIDENCE / 2)) * spread_of(part, persons)
    return Estimate(area, max(area - half, 0.0), min(area + half, 1.0), persons.size, "score")


def placed_below(values: Floats, points: Floats) -> Floats:
    """The share of the values under each point, those equal counting half."""
    ordered = np.sort(values)
    return (np.searchsorted(ordered, points, "left") + np.searchsorted(ordered, points, "right")) / (2 * ordered.size)


def spread_of(parts: Floats, persons: NDArray[np.intp]) -> float:
    """Standard error of a sum of parts that lie around 0, persons independent of each other."""
    sums = np.bincount(persons, parts)
    return float(np.sqrt(np.sum(sums**2) * sums.size / max(sums.size - 1, 1)))
