"""What reaching the level of the peers would change: the points that are gained, with their interval."""

from dataclasses import dataclass

import numpy as np

from metrics.analyses.proposals.levels import Comparison, Level
from metrics.analyses.proposals.shrunk import shrink_levels
from metrics.catalogue import METRICS
from metrics.semantic.estimate import Bounded
from metrics.stats.intervals import Floats

DRAWS, SEED = 4000, 20260301  # one seed: the same data give the same proposals
TAILS = (2.5, 97.5)
LIMITS = {"percent": (0.0, 100.0), "points": (-100.0, 100.0)}


@dataclass(frozen=True)
class Outlook:
    """`target`: the peer that is the median; `gain`: points that the group is expected to gain there, own level and peers shrunk, with
    their interval, today's noise included; an end of 0 or less: nothing can be promised."""

    target: Level
    gain: Bounded


def reach_median(comparison: Comparison) -> Outlook:
    """The group at the level of the median of its peers; of two middle ones the worse, so that it is a peer's own."""
    level, peers = comparison.level, comparison.peers
    sign = -1 if METRICS[level.metric].better == "lower" else 1
    value, error = shrink_levels((level, *peers))
    place = (len(peers) - 1) // 2
    order = sorted(range(len(peers)), key=lambda number: (sign * value[number + 1], peers[number].group))
    drawn = sign * draw(value, error, LIMITS[METRICS[level.metric].unit])
    gain = np.sort(drawn[1:], axis=0)[place] - drawn[0]
    low, high = np.percentile(gain, TAILS)
    return Outlook(peers[order[place]], Bounded(float(gain.mean()), float(low), float(high), level.n, level.unit))


def draw(value: Floats, error: Floats, limits: tuple[float, float]) -> Floats:
    """Levels that are likely, one row a group."""
    dice = np.random.default_rng(SEED)
    return np.clip(dice.normal(value[:, None], error[:, None], (value.size, DRAWS)), *limits)


def better_off(metric: str, points: float) -> float:
    """The share of contacts that go better when a metric gains so many points: a customer between the ends of NPS is 200."""
    return points / (200 if METRICS[metric].unit == "points" else 100)
