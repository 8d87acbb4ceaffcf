"""Invented companies that take an action whose effect is known: groups of touchpoints with weekly noise as companies have it.

A week of a group is its level, plus the trend, season and shocks that all groups share, plus shocks of its own, plus, in some
worlds, a drift away from the others; then single answers or contacts are drawn. The action adds its effect from its week on.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

from warehouse.actions.action import Action, Compare, Expected
from warehouse.config.settings import Settings
from warehouse.schema import SCHEMA
from warehouse.store.engine import Engine, attach_memory

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FIRST = date(2024, 1, 1)  # a Monday
NOISES = ("quiet", "restless", "sticky", "seasonal", "drifting")
METRICS = ("csat", "nps", "first_response", "interactions")
# An effect of size 1 in the metric's own terms: percentage points, NPS points, share of the time or of the contacts.
SIZES = {"csat": 20.0, "nps": 40.0, "first_response": -0.45, "interactions": -0.4}
ON_A_SCALE = "csat_mean"  # the same points of the best boxes on a scale of five, judged by its mean
STEPS = np.array([-1.6, -0.9, 0.0, 0.9])  # of a normal feeling, where the next score begins; the best boxes from 0 on
HARD, HARDER = 0.3, 0.4  # of the contacts some are hard to serve, and satisfied so much less often
# Standard deviations in units of a full effect: shared shocks of a week, shocks of its own, season, drift over half a year.
SHARED, OWN, SEASON, DRIFT = 0.3, 0.15, 0.3, 0.3


@dataclass(frozen=True)
class World:
    """One action and what is true of it: `size` 0 changes nothing, 1 is a full effect, negative harms.

    `spill`: of the group's hard contacts so many go to its comparison from the start on, and nobody is better off; `kind`: of the
    proposal behind. `others`: how many times as many answers the other groups have.
    """

    number: int
    metric: str
    noise: str
    compare: Compare
    size: float
    weeks_before: int
    weeks_after: int
    answers_a_week: int
    spill: float = 0.0
    kind: str = ""
    others: float = 1.0

    @property
    def groups(self) -> tuple[str, ...]:
        """The touchpoint that is changed, then the others; only one where it stands for several."""
        names = ("ours", "other", "third", "fourth") if self.others == 1 else ("ours", "other")
        return tuple(f"{self.number}-{name}" for name in names)

    @property
    def action(self) -> Action:
        """The action as a manager would register it."""
        starts = FIRST + timedelta(weeks=self.weeks_before)
        where = (("touchpoint", (self.groups[0],)), ("country", (str(self.number),)))
        against = (("touchpoint", (self.groups[1],)), ("country", (str(self.number),)))
        expected = (
            Expected(0.5 * SIZES["interactions"] * self.answers_a_week) if self.metric == "interactions" else None
        )
        return Action(
            f"w{self.number}", "planted", self.metric, where, starts_on=starts, compare=self.compare,
            due_on=starts + timedelta(weeks=self.weeks_after), comparison=against if self.compare == "stated" else (), expected=expected,
            kind=self.kind,
        )  # fmt: skip

    @property
    def last_day(self) -> date:
        """The Sunday of the last week."""
        return FIRST + timedelta(weeks=self.weeks_before + self.weeks_after, days=-1)


def make_worlds(count: int, sizes: tuple[float, ...], compare: Compare, seed: int) -> list[World]:
    """Worlds with every metric and every noise in turn."""
    dice = np.random.default_rng(seed)
    return [
        World(
            number, METRICS[number % len(METRICS)], NOISES[number // len(METRICS) % len(NOISES)], compare,
            sizes[number // (len(METRICS) * len(NOISES)) % len(sizes)], int(dice.integers(12, 27)), int(dice.integers(6, 13)),
            int(dice.choice((20, 40, 80))),
        )
        for number in range(count)
    ]  # fmt: skip


def draw_levels(world: World, dice: np.random.Generator) -> Floats:
    """Groups × weeks: the deviation from the group's level, in units of a full effect, without the action."""
    weeks = world.weeks_before + world.weeks_after
    time = np.arange(weeks)
    shared = SHARED * dice.normal(size=weeks) + dice.normal() * 0.5 * time / 26
    season = SEASON * np.sin(2 * np.pi * (time / 52 + dice.random()))
    rows = []
    for _ in world.groups:
        own = np.zeros(weeks)
        if world.noise in ("restless", "sticky"):
            own = OWN * resembling(dice, weeks, 0.5 if world.noise == "sticky" else 0.0)
        if world.noise == "drifting":
            own = dice.normal() * DRIFT * time / 26
        strength = dice.uniform(0.5, 1.5) if world.noise == "seasonal" else 1.0
        rows.append(shared + strength * season + own)
    return np.array(rows)


