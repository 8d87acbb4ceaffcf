"""Whether a touchpoint is positive, neutral or negative: a rule that is stated and that noise rarely passes.

A touchpoint is compared with all other answers of the same score in the period, or with a bar of the company's own
(Settings.touchpoint_bars). It gets a class when both hold: the difference survives Benjamini-Hochberg among all touchpoints
compared, and its value, drawn to the others' by how little is known of it, is off the bar by `touchpoint_margin` of the scale's
width. Answers scatter more from week to week than independent ones would; that factor widens every error. A class that was
earned in the weeks before is kept until half the margin or the evidence (p > LEAVING_P) is gone, so that it does not flicker.
"""

import numpy as np
from numpy.typing import NDArray

from metrics.stats.intervals import Floats

CLASSES = ("positive", "neutral", "negative", "unknown")
# no_score: nothing measured; few: under the smallest sample shown; noise: could be chance; small: real, but within the margin;
# beyond: off the bar beyond noise; kept: earned in the weeks before, and still likelier than not
REASONS = ("no_score", "few", "noise", "small", "beyond", "kept")
LEAVING_P = 0.10


def classes_by_evidence(gap: Floats, side: Floats, survives: NDArray[np.bool_], margin: Floats) -> NDArray[np.int8]:
    """1, 0, -1 by the evidence of one period alone; the drawn value and the plain one must be on the same side of the bar."""
    earned = survives & (np.abs(gap) >= margin) & (np.sign(gap) == side)
    return np.where(earned, np.nan_to_num(side), 0).astype(np.int8)


def keep_classes(
    earned: NDArray[np.int8], before: NDArray[np.int8], gap: Floats, p: Floats, margin: Floats
) -> NDArray[np.int8]:
    """The classes earned now; where none is, the one held before, as long as half the margin and p ≤ LEAVING_P remain."""
    with np.errstate(invalid="ignore"):
        remains = (before != 0) & (np.sign(gap) == before) & (np.abs(gap) >= margin / 2) & (p <= LEAVING_P)
    return np.where((earned == 0) & remains, before, earned).astype(np.int8)
