"""The level of a share or an NPS in each group, and groups against their peers: gap, interval and p, from counts that add up."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from metrics.analyses.proposals.evidence import Place
from metrics.catalogue import METRICS
from metrics.catalogue.dimensions import find_dimension
from metrics.semantic.estimate import Bounded, read_estimate
from metrics.semantic.questions import require_dimensions
from metrics.semantic.scope import Filters, Scope
from metrics.stats.distributions import normal_above
from metrics.stats.intervals import Z, adjusted_nps, wilson_interval
from warehouse.config.errors import WrongUse

Names = tuple[str, ...]
Asked = Literal["worse", "better", "as_good"]
SHARES, SCORES = "wilson", "adjusted_wald"
ADDED = {2: 2, 3: 3}  # answers that estimate() adds, by how many counts there are


@dataclass(frozen=True, kw_only=True)
class Level(Bounded):
    """A group's level; `counts`: hits and n of a share; promoters, detractors and n of an NPS; `noise`: how much larger its variance
    is than that of independent answers, as weeks have levels of their own."""

    metric: str
    by: Names
    group: Names
    counts: tuple[float, ...]
    noise: float = 1.0

    def named(self, dimension: str) -> str:
        """The group's value of a dimension."""
        return self.group[self.by.index(dimension)]

    @property
    def filters(self) -> Filters:
        """The group as filters."""
        return tuple((name, (value,)) for name, value in zip(self.by, self.group, strict=True))


@dataclass(frozen=True)
class Comparison:
    """A group beside others of its kind. `gap`: how much worse it is, in points, with its 95 % interval; `p`: that they are
    alike or, where it was `asked` whether it is as good, that it is worse than them by more than the margin; `shared`: what
    peers have in common."""

    level: Level
    peers: tuple[Level, ...]
    gap: Bounded
    p: float
    shared: Names = ()
    asked: Asked = "worse"

    @property
    def is_worse(self) -> bool:
        """Whether, taken by itself, it is worse by more than noise."""
        return self.gap.low > 0


def read_levels(place: Place, metric: str, scope: Scope, by: Names) -> list[Level]:
    """Every group of a named last dimension with at least the set `minimum_n`; none when the metric lacks a dimension that is asked for.

    An unknown value of the dimensions before is "", as in filters."""
    engine, entry = place.engine, METRICS.get(metric)
    if entry is None or entry.interval not in (SHARES, SCORES):
        return []
    try:
        require_dimensions(entry, [find_dimension(name) for name in (*by, *(name for name, _ in scope.filters))])
    except WrongUse:
        return []
    least = max(engine.settings.proposals.minimum_n, entry.minimum_n, engine.settings.minimum_n_shown)
    found = []
    for row in place.rows(metric, scope, by).iter_rows(named=True):
        if row["value"] is None or row["n"] < least or (by and not row[by[-1]]):
            continue
        is_nps = entry.interval == SCORES
        counts = (
            (row["promoters"], row["detractors"], row["n"]) if is_nps else (row["value"] * row["n"] / 100, row["n"])
        )
        group = tuple(str(row[name] or "") for name in by)
        level = Level(**vars(read_estimate(row)), metric=metric, by=by, group=group, counts=tuple(map(float, counts)))
        found.append(replace(level, noise=noise_of_weeks(place, level, scope)))
    return found


def noise_of_weeks(place: Place, level: Level, scope: Scope) -> float:
    """How much larger the level's variance is because the weeks of its touchpoints have levels of their own."""
    noise = place.noise(level.metric)
    if noise is None:
        return 1.0
    together = noise.part_together(dict((*scope.filters, *level.filters)))
    return noise.factor(level.n, variance_of(level), together)


def variance_of(level: Level) -> float:
    """Of one answer, in points squared; never that of answers that all agree."""
    return estimate(level.counts)[1] ** 2 * (level.n + ADDED[len(level.counts)])


def compare_with_peers(levels: Iterable[Level], narrow: Names, wide: Names, least_peers: int) -> list[Comparison]:
    """Each level against its peers together: the others that share `narrow`, or `wide` where fewer than `least_peers` do."""
    levels = list(levels)
    strata: dict[tuple[Names, Names], list[Level]] = defaultdict(list)
    for level in levels:
        for shared in dict.fromkeys((narrow, wide)):
            strata[shared, key_of(level, shared)].append(level)
    found = []
    for level in levels:
        for shared in dict.fromkeys((narrow, wide)):
            peers = tuple(peer for peer in strata[shared, key_of(level, shared)] if peer is not level)
            if len(peers) >= least_peers:
                found.append(replace(compare_one(level, peers), shared=shared))
                break
    return found


def key_of(level: Level, shared: Names) -> Names:
    """What the level has in common with its peers."""
    return tuple(level.named(name) for name in shared)


def compare_one(level: Level, peers: tuple[Level, ...], asked: Asked = "worse", margin: float = 0.0) -> Comparison:
    """The level against all peers together; `margin`: as many points worse still is as good (p is one-sided then)."""
    rest = together(peers)
    sign = 1 if METRICS[level.metric].better == "lower" else -1
    (value, error), (other, other_error) = estimate(level.counts, level.noise), estimate(rest, noise_of(peers))
    raw = sign * (level.value - value_of(rest))
    spread, shift = float(np.hypot(error, other_error)), sign * (value - other)
    p = normal_above((margin - shift) / spread) if asked == "as_good" else 2 * normal_above(abs(shift) / spread)
    gap = Bounded(raw, shift - Z * spread, shift + Z * spread, level.n, level.unit)
    return Comparison(level, peers, gap, float(p), asked=asked)


def noise_of(levels: Sequence[Level]) -> float:
    """Of several groups as one, whose weeks have nothing in common."""
    return sum(level.n * level.noise for level in levels) / sum(level.n for level in levels)


def together(levels: Iterable[Level]) -> tuple[float, ...]:
    """The counts of several groups as one."""
    return tuple(sum(parts) for parts in zip(*(level.counts for level in levels), strict=True))


def margin_of(metric: str, points: float) -> float:
    """Percentage points; for NPS, whose range is twice as wide, twice as many."""
    return 2 * points if METRICS[metric].interval == SCORES else points


def value_of(counts: Sequence[float]) -> float:
    """Percent, or NPS."""
    return 100 * (counts[0] - (counts[1] if len(counts) == 3 else 0)) / counts[-1]


def estimate(counts: Sequence[float], noise: float = 1.0) -> tuple[float, float]:
    """Centre and standard error (its variance `noise` times as large) after adding a few answers, so that groups that all agree still have one.

    NPS: adjusted Wald; shares: two hits and two misses (Agresti and Caffo 2000 for differences: one of each on each side).
    """
    if len(counts) == 3:
        centre, error = adjusted_nps(*counts)
        return float(centre), float(error * np.sqrt(noise))
    share = (counts[0] + 1) / (counts[1] + 2)
    return 100 * share, float(100 * np.sqrt(noise * share * (1 - share) / (counts[1] + 2)))


def interval_of(metric: str, counts: Sequence[float]) -> tuple[float, float]:
    """The metric's own 95 % interval of counts put together."""
    if METRICS[metric].interval == SCORES:
        centre, error = estimate(counts)
        return max(centre - Z * error, -100.0), min(centre + Z * error, 100.0)
    low, high = wilson_interval(value_of(counts), counts[-1])
    return float(low), float(high)
