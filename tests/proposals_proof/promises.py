"""What is promised to touchpoints whose truth is known, beside what reaching the median of their peers would really give."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from metrics.analyses.proposals.levels import Level, compare_with_peers, margin_of, variance_of
from metrics.analyses.proposals.outlook import reach_median
from metrics.analyses.touchpoints.week_noise import week_noise
from metrics.catalogue import METRICS
from metrics.stats.discoveries import benjamini_hochberg
from metrics.stats.intervals import Floats
from warehouse.config.settings import ProposalRules

WEEKS, RULES = 12, ProposalRules()
BY = ("stage", "channel", "touchpoint")
LEVEL = {"csat": 75.0, "nps": 20.0}


@dataclass(frozen=True)
class World:
    """Touchpoints whose true levels spread by `spread` points (NPS: twice as many) and whose weeks shift by `shift`, remembered by `memory`."""

    spread: float
    metric: str = "csat"
    shift: float = 3.0
    memory: float = 0.0


@dataclass(frozen=True)
class Promise:
    """The promise that counts for most contacts: points gained, at the cautious end, and in truth."""

    gain: float
    cautious: float
    true: float


def promise_in(world: World, seed: int) -> Promise | None:
    """The first proposal's promise among 8 to 25 touchpoints; None where nothing is proposed."""
    dice = np.random.default_rng(seed)
    count, wide = int(dice.integers(8, 26)), 2 if world.metric == "nps" else 1
    true = np.clip(dice.normal(LEVEL[world.metric], wide * world.spread, count), -95, 97)
    levels = read_levels(world.metric, weekly_answers(world, true, dice))
    truth = {level.group: float(true[int(level.group[-1])]) for level in levels}
    compared = compare_with_peers(levels, BY[:-1], BY[:-1], RULES.least_peers)
    is_real = benjamini_hochberg([comparison.p for comparison in compared], RULES.false_share)
    found = []
    for comparison, real in zip(compared, is_real, strict=True):
        if real and comparison.gap.value >= margin_of(world.metric, RULES.least_gap):
            outlook = reach_median(comparison)
            peers = sorted(truth[peer.group] for peer in comparison.peers)
            gap = peers[(len(peers) - 1) // 2] - truth[comparison.level.group]
            if outlook.gain.low > 0 and outlook.gain.value >= margin_of(world.metric, RULES.least_gain):
                found.append(
                    (outlook.gain.low * comparison.level.n, Promise(outlook.gain.value, outlook.gain.low, gap))
                )
    return max(found, key=lambda one: one[0])[1] if found else None


def weekly_answers(world: World, true: Floats, dice: np.random.Generator) -> pl.DataFrame:
    """BY, week, value, n, and promoters and detractors of an NPS: few answers at most touchpoints, many at some."""
    size = np.exp(dice.normal(2.3, 1.0, true.size))
    shocks = dice.normal(size=(true.size, WEEKS))
    for week in range(1, WEEKS):
        shocks[:, week] = world.memory * shocks[:, week - 1] + np.sqrt(1 - world.memory**2) * shocks[:, week]
    is_nps = world.metric == "nps"
    rows = []
    for (touchpoint, week), shock in np.ndenumerate(shocks):
        n = int(dice.poisson(size[touchpoint]))
        level = true[touchpoint] + (2 if is_nps else 1) * world.shift * shock
        if is_nps:
            passive = min(0.25, 1 - abs(level / 100))
            hits, misses = dice.multinomial(n, [(1 - passive + level / 100) / 2, (1 - passive - level / 100) / 2, passive])[:2]  # fmt: skip
        else:
            hits, misses = dice.binomial(n, np.clip(level / 100, 0.01, 0.99)), 0
        if n:
            value = 100 * (int(hits) - int(misses)) / n
            rows.append(("service", "phone", str(touchpoint), week, value, n, int(hits), int(misses)))
    return pl.DataFrame(rows, schema=[*BY, "week", "value", "n", "promoters", "detractors"], orient="row")


def read_levels(metric: str, weekly: pl.DataFrame) -> list[Level]:
    """The groups with enough answers, as metrics.analyses.proposals.levels.read_levels has them."""
    noise, found = week_noise(METRICS[metric], weekly, BY), []
    sums = weekly.group_by(BY, maintain_order=True).agg(pl.col("n", "promoters", "detractors").sum())
    for *group, n, hits, misses in sums.filter(pl.col("n") >= RULES.minimum_n).iter_rows():
        counts = (hits, misses, n) if metric == "nps" else (hits, n)
        shown = (100 * (hits - misses) / n, 0, 0, n, METRICS[metric].unit)
        level = Level(*shown, metric=metric, by=BY, group=tuple(group), counts=tuple(map(float, counts)))
        factor = noise.factor(n, variance_of(level)) if noise else 1.0
        found.append(replace(level, noise=factor))
    return found


def sum_up(promises: Sequence[Promise]) -> str:
    """promised 7.7, true 7.1 (ratio 1.08); the cautious end is beyond the truth in 2.1 %."""
    gain, true = (float(np.mean([getattr(one, name) for one in promises])) for name in ("gain", "true"))
    beyond = 100 * float(np.mean([one.cautious > one.true for one in promises]))
    return f"promised {gain:.1f}, true {true:.1f} (ratio {gain / true:.2f}); the cautious end is beyond the truth in {beyond:.1f} %"
