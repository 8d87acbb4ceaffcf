"""How unequally customers are treated across channels, and across the agents of a channel, with the noise of small samples removed."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from metrics.analyses.omnichannel.folds import Groups
from metrics.stats.intervals import Floats

SHARES = ("satisfaction", "effort", "resolution")  # percent; response: natural logarithm of seconds
ASPECTS = ("satisfaction", "effort", "response", "resolution")
ACROSS = ("channel", "agent")
POINTS_PER_FACTOR_OF_TEN = 50


@dataclass(frozen=True)
class Evenness:
    """One aspect across groups that can be compared. `gap`: typical true difference of two contacts in different groups, in
    points or, for the response time, as a factor; `score`: 0-100."""

    aspect: str
    groups: Groups
    noise: Floats
    variance: float
    gap: float
    score: float

    @property
    def n(self) -> int:
        """Rows behind it."""
        return int(self.groups.whole("n"))

    @property
    def sizes(self) -> Floats:
        """Rows of each group."""
        return self.groups.total("n")

    @cached_property
    def levels(self) -> Floats:
        """Each group's level (percent or seconds), drawn to the centre of its stratum by how little is known of it."""
        drawn = shrunk_means(self.groups, self.noise, self.variance)
        return 100 * drawn if self.aspect in SHARES else np.exp(drawn)


def evenness(groups: Groups, aspect: str) -> Evenness | None:
    """How even the aspect is across the groups of each stratum; None: there are no two to compare."""
    noise = noise_of(groups)
    kept = is_comparable(groups, noise)
    usable, noise = groups.keep(kept), noise[kept]
    if not usable.names:
        return None
    variance = true_variance(usable, noise)
    typical = math.sqrt(2 * variance)
    gap = 100 * typical if aspect in SHARES else math.exp(typical)
    return Evenness(aspect, usable, noise, variance, gap, evenness_score(gap, aspect))


def evenness_score(gap: float, aspect: str) -> float:
    """100 - gap in points; of a factor between times: 100 - 50 for every factor of ten. Never below 0."""
    lost = gap if aspect in SHARES else POINTS_PER_FACTOR_OF_TEN * math.log10(gap)
    return min(100.0, max(0.0, 100 - lost))


def is_comparable(groups: Groups, noise: Floats) -> NDArray[np.bool_]:
    """Groups whose noise is known (persons of two folds at least) and that are not alone in their stratum."""
    known = np.isfinite(noise)
    return known & (sum_by_stratum(groups, known.astype(np.float64))[groups.strata] > 1)


def noise_of(groups: Groups) -> Floats:
    """Variance of each group's mean, persons kept together: what the folds' sums deviate from the mean; NaN: one fold only.

    For rows that are independent its expectation is exactly variance ÷ n, however unequal the folds.
    """
    totals, n, size = groups.sums["total"], groups.sums["n"], groups.total("n")
    with np.errstate(invalid="ignore", divide="ignore"):
        residual = totals - n * (totals.sum(axis=0) / size)
        room = 1 - (n**2).sum(axis=0) / size**2
        return np.where(room > 1e-9, (residual**2).sum(axis=0) / size**2 / room, np.nan)


def true_variance(groups: Groups, noise: Floats) -> float:
    """Variance between the true means of groups, 0 at least: the moment estimator of DerSimonian and Laird (1986) with the
    sizes as weights, within strata. √2 times its root is the difference of two rows in different groups (root mean square)."""
    size = groups.total("n")
    share = size / sum_by_stratum(groups, size)[groups.strata]
    excess = (size * (distance(groups) ** 2 - noise * (1 - share))).sum()
    return max(0.0, float(excess / (size * (1 - share)).sum()))


def shrunk_means(groups: Groups, noise: Floats, variance: float) -> Floats:
    """Each mean drawn to the centre of its stratum by how little it knows (empirical Bayes, as in the rankings).

    How much a row of the stratum scatters, over the group's size: two rows that happen to agree would have no noise of their own.
    """
    off, size = distance(groups), groups.total("n")
    scatter = (sum_by_stratum(groups, size**2 * noise) / sum_by_stratum(groups, size))[groups.strata]
    trust = variance / (variance + scatter / size) if variance > 0 else np.zeros(len(off))
    return groups.total("total") / groups.total("n") - off * (1 - trust)


def distance(groups: Groups) -> Floats:
    """Of each group's mean from the centre of its stratum."""
    totals, size = groups.total("total"), groups.total("n")
    return totals / size - (sum_by_stratum(groups, totals) / sum_by_stratum(groups, size))[groups.strata]


def sum_by_stratum(groups: Groups, values: Floats) -> Floats:
    """The sum over the groups of each stratum."""
    return np.bincount(groups.strata, weights=values, minlength=1).astype(np.float64)


def gap_if(even: Evenness, levels: Floats) -> float:
    """The typical gap if the groups had other levels: it shrinks as the spread of the drawn levels does."""
    spread, before = spread_of(even, levels), spread_of(even, even.levels)
    ratio = spread / before if before > 0 else 0.0
    return even.gap * ratio if even.aspect in SHARES else even.gap**ratio


def spread_of(even: Evenness, levels: Floats) -> float:
    """Root of the sum of squares of the levels around the centres of their strata, weighted by size."""
    scaled, size = levels if even.aspect in SHARES else np.log(levels), even.sizes
    centres = sum_by_stratum(even.groups, size * scaled) / sum_by_stratum(even.groups, size)
    return math.sqrt(float((size * (scaled - centres[even.groups.strata]) ** 2).sum()))
