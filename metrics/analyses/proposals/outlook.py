"""What reaching the level of the peers would change: the expected value with its interval, and the cautious end of the gain."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metrics.analyses.proposals.levels import Comparison, Level, estimate
from metrics.catalogue import METRICS
from metrics.stats.intervals import Floats

DRAWS, SEED = 4000, 20260301  # one seed: the same data give the same proposals
TAILS = (2.5, 97.5)


@dataclass(frozen=True)
class Outlook:
    """`target`: the peer that is the median; `low`, `high`: 95 % interval of the expected value, which is in it; `cautious`: points that are
    gained at least, at the same confidence, today's noise included; 0 or less: nothing can be promised."""

    target: Level
    low: float
    high: float
    cautious: float


def reach_median(comparison: Comparison) -> Outlook:
    """The group at the level of the median of its peers; of two middle ones the worse, so that it is a peer's own number."""
    dice = np.random.default_rng(SEED)
    sign = -1 if METRICS[comparison.level.metric].better == "lower" else 1
    target = middle(comparison.peers, sign)
    place = (len(comparison.peers) - 1) // 2
    drawn = sign * np.sort(sign * np.stack([draw(peer, dice) for peer in comparison.peers]), axis=0)[place]
    low, high = np.percentile(drawn, TAILS)
    gain = sign * (drawn - draw(comparison.level, dice))
    # A peer at 0 or 100 % lies beyond what is drawn around it.
    low, high = min(float(low), target.value), max(float(high), target.value)
    return Outlook(target, low, high, float(np.percentile(gain, TAILS[0])))


def middle(peers: Sequence[Level], sign: int) -> Level:
    """The median peer, the worse of two."""
    return sorted(peers, key=lambda peer: (sign * peer.value, peer.group))[(len(peers) - 1) // 2]


def draw(level: Level, dice: np.random.Generator) -> Floats:
    """Levels that the counts allow: beta (Jeffreys) for a share, normal around the adjusted NPS; fewer answers speak where weeks scatter."""
    if len(level.counts) == 3:
        centre, error = estimate(level.counts, level.noise)
        return np.clip(dice.normal(centre, error, DRAWS), -100, 100)
    hits, n = (count / level.noise for count in level.counts)
    return 100 * dice.beta(hits + 0.5, n - hits + 0.5, DRAWS)


def better_off(metric: str, points: float) -> float:
    """The share of contacts that go better when a metric gains so many points: a customer between the ends of NPS is 200."""
    return points / (200 if METRICS[metric].unit == "points" else 100)
