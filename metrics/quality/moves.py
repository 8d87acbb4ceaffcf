"""When a series has moved: its newest weeks against the level before them, by how far it strays when nothing happens.

Values are on a scale on which chance alone has a known variance: 2·√(count + 3/8) of counts, 2·asin(√share) of shares. What
the source's own weeks stray beyond that (busy and quiet weeks, holidays, growth) is measured on its past.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVEL_WEEKS = 6  # before the newest ones: their median is the level
MOST_WEEKS = 8  # that a move is told for; what has lasted longer is the source's new level
LEAST_PAST = 6  # earlier moves of the same kind, without which nobody knows how far the source strays
LEAST_WEEKS = LEVEL_WEEKS + LEAST_PAST + 1  # a quarter: a younger source is not judged
# Six past moves tell their spread to ±30 %. Quiet and restless worlds (tests/quality_proof) alarm once in some forty quarters at 4.5.
FAR = 4.0
# A move must also be larger than any before it by a quarter: the same dip a year ago, or each month, is the source's own rhythm.
BEYOND = 1.2
SPREAD_OF_MEDIAN = 1.4826  # of a normal law: its standard deviation, in medians of what it strays
MEDIAN_VARIANCE = np.pi / 2  # of a median, in variances of a mean


@dataclass(frozen=True)
class Moves:
    """Of every series: the number of newest weeks that have left the level (0: none), and how far in standard deviations."""

    weeks: NDArray[np.int64]
    far: Floats


def find_moves(values: Floats, variances: Floats) -> Moves:
    """The moves of the series in the columns, newest week first. `variances`: what chance alone does to a week; NaN: not measured.

    A series that is too short has not moved.
    """
    weeks, series = values.shape
    found = Moves(np.zeros(series, np.int64), np.zeros(series))
    if weeks < LEAST_WEEKS:
        return found
    levels, level_variances = level_of(values), MEDIAN_VARIANCE / LEVEL_WEEKS * level_of(variances)
    with np.errstate(all="ignore"):
        for run in range(1, MOST_WEEKS + 1):
            if weeks < 2 * run + LEVEL_WEEKS + LEAST_PAST - 1:
                break
            chance = np.sqrt(variances[:run].mean(axis=0) / run + level_variances[run])
            far = stray(mean_of(values, run)[: len(levels) - run] - levels[run:], run, chance)
            is_further = np.abs(far) > np.maximum(np.abs(found.far), FAR)
            found.weeks[is_further], found.far[is_further] = run, far[is_further]
    return found


def stray(moved: Floats, run: int, chance: Floats) -> Floats:
    """How far the newest move is, in standard deviations; 0 where an earlier one was about as far. `moved`: at each week, the mean of
    `run` weeks above the level before them; those that have none of the newest weeks in them are the past."""
    past = np.abs(moved[run:])
    spread = np.fmax(SPREAD_OF_MEDIAN * median_of(past), chance)
    is_enough = (~np.isnan(past)).sum(axis=0) >= LEAST_PAST
    is_beyond = np.abs(moved[0]) > BEYOND * np.fmax.reduce(past, axis=0)
    return np.where(is_enough & is_beyond & np.isfinite(moved[0]), np.nan_to_num(moved[0] / spread), 0.0)


def mean_of(values: Floats, weeks: int) -> Floats:
    """The mean of each week and the `weeks` - 1 before it; NaN where one is."""
    mean: Floats = sliding_window_view(values, weeks, axis=0).mean(axis=-1)
    return mean


def level_of(values: Floats) -> Floats:
    """The median of each week and those before it that make a level; NaN where one is."""
    ordered = np.sort(sliding_window_view(values, LEVEL_WEEKS, axis=0), axis=-1)  # NaN last
    middle = (ordered[..., (LEVEL_WEEKS - 1) // 2] + ordered[..., LEVEL_WEEKS // 2]) / 2
    return np.where(np.isnan(ordered[..., -1]), np.nan, middle)


def median_of(values: Floats) -> Floats:
    """The median of each column, without what is not known; NaN where nothing is."""
    ordered = np.sort(values, axis=0)  # NaN last
    known = (~np.isnan(values)).sum(axis=0)
    low, high = np.maximum(known - 1, 0) // 2, np.minimum(known // 2, len(values) - 1)
    columns = np.arange(values.shape[1])
    middle: Floats = (ordered[low, columns] + ordered[high, columns]) / 2
    return np.where(known > 0, middle, np.nan)
