"""Today's value and the effects that reach it become an expected value with an interval.

What no effect reaches keeps today's sampling error; what an effect reaches has the effect's own error. With u the share that is
not reached and w the share that an effect reaches: expected = today + Σ w·difference, and on each side
half² = u·half(today)² + Σ (w·half(effect))². A group that one effect covers whole has exactly the effect's interval. The errors
of different effects are taken as independent of each other; one effect in several cells is one error.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

# What a value cannot pass, by unit.
LIMITS = {"percent": (0.0, 100.0), "points": (-100.0, 100.0)}
NEVER_NEGATIVE = ("seconds", "contacts", "messages", "persons", "matters", "hops", "orders", "comments")


class Interval(NamedTuple):
    """A value with its bounds; None: not known."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Share:
    """An effect with how much of a number it reaches: part of its rows (a mean), or of the effect (a sum)."""

    weight: float
    difference: float
    below: float | None  # how far the lower bound of the expected value lies under it; None: no interval was stated
    above: float | None


def expected_value(today: Interval, shares: Iterable[Share], unit: str, is_sum: bool) -> Interval:
    """The expected value; without bounds where an effect has none, or today has none though it is a sample."""
    acting = list(shares)
    if not acting:
        return today
    value = today.value + sum(share.weight * share.difference for share in acting)
    untouched = 0.0 if is_sum else max(0.0, 1 - sum(share.weight for share in acting))
    own_below = own_above = 0.0
    if untouched > 1e-9:
        if today.low is None or today.high is None:
            return Interval(clip(value, unit), None, None)
        own_below, own_above = (
            math.sqrt(untouched) * half for half in (today.value - today.low, today.high - today.value)
        )
    below = [own_below, *(None if share.below is None else share.weight * share.below for share in acting)]
    above = [own_above, *(None if share.above is None else share.weight * share.above for share in acting)]
    low, high = (None if (half := root_of_squares(sides)) is None else half for sides in (below, above))
    return Interval(
        clip(value, unit),
        None if low is None else clip(value - low, unit),
        None if high is None else clip(value + high, unit),
    )


def root_of_squares(halves: Iterable[float | None]) -> float | None:
    """√Σ h²; None when one is not known."""
    known = list(halves)
    if any(half is None for half in known):
        return None
    return math.sqrt(sum((half or 0.0) ** 2 for half in known))


def clip(value: float, unit: str) -> float:
    """The value within what its unit allows."""
    low, high = LIMITS.get(unit, (0.0 if unit in NEVER_NEGATIVE else -math.inf, math.inf))
    return min(max(value, low), high)
