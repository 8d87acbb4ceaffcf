"""What is known of groups that were looked at together: each drawn to the others by how little it knows, weeks included.

A group that is chosen for being the worst is also the unluckiest: its raw distance to its peers is about twice the true one
(winner's curse; Efron 2011). Promises are made of these levels only.
"""

from collections.abc import Sequence

import numpy as np

from metrics.analyses.proposals.levels import SCORES, Comparison, Level, estimate
from metrics.analyses.ranking import shrink_normal, shrink_shares
from metrics.catalogue import METRICS
from metrics.stats.intervals import Floats, Z


def shrink_levels(levels: Sequence[Level]) -> tuple[Floats, Floats]:
    """Value and standard error of each of them, by empirical Bayes among these."""
    value = np.array([level.value for level in levels])
    noise = np.array([level.noise for level in levels])
    if METRICS[levels[0].metric].interval == SCORES:
        error = np.array([estimate(level.counts, level.noise)[1] for level in levels])
        shrunk, low, high, _ = shrink_normal(value, error)
    else:
        shrunk, low, high, _ = shrink_shares(value, np.array([level.n for level in levels]) / noise)
    return shrunk, (high - low) / (2 * Z)


def shrunk_gap(comparison: Comparison) -> tuple[float, float, float]:
    """How much worse the group is than its peers together, in points, with its 95 % interval."""
    sign = 1 if METRICS[comparison.level.metric].better == "lower" else -1
    value, error = shrink_levels((comparison.level, *comparison.peers))
    weight = np.array([peer.n for peer in comparison.peers]) / sum(peer.n for peer in comparison.peers)
    gap = sign * float(value[0] - weight @ value[1:])
    half = Z * float(np.hypot(error[0], np.sqrt(weight**2 @ error[1:] ** 2)))
    return gap, gap - half, gap + half
