"""Today's value and the effects that reach it become an expected value with an interval.

expected = today + Σ m·difference, m: the part of the number that an effect moves. On each side
half² = (1 − Σ w·s)·half(today)² + Σ (m·half(effect))². An effect that puts a level in place of today's (the median of the peers)
takes today's sampling error away with the rows that it replaces: w is their part of the number, s the part of all the effect's
rows that lie here (of a wider group, only so much of the error goes). An effect that moves today's level takes nothing away.
So a group that one such level is about, whole, has exactly the effect's interval. The errors of different effects are taken as
independent of each other; one effect in several places is one error.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

LIMITS = {"percent": (0.0, 100.0), "points": (-100.0, 100.0)}  # what a value cannot pass, by unit
NEVER_NEGATIVE = ("seconds", "contacts", "messages", "persons", "matters", "hops", "orders", "comments")


class Interval(NamedTuple):
    """A value with its bounds; None: not known."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Share:
    """An effect in one number: the part that it moves (m) and by how much, what of today's error it takes away (w·s), its own error."""

    moved: float
    difference: float
    replaced: float
    below: (
        float | None
    )  # how far the lower bound of the effect's expected value lies under it; None: no interval was stated
    above: float | None


def expected_value(today: Interval, shares: Iterable[Share], unit: str, is_sum: bool) -> Interval:
    """The expected value; without bounds where an effect has none, or today has none though it is a sample. A sum is no sample."""
    acting = list(shares)
    if not acting:
        return today
    value = today.value + sum(share.moved * share.difference for share in acting)
    left = 0.0 if is_sum else math.sqrt(max(0.0, 1 - sum(share.replaced for share in acting)))
    below, above = ([None if h is None else left * h for h in (half(today.value, b),)] for b in (today.low, today.high))
    if left < 1e-9:
        below, above = [0.0], [0.0]
    below += [None if share.below is None else share.moved * share.below for share in acting]
    above += [None if share.above is None else share.moved * share.above for share in acting]
    down, up = root_of_squares(below), root_of_squares(above)
    low, high = (None if down is None else value - down), (None if up is None else value + up)
    return Interval(*(None if number is None else clip(number, unit) for number in (value, low, high)))  # type: ignore[arg-type]


def half(value: float, bound: float | None) -> float | None:
    """How far the bound is from the value."""
    return None if bound is None else abs(value - bound)


def root_of_squares(halves: Iterable[float | None]) -> float | None:
    """√Σ h²; None when one is not known."""
    known = list(halves)
    if any(one is None for one in known):
        return None
    return math.sqrt(sum((one or 0.0) ** 2 for one in known))


def limits(unit: str) -> tuple[float, float]:
    """The least and the greatest value that the unit allows."""
    return LIMITS.get(unit, (0.0 if unit in NEVER_NEGATIVE else -math.inf, math.inf))


def clip(value: float, unit: str) -> float:
    """The value within what its unit allows."""
    low, high = limits(unit)
    return min(max(value, low), high)


def part_moved(own: float | None, whole: float, difference: float, unit: str) -> float:
    """How much of a group's difference a part of the group makes: each closes the same part of its distance to the limit.

    So a touchpoint at 80 % moves less than one at 40 %, none passes 100 %, and together they make the group's difference. Without
    a limit on that side all make the same.
    """
    low, high = limits(unit)
    limit = high if difference > 0 else low
    if own is None or math.isinf(limit) or whole == limit:
        return 1.0
    return (limit - own) / (limit - whole)
