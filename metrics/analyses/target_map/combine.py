"""Today's value and the effects that reach it become an expected value with an interval.

expected = today + Σ m·difference, m: the part of the number that an effect moves. On each side
half² = (1 − Σ w·s)·half(today)² + Σ (m·half(effect))². An effect that puts a level in place of today's (the median of the peers)
takes today's sampling error away with the rows that it replaces: w is their part of the number, s the part of all the effect's
rows that lie here (of a wider group, only so much of the error goes). An effect that moves today's level takes nothing away.
So a group that one such level is about, whole, has exactly the effect's interval. Effects that rest on the same peers share one
error, which adds up; the errors of others are taken as independent of each other.
"""

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from metrics.semantic.estimate import Known

LIMITS = {"percent": (0.0, 100.0), "points": (-100.0, 100.0)}  # what a value cannot pass, by unit
NEVER_NEGATIVE = ("seconds", "contacts", "messages", "persons", "matters", "hops", "orders", "comments")


@dataclass(frozen=True)
class Share:
    """An effect in one number: the part that it moves (m) and by how much, what of today's error it takes away (w·s), its own error:
    how far the bounds of its expected value lie below and above it, None where no interval was stated."""

    moved: float
    difference: float
    replaced: float
    below: float | None
    above: float | None
    error_of: Hashable = None  # effects that name the same thing here have one error in common; None: its own


def expected_value(today: Known, shares: Iterable[Share], is_sum: bool) -> Known:
    """The expected value; without bounds where an effect has none, or today has none though it is a sample. A sum is no sample."""
    acting = list(shares)
    if not acting:
        return today
    value = today.value + sum(share.moved * share.difference for share in acting)
    left = 0.0 if is_sum else math.sqrt(max(0.0, 1 - sum(share.replaced for share in acting)))
    ends = ((today.low, [share.below for share in acting]), (today.high, [share.above for share in acting]))
    below, above = ([own_half(today.value, bound, left), *effect_halves(acting, halves)] for bound, halves in ends)
    down, up = root_of_squares(below), root_of_squares(above)
    low, high = (None if down is None else value - down), (None if up is None else value + up)
    low, high = (None if end is None else clip(end, today.unit) for end in (low, high))
    return Known(clip(value, today.unit), low, high, today.n, today.unit)


def own_half(value: float, bound: float | None, left: float) -> float | None:
    """What is left of today's distance to its bound; None where a part is left and the bound is not known."""
    if left < 1e-6:
        return 0.0
    return None if bound is None else left * abs(value - bound)


def effect_halves(acting: Sequence[Share], halves: Sequence[float | None]) -> list[float | None]:
    """The distances that effects bring, those of one error added; None for one without an interval."""
    together: dict[Hashable, float | None] = {}
    for number, (share, distance) in enumerate(zip(acting, halves, strict=True)):
        error = (number,) if share.error_of is None else share.error_of
        before = together.get(error, 0.0)
        together[error] = None if before is None or distance is None else before + share.moved * distance
    return list(together.values())


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
