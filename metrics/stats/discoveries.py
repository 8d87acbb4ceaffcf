"""Which of many differences to believe: looking at a hundred cells, five differ by chance alone."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

FALSE_SHARE = 0.10  # of the differences that are called real, as many may be chance


def benjamini_hochberg(p_values: ArrayLike, false_share: float = FALSE_SHARE) -> NDArray[np.bool_]:
    """Which differences survive, in the order given; NaN was not compared: it neither survives nor counts.

    The k smallest survive, k the largest rank with p(k) ≤ k/m · share (Benjamini and Hochberg 1995).
    """
    p = np.asarray(p_values, dtype=np.float64)
    compared = np.sort(p[~np.isnan(p)])
    ranks = np.arange(1, compared.size + 1)
    passing = compared[compared <= ranks / max(compared.size, 1) * false_share]
    return p <= passing.max() if passing.size else np.zeros(p.shape, dtype=bool)
