"""Sources whose records come by known rules, day by day: worlds where nothing happens, and faults that are planted in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.quality.daily_sums import needed_columns

Floats = NDArray[np.float64]
TABLE = "responses"  # the one that has everything: records, persons, columns and scores
START = date(2023, 1, 2)
# Shares of filled cells, one for each column in turn: always filled, mostly, half, seldom, never.
FILLED = (1.0, 0.97, 0.8, 0.5, 0.25, 0.05, 0.0)
SCORES = (0.05, 0.05, 0.1, 0.3, 0.5)  # of the answers 1 to 5


@dataclass(frozen=True)
class World:
    """`per_day`: records; `weekend`: part of a weekday's. `restless`: how far weeks stray (standard deviation of the log, also of the
    odds of filled cells and of scores), of which `memory` stays from week to week. `year`: how far the seasons stray. `growth` a week.
    `closed`: part of the days without a record. `burst`: times the usual on the day of a campaign, each fortnight or so."""

    name: str
    per_day: float = 30.0
    weekend: float = 0.4
    restless: float = 0.0
    memory: float = 0.5
    year: float = 0.0
    growth: float = 0.0
    closed: float = 0.0
    burst: float = 1.0


QUIET = (
    World("even"),
    World("small", per_day=2.0),
    World("tiny", per_day=0.5),
    World("large", per_day=2000.0),
    World("restless", restless=0.15),
    World("very restless", restless=0.3, memory=0.7),
    World("large and restless", per_day=2000.0, restless=0.2, memory=0.7),
    World("growing", per_day=60.0, growth=0.02),
    World("seasons", per_day=60.0, year=0.4, restless=0.1),
    World("closed days", closed=0.06),
    World("campaigns", burst=5.0, restless=0.1),
)


@dataclass
class Drawn:
    """Records and known persons a day; filled cells by day and column; answers by day and score 1 to 5."""

    records: NDArray[np.int64]
    known: NDArray[np.int64]
    filled: dict[str, NDArray[np.int64]]
    answers: NDArray[np.int64]


def draw(world: World, days: int, rng: np.random.Generator) -> Drawn:
    """A source of so many days."""
    day = np.arange(days)
    week = day // 7
    weeks = int(week[-1]) + 1
    level = np.exp(stray(world, weeks, rng)[week] + world.growth * (week - weeks)) * (
        1 + world.year * np.sin(2 * np.pi * day / 365.25)
    )
    weekday = np.where(day % 7 >= 5, world.weekend, 1.0)
    events = np.where(rng.random(days) < world.closed, 0.0, np.where(rng.random(days) < 1 / 14, world.burst, 1.0))
    records = rng.poisson(np.maximum(world.per_day * level * weekday * events, 0))

    def part(share: float) -> NDArray[np.int64]:
        if share in (0.0, 1.0):
            return records * int(share)
        odds = np.log(share / (1 - share)) + stray(world, weeks, rng)[week]
        return rng.binomial(records, 1 / (1 + np.exp(-odds)))

    columns = needed_columns(TABLE)
    filled = {name: part(FILLED[number % len(FILLED)]) for number, name in enumerate(columns)}
    tilt = np.exp(np.outer(stray(world, weeks, rng)[week], np.arange(5) - 2) / 2) * np.array(SCORES)
    answers = rng.multinomial(records, tilt / tilt.sum(axis=1, keepdims=True))
    return Drawn(records, part(0.7), filled, answers)


def stray(world: World, weeks: int, rng: np.random.Generator) -> Floats:
    """How far each week lies from the level: chance that remembers the week before."""
    steps = rng.normal(0, world.restless * np.sqrt(1 - world.memory**2), weeks)
    strayed = np.zeros(weeks)
    for number in range(weeks):
        strayed[number] = world.memory * strayed[number - 1] * (number > 0) + steps[number]
    return strayed


def frames(drawn: Drawn, days: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The daily sums of the first so many days, and their scores, as the product counts them."""
    dates = [START + timedelta(days=number) for number in range(days)]
    sums = pl.DataFrame({"day": dates, "records": drawn.records[:days], "known": drawn.known[:days]} | {
        name: cells[:days] for name, cells in drawn.filled.items()
    }).filter(pl.col("records") > 0)  # fmt: skip
    scores = pl.concat([
        pl.DataFrame({"day": dates, "answers": drawn.answers[:days, score]}).with_columns(percent=pl.lit(25 * score))
        for score in range(5)
    ]).filter(pl.col("answers") > 0)  # fmt: skip
    named = scores.with_columns(metric=pl.lit("csat"), survey=pl.lit("after the call"), scale=pl.lit("1-5"))
    return sums, named.sort("day", "percent")


Fault = Callable[[Drawn, int], None]


def halve(drawn: Drawn, since: int) -> None:
    """Half of the records never come."""
    for cells in (drawn.records, drawn.known, *drawn.filled.values()):
        cells[since:] //= 2
    drawn.answers[since:] //= 2


def double(drawn: Drawn, since: int) -> None:
    """Every record comes twice."""
    for cells in (drawn.records, drawn.known, *drawn.filled.values()):
        cells[since:] *= 2
    drawn.answers[since:] *= 2


def empty(drawn: Drawn, since: int) -> None:
    """A column that was half filled is empty."""
    drawn.filled[needed_columns(TABLE)[3]][since:] = 0


def forget(drawn: Drawn, since: int) -> None:
    """Only a tenth of the records name a person."""
    drawn.known[since:] = drawn.records[since:] // 10


def flatten(drawn: Drawn, since: int) -> None:
    """Every answer is the best."""
    drawn.answers[since:] = 0
    drawn.answers[since:, 4] = drawn.records[since:]


def turn(drawn: Drawn, since: int) -> None:
    """The scale is upside down."""
    drawn.answers[since:] = drawn.answers[since:, ::-1].copy()


FAULTS: Mapping[str, tuple[Fault, str]] = {
    "half the records": (halve, "volume_low"),
    "records twice": (double, "volume_high"),
    "an empty column": (empty, "column_emptied"),
    "persons unknown": (forget, "persons_unknown"),
    "all answers alike": (flatten, "scores_flat"),
    "scale turned": (turn, "scores_turned"),
}


# How exports come, as days between two of them.
def weekly(rng: np.random.Generator) -> int:
    return 7


def workdays(rng: np.random.Generator) -> int:
    return int(rng.choice([1, 1, 1, 1, 3]))


def by_hand(rng: np.random.Generator) -> int:
    """About weekly, some days early or late, and now and then a holiday."""
    return int(7 + rng.integers(-3, 4) + (7 if rng.random() < 0.05 else 0))


def at_random(rng: np.random.Generator) -> int:
    return max(1, round(rng.exponential(7)))


ARRIVALS = {
    "daily": lambda rng: 1,
    "workdays": workdays,
    "weekly": weekly,
    "by hand": by_hand,
    "without rhythm": at_random,
}
