"""Companies whose customers come by known rules and leave at a known rate, or never."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rates = Callable[[np.random.Generator, int], NDArray[np.float64]]
NEVER = np.inf


@dataclass(frozen=True)
class World:
    """`rates`: visits a day of each customer. `regular`: the shape of the gaps (1: Poisson, 8: nearly even). `clump`: the mean
    number of visits in a run of some days, which comes at the rate. `stay_days`: how long a customer stays, on average; they then
    join at an even rate since twice the length of the data before its end."""

    name: str
    rates: Rates
    days: int
    customers: int
    regular: float = 1.0
    clump: float = 1.0
    stay_days: float = NEVER

    @property
    def is_left(self) -> bool:
        """Whether anybody leaves."""
        return self.stay_days != NEVER


def equal(gap_days: float) -> Rates:
    """Everybody alike."""
    return lambda dice, count: np.full(count, 1 / gap_days)


def gamma(shape: float, gap_days: float) -> Rates:
    """Rates of a gamma distribution whose mean is one visit in so many days."""
    return lambda dice, count: dice.gamma(shape, 1 / gap_days / shape, count) + 1e-9


def mixed(share: float, heavy_days: float, light_days: float) -> Rates:
    """A share of heavy users, the others light."""
    return lambda dice, count: np.where(dice.random(count) < share, 1 / heavy_days, 1 / light_days)


STAYING: dict[str, tuple[Rates, float, float]] = {  # rates, regular, clump
    "equal, every 20 days": (equal(20), 1, 1), "equal, every 45 days": (equal(45), 1, 1),
    "gamma(2), 30 days": (gamma(2, 30), 1, 1), "gamma(.7), 30 days": (gamma(0.7, 30), 1, 1),
    "gamma(.7), 60 days": (gamma(0.7, 60), 1, 1), "half every 7, half every 200": (mixed(0.5, 7, 200), 1, 1),
    "fifth every 3, others every 300": (mixed(0.2, 3, 300), 1, 1), "half every 2, half every 60": (mixed(0.5, 2, 60), 1, 1),
    "nearly even, every 30 days": (equal(30), 8, 1), "nearly even, every 7 days": (equal(7), 8, 1),
    "runs of 3, every 60 days": (equal(60), 1, 3), "runs of 8, every 30 days": (equal(30), 1, 8),
    "even runs of 3, every 45 days": (equal(45), 8, 3),
}  # fmt: skip
LEAVING: dict[str, tuple[Rates, float, float]] = {
    "equal, every 20 days": (equal(20), 1, 1), "gamma(2), 30 days": (gamma(2, 30), 1, 1),
    "half every 7, half every 60": (mixed(0.5, 7, 60), 1, 1), "nearly even, every 30 days": (equal(30), 8, 1),
    "runs of 3, every 30 days": (equal(30), 1, 3),
}  # fmt: skip


def draw_visits(
    world: World, dice: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Customer and day of every visit in the data, and the day on which each customer left (NEVER: not)."""
    rates = world.rates(dice, world.customers)
    joined = (
        dice.uniform(-world.days, world.days, world.customers) if world.is_left else np.full(world.customers, -np.inf)
    )
    left = (
        joined + dice.exponential(world.stay_days, world.customers)
        if world.is_left
        else np.full(world.customers, NEVER)
    )
    who, when = [], []
    for one in range(world.customers):
        opens, closes = max(joined[one], -2 / rates[one] if world.regular > 1 else 0.0), min(left[one], world.days)
        if closes <= 0:
            continue
        runs = runs_of(dice, rates[one], world.regular, max(opens, -3e4), closes)
        if joined[one] >= 0:
            runs = np.concatenate([[joined[one]], runs])
        if world.clump > 1:
            sizes = dice.geometric(1 / world.clump, len(runs))
            runs = np.concatenate(
                [start + np.cumsum(dice.exponential(1.5, size)) for start, size in zip(runs, sizes, strict=True)]
                or [runs]
            )
        visits = np.sort(runs[(runs >= 0) & (runs < closes)])
        who.append(np.full(len(visits), one))
        when.append(visits)
    return np.concatenate(who), np.concatenate(when), left


def runs_of(dice: np.random.Generator, rate: float, regular: float, opens: float, closes: float) -> NDArray[np.float64]:
    """Days of a renewal process between two days; the first comes after a part of a gap."""
    count = int((closes - opens) * rate * 1.5 + 10 * np.sqrt(max((closes - opens) * rate, 1)) + 10)
    gaps = dice.gamma(regular, 1 / rate / regular, count)
    gaps[0] *= dice.random() if regular > 1 else 1
    days = opens + np.cumsum(gaps)
    return days[days < closes]
