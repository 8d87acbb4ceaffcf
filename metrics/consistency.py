"""How unequally customers are treated across channels, and across the agents of a channel, with the noise of small samples removed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metrics.intervals import Floats
from metrics.omnichannel_folds import Groups, Name

SHARES = ("satisfaction", "effort", "resolution")  # percent; response: natural logarithm of seconds
ASPECTS = ("satisfaction", "effort", "response", "resolution")
ACROSS = ("channel", "agent")
POINTS_PER_FACTOR_OF_TEN = 50


@dataclass(frozen=True)
class Evenness:
    """One aspect across groups. `gap`: typical true difference of two contacts in different groups, in points or, for the
    response time, as a factor; score 0-100; the groups' levels drawn to their centre (percent or seconds) with names and n."""

    gap: float
    score: float
    n: int
    names: tuple[Name, ...]
    levels: Floats
    sizes: Floats


def evenness(groups: Groups, aspect: str) -> Evenness | None:
    """How even the aspect is across the groups of each stratum; None: there are no two to compare."""
    usable = groups.keep(is_comparable(groups, strata_of(groups.names)))
    if not usable.names:
        return None
    strata = strata_of(usable.names)
    variance = true_variance(usable.sums["total"], usable.sums["n"], strata)
    raw_levels, scale = shrunk_means(usable.sums["total"], usable.sums["n"], strata, variance), math.sqrt(2 * variance)
    is_share = aspect in SHARES
    gap = 100 * scale if is_share else math.exp(scale)
    sizes = usable.total("n")
    levels = 100 * raw_levels if is_share else np.exp(raw_levels)
    return Evenness(gap, evenness_score(gap, aspect), int(sizes.sum()), usable.names, levels, sizes)


def evenness_score(gap: float, aspect: str) -> float:
    """100 - gap in points; of a factor between times: 100 - 50 for every factor of ten. Never below 0."""
    lost = gap if aspect in SHARES else POINTS_PER_FACTOR_OF_TEN * math.log10(gap)
    return float(np.clip(100 - lost, 0, 100))


def strata_of(names: Sequence[Name]) -> list[Name]:
    """What is compared with each other: groups whose names differ in the last word only (agents of one channel, channels of
    one clock); channels without more to their name with all channels."""
    return [name[:-1] for name in names]


def is_comparable(groups: Groups, strata: Sequence[Name]) -> list[bool]:
    """Groups whose noise is known (persons of two folds at least) and that are not alone in their stratum."""
    known = np.isfinite(noise_of(groups.sums["total"], groups.sums["n"]))
    counts = {stratum: sum(known[i] for i, s in enumerate(strata) if s == stratum) for stratum in set(strata)}
    return [bool(ok) and counts[stratum] > 1 for ok, stratum in zip(known, strata, strict=True)]


def noise_of(totals: Floats, n: Floats) -> Floats:
    """Variance of each group's mean, persons kept together: what the folds' sums deviate from the mean; NaN: one fold only.

    For rows that are independent its expectation is exactly variance ÷ n, however unequal the folds.
    """
    size = n.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        residual = totals - n * (totals.sum(axis=0) / size)
        room = 1 - ((n / size) ** 2).sum(axis=0)
        return np.where(room > 1e-9, (residual**2).sum(axis=0) / size**2 / room, np.nan)


def true_variance(totals: Floats, n: Floats, strata: Sequence[Name]) -> float:
    """Variance between the true means of groups, 0 at least: the moment estimator of DerSimonian and Laird (1986) with the
    sizes as weights, within strata. √2 times its root is the difference of two rows in different groups (root mean square)."""
    size, excess, room = n.sum(axis=0), 0.0, 0.0
    noise, mean = noise_of(totals, n), totals.sum(axis=0) / size
    for stratum in dict.fromkeys(strata):
        chosen = np.array([s == stratum for s in strata])
        weight, centre = size[chosen], np.average(mean[chosen], weights=size[chosen])
        share = weight / weight.sum()
        excess += float((weight * (mean[chosen] - centre) ** 2).sum() - (weight * noise[chosen] * (1 - share)).sum())
        room += float(weight.sum() * (1 - (share**2).sum()))
    return max(0.0, excess / room)


def shrunk_means(totals: Floats, n: Floats, strata: Sequence[Name], variance: float) -> Floats:
    """Each mean drawn to the centre of its stratum by how little it knows (empirical Bayes, as in the rankings)."""
    size, noise = n.sum(axis=0), noise_of(totals, n)
    mean, drawn = totals.sum(axis=0) / size, np.empty(len(size))
    trust = variance / (variance + noise) if variance > 0 else np.zeros(len(size))
    for stratum in dict.fromkeys(strata):
        chosen = np.array([s == stratum for s in strata])
        centre = np.average(mean[chosen], weights=size[chosen])
        drawn[chosen] = centre + trust[chosen] * (mean[chosen] - centre)
    return drawn


def gap_if(even: Evenness, aspect: str, levels: Floats) -> float:
    """The typical gap if the groups had other levels: it shrinks as the spread of the drawn levels does."""
    spread, before = (spread_of(even, aspect, these) for these in (levels, even.levels))
    ratio = spread / before if before > 0 else 0.0
    return even.gap * ratio if aspect in SHARES else even.gap**ratio


def spread_of(even: Evenness, aspect: str, levels: Floats) -> float:
    """Root of the sum of squares of the levels around the centres of their strata, weighted by size."""
    scaled = levels if aspect in SHARES else np.log(levels)
    strata, squares = strata_of(even.names), 0.0
    for stratum in dict.fromkeys(strata):
        chosen = np.array([s == stratum for s in strata])
        centre = np.average(scaled[chosen], weights=even.sizes[chosen])
        squares += float((even.sizes[chosen] * (scaled[chosen] - centre) ** 2).sum())
    return math.sqrt(squares)
