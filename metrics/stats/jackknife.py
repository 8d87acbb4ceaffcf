"""How sure a score is, from its values without one fold of persons after the other."""

from collections.abc import Sequence

import numpy as np

from metrics.stats.distributions import t_quantile
from metrics.stats.intervals import CONFIDENCE

LEAST_FOLDS = 5  # fewer that hold anything say nothing about the spread


def jackknife_interval(value: float | None, replicates: Sequence[float | None]) -> tuple[float | None, float | None]:
    """95 % interval of a score from its values without one fold each, inside 0-100; None where it is not known."""
    half = jackknife_half(value, replicates)
    return (None, None) if half is None or value is None else (max(0.0, value - half), min(100.0, value + half))


def jackknife_half(value: float | None, replicates: Sequence[float | None]) -> float | None:
    """Half the 95 % interval: the delete-a-group jackknife (Kott 2001) with Student's t.

    None where a replicate is missing or the folds that change anything are too few.
    """
    if value is None or any(replicate is None for replicate in replicates) or len(replicates) < LEAST_FOLDS:
        return None
    values = np.array(replicates, dtype=np.float64)
    if np.count_nonzero(values != value) < LEAST_FOLDS:
        return None
    count = len(values)
    error = float(np.sqrt((count - 1) / count * ((values - values.mean()) ** 2).sum()))
    return float(t_quantile(0.5 + CONFIDENCE / 2, count - 1)) * error