def resembling(dice: np.random.Generator, weeks: int, near: float) -> Floats:
    """Shocks of variance 1 that resemble the week before."""
    fresh = dice.normal(size=weeks)
    shocks = fresh.copy()
    for week in range(1, weeks):
        shocks[week] = near * shocks[week - 1] + np.sqrt(1 - near**2) * fresh[week]
    return shocks


def draw_rows(world: World, dice: np.random.Generator) -> pl.DataFrame:
    """The answers or contacts of all groups."""
    levels = draw_levels(world, dice)
    frames = []
    for place, name in enumerate(world.groups):
        base = dice.uniform(-0.5, 0.5)
        for week in range(levels.shape[1]):
            is_after = place == 0 and week >= world.weeks_before
            moved = base + levels[place, week]
            effect = world.size if is_after else 0.0
            frames.append(draw_week(world, name, week, moved, effect, dice))
    return spill_over(world, pl.concat(frames), dice) if world.spill else pl.concat(frames)


def spill_over(world: World, rows: pl.DataFrame, dice: np.random.Generator) -> pl.DataFrame:
    """The rows, some of them of hard contacts, which are satisfied less often; from the start on the group sends its own away."""
    is_hard = dice.random(rows.height) < HARD
    fails = is_hard & (dice.random(rows.height) < HARDER)
    starts = np.datetime64(world.action.starts_on or "")
    ours, theirs = world.groups[:2]
    is_after = rows["happened"].to_numpy() >= starts
    is_sent = is_hard & is_after & (rows["touchpoint"] == ours).to_numpy() & (dice.random(rows.height) < world.spill)
    return rows.with_columns(
        value=pl.Series(np.where(fails, 2.0, rows["value"].to_numpy())),
        touchpoint=pl.Series(np.where(is_sent, theirs, rows["touchpoint"].to_numpy())),
    )


def draw_week(
    world: World, name: str, week: int, moved: float, effect: float, dice: np.random.Generator
) -> pl.DataFrame:
    """One group's week: touchpoint, country, person, happened, and value or seconds."""
    metric = world.metric
    full = SIZES["csat" if metric == ON_A_SCALE else metric]
    times = np.exp(np.log1p(full) * (moved + effect)) if metric == "interactions" else 1.0
    times *= 1.0 if name == world.groups[0] else world.others
    n = int(dice.poisson(world.answers_a_week * times))
    persons = persons_of(world, n, dice)
    level = moved + effect * (is_treated(world, persons) if world.compare == "halves" else 1.0)
    seconds = dice.integers(0, 7 * 86_400, n)
    start = datetime.combine(FIRST + timedelta(weeks=week), datetime.min.time())
    if metric == "csat":
        values = np.where(dice.random(n) < np.clip(0.65 + full / 100 * level, 0.02, 0.98), 5.0, 2.0)
    elif metric == ON_A_SCALE:
        feeling = stats.norm.ppf(np.clip(0.65 + full / 100 * level, 0.02, 0.98)) + dice.normal(size=n)
        values = 1.0 + (feeling[:, None] > STEPS).sum(axis=1)
    elif metric == "nps":
        values = draw_nps(n, np.clip(0.1 + full / 100 * level, -0.9, 0.9), dice)
    else:
        values = np.exp(np.log(14_400) + np.log1p(full) * level + 0.9 * dice.normal(size=n))
    return pl.DataFrame({
        "touchpoint": [name] * n, "country": [str(world.number)] * n, "person": persons,
        "happened": np.datetime64(start, "us") + seconds.astype("timedelta64[s]"), "value": values,
    }, schema={"touchpoint": pl.String, "country": pl.String, "person": pl.Int64, "happened": pl.Datetime("us"), "value": pl.Float64})  # fmt: skip


