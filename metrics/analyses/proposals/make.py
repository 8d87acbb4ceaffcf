"""A proposal put together: its name, its effects on the level of peers, what it saves and costs, and its priority."""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from metrics.analyses.proposals.evidence import Place, measured
from metrics.analyses.proposals.levels import Comparison, Level, margin_of
from metrics.analyses.proposals.outlook import LIMITS, better_off, reach_median
from metrics.analyses.proposals.proposal import Effect, Evidence, Proposal, Words
from metrics.catalogue import METRICS
from metrics.semantic.estimate import Bounded
from metrics.semantic.scope import Filters

REPEATS = ("no_repeat_any_channel", "no_repeat_same_channel")  # who has a new contact comes again at least once


@dataclass(frozen=True)
class Gain:
    """An effect with what it is worth: contacts of the period that go better at its cautious end."""

    effect: Effect
    comparison: Comparison
    target: Level  # the peer that is the median
    helped: float


def make_proposal(
    place: Place, kind: str, filters: Filters, evidence: Iterable[Evidence | None], effects: Sequence[Effect],
    words: Words, priority: float, saves: Bounded | None = None, variant: str = "",
) -> Proposal:  # fmt: skip
    """The proposal under its name; the evidence without what was not measured; its cost as the settings state it."""
    name = name_of(kind, variant, filters)
    return Proposal(
        name, kind, filters, measured(evidence), tuple(effects), words, saves, cost_of(place, kind), priority, variant
    )


def name_of(kind: str, variant: str, filters: Filters) -> str:
    """The kind and a fingerprint of where: the same for the same place, whatever the order of the filters."""
    where = sorted((dimension, sorted(values)) for dimension, values in filters)
    return f"{kind}.{hashlib.blake2b(repr((variant, where)).encode(), digest_size=5).hexdigest()}"


def cost_of(place: Place, kind: str) -> Bounded | None:
    """What doing it costs, as the settings state it (without an interval: a price)."""
    stated = next((cost for cost in place.engine.settings.proposals.costs if cost.kind == kind), None)
    return Bounded(*(stated.amount,) * 3, unit=stated.currency) if stated else None


def gains_of(comparisons: Iterable[Comparison], place: Place) -> list[Gain]:
    """What the median of its peers would change for a group, one gain a metric, the one that helps most contacts first.

    Only where even the cautious end of the interval is a gain.
    """
    best: dict[str, Gain] = {}
    for comparison in comparisons:
        gain = gain_of(comparison, place)
        if gain and (gain.effect.metric not in best or gain.helped > best[gain.effect.metric].helped):
            best[gain.effect.metric] = gain
    return sorted(best.values(), key=lambda gain: (-gain.helped, gain.effect.metric))


def gain_of(comparison: Comparison, place: Place, most: float | None = None) -> Gain | None:
    """The gain at the median of the peers; None where it is not sure or too small to propose.

    A rate counts its own contacts, a score stands for all of them. `most`: the level that is known to be reachable.
    """
    level, outlook = comparison.level, reach_median(comparison)
    sign = -1 if METRICS[level.metric].better == "lower" else 1
    room = np.inf if most is None else sign * (most - level.value)
    gain, low, high = (min(points, room) for points in (outlook.gain.value, outlook.gain.low, outlook.gain.high))
    if low <= 0 or gain < margin_of(level.metric, place.engine.settings.proposals.least_gain):
        return None
    filters = place.at(*level.filters)
    words: Words = (
        ("metric", level.metric),
        *(("peer_" + name, value) for name, value in zip(level.by, outlook.target.group, strict=True)),
    )
    expected, *ends = (float(np.clip(level.value + sign * points, *LIMITS[level.unit])) for points in (gain, low, high))
    reached = Bounded(expected, min(ends), max(ends), level.n, level.unit)
    effect = Effect(level.metric, filters, level.value, reached, "peers_median", words)
    contacts = level.n if METRICS[level.metric].kind == "rate" else max(place.volume(filters), level.n)
    return Gain(effect, comparison, outlook.target, better_off(level.metric, low) * contacts)


def repeats_saved(place: Place, gains: Iterable[Gain]) -> Bounded | None:
    """What the repeated contacts cost that would not come at the peers' resolution in one contact; None without costs or without that gain."""
    gain = next((gain for gain in gains if gain.effect.metric in REPEATS), None)
    cost = cost_per_contact(place, gain.effect.filters) if gain else None
    if gain is None or cost is None or cost.value is None:
        return None
    amount, low, high = (
        cost.value * gain.effect.expected.n * better_off(gain.effect.metric, points) for points in points_gained(gain)
    )
    return Bounded(amount, low, high, unit=cost.unit)


def add_money(amounts: Iterable[Bounded | None]) -> Bounded | None:
    """Amounts of different contacts together, their errors independent; None where none is known or currencies differ."""
    known = [money for money in amounts if money is not None]
    return added(known) if known and len({money.unit for money in known}) == 1 else None


def added(amounts: Sequence[Bounded]) -> Bounded:
    """The sum in their currency; each side's distances add as the errors of independent amounts do."""
    total = sum(money.value for money in amounts)
    below = math.hypot(*(money.value - money.low for money in amounts))
    above = math.hypot(*(money.high - money.value for money in amounts))
    return Bounded(total, total - below, total + above, unit=amounts[0].unit)


def points_gained(gain: Gain) -> tuple[float, float, float]:
    """Points gained: expected, at the cautious end, at the other."""
    effect = gain.effect
    cautious, most = sorted(abs(end - effect.today) for end in (effect.expected.low, effect.expected.high))
    return abs(effect.difference), cautious, most


def cost_per_contact(place: Place, filters: Filters) -> Evidence | None:
    """Cost per contact of the channels there: costs know no touchpoint or topic."""
    channels = tuple(pair for pair in filters if pair[0] == "channel")
    return place.look("cost", "cost_per_contact", channels) if channels else None