def persons_of(world: World, n: int, dice: np.random.Generator) -> Ints:
    """Of halves: out of all who come twice a year or so; else each answer is of a person of its own."""
    if world.compare != "halves":
        return np.random.default_rng(n).integers(1 << 60, 1 << 62, n)  # none of the world's own dice
    return world.number * 1_000_000 + dice.integers(0, 25 * world.answers_a_week, n)


def is_treated(world: World, persons: Ints) -> Floats:
    """1 for those whom the hash draws."""
    hashes = [hashlib.md5(f"{world.action.id}:{person}".encode()).hexdigest() for person in persons]
    return np.array([float(text[0] < "8") for text in hashes])


def draw_nps(n: int, balance: float, dice: np.random.Generator) -> Floats:
    """Answers whose promoters minus detractors are `balance` of all; a quarter is passive where that is possible."""
    passive = min(0.25, 1 - abs(balance))
    promoters = (1 - passive + balance) / 2
    drawn = dice.random(n)
    return np.where(drawn < promoters, 9.0, np.where(drawn < promoters + passive, 7.0, 3.0))


def build_engine(worlds: list[World], seed: int) -> Engine:
    """A warehouse in memory with the rows of all the worlds."""
    con = duckdb.connect(config={"threads": 2})
    con.execute(SCHEMA)
    for world in worlds:
        rows = draw_rows(world, np.random.default_rng([seed, world.number]))
        insert_rows(con, world.metric, rows)
        if world.compare == "halves":
            con.register("planted", rows.to_arrow())
            con.execute("INSERT INTO persons BY NAME SELECT person AS person_id, min(happened) AS first_active_local FROM planted GROUP BY person")  # fmt: skip
            con.unregister("planted")
    last = max(world.last_day for world in worlds)
    return attach_memory(con, Settings(), {"timezone": "UTC", "data_until": f"{last}T23:59:59"})


def insert_rows(con: duckdb.DuckDBPyConnection, metric: str, rows: pl.DataFrame) -> None:
    """The rows into the table of their metric; every row is of a person of its own."""
    common = (
        "uuid() AS record_id, 'planted' AS source, person AS person_id, TRUE AS is_person_known,"
        " 'phone' AS channel, 'service' AS stage, touchpoint, country, 'second' AS time_precision"
    )
    con.register("planted", rows.to_arrow())
    metric = "csat" if metric == ON_A_SCALE else metric
    if metric in ("csat", "nps"):
        scale = "1.0 AS scale_min, 5.0 AS scale_max, '1-5' AS scale, 4.0 AS top_box_min" if metric == "csat" else (
            "0.0 AS scale_min, 10.0 AS scale_max, '0-10' AS scale, NULL AS top_box_min"
        )  # fmt: skip
        con.execute(
            f"INSERT INTO responses BY NAME SELECT {common}, '{metric}' AS metric, 'transactional' AS survey_kind, value AS score,"
            f" {scale}, happened AS answered_at, happened AS answered_local FROM planted"
        )
    else:
        con.execute(
            f"INSERT INTO interactions BY NAME SELECT {common}, 'case' AS interaction_type, 'inbound' AS direction,"
            " value AS first_response_seconds, happened AS started_at, happened AS started_local, happened AS first_responded_local FROM planted"
        )
    con.unregister("planted")
