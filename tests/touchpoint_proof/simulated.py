"""Weeks of invented answers with known truths, and the class that the journey map would have given each touchpoint, week by week."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.analyses.touchpoints.history import WEEKS_BEFORE, Daily, company_between, groups_between, weeks_within
from metrics.analyses.touchpoints.judge import judge_groups, whole_of
from metrics.analyses.touchpoints.scores import classify, held_before, own_scores
from metrics.analyses.touchpoints.week_noise import noise_factors
from metrics.catalogue import find_metric
from warehouse.config.settings import Settings

MONDAY = date(2021, 1, 4)
WEEKS = 12  # of a period, as the pages show it
BY = ("touchpoint",)
SETTINGS = Settings()
SIDES = {"positive": 1, "neutral": 0, "negative": -1, "unknown": 0}


@dataclass(frozen=True)
class World:
    """Touchpoints by their true share of satisfied answers (NPS: 175 points wide) and answers a week; how much a week shifts one of them
    and all, and how much of its shift the next week still has."""

    shares: NDArray[np.float64]
    per_week: NDArray[np.float64]
    metric: str = "csat"
    own_shift: float = 0.05
    common_shift: float = 0.03
    memory: float = 0.0

    @property
    def gaps(self) -> NDArray[np.float64]:
        """True share over the company's own level."""
        return self.shares - float(np.average(self.shares, weights=self.per_week))


def usual_sizes(touchpoints: int) -> NDArray[np.float64]:
    """Answers a week: half have fewer than 5, a few have 50."""
    return np.exp(np.random.default_rng(1).normal(1.5, 1.0, touchpoints))


def null_world(touchpoints: int = 40, per_week: float | None = None, **other: Any) -> World:
    """Every touchpoint alike; of the usual sizes, or all of one."""
    sizes = usual_sizes(touchpoints) if per_week is None else np.full(touchpoints, per_week)
    return World(np.full(touchpoints, 0.75), sizes, **other)


def mixed_world(touchpoints: int = 40, **other: Any) -> World:
    """A quarter hurts by 15 points, a tenth is 12 better, the others alike."""
    shares = np.full(touchpoints, 0.78)
    shares[::4] = 0.63
    shares[1::10] = 0.90
    return World(shares, usual_sizes(touchpoints), **other)


def answer_weeks(world: World, weeks: int, seed: int) -> pl.DataFrame:
    """touchpoint, day (Mondays) and the parts of the metric."""
    dice = np.random.default_rng(seed)
    rows: list[tuple[Any, ...]] = []
    own = dice.normal(0, world.own_shift, world.shares.size)
    for week in range(weeks):
        common = dice.normal(0, world.common_shift)
        fresh = dice.normal(0, world.own_shift, own.size)
        own = world.memory * own + np.sqrt(1 - world.memory**2) * fresh
        for number, share in enumerate(world.shares):
            n = int(dice.poisson(world.per_week[number]))
            if not n:
                continue
            p = float(np.clip(share + common + own[number], 0.01, 0.99))
            detracts, promotes = (1 - p) * 0.75, max(p - 0.15, 0.0)
            found = (
                [dice.binomial(n, p)]
                if world.metric == "csat"
                else dice.multinomial(n, [promotes, detracts, 1 - promotes - detracts])[:2]
            )
            rows.append((f"t{number:02}", MONDAY + timedelta(weeks=week), *map(int, found), n))
    if world.metric == "csat":
        frame = pl.DataFrame(rows, schema=["touchpoint", "day", "hits", "n"], orient="row")
        return frame.with_columns(answers="n", scale_low=pl.lit("1-5"), scale_high=pl.lit("1-5"))
    return pl.DataFrame(rows, schema=["touchpoint", "day", "promoters", "detractors", "n"], orient="row")


def classes_at(answers: pl.DataFrame, metric_name: str, end: date, remembers: bool = True) -> dict[str, int]:
    """1, 0 or -1 of every touchpoint with enough answers in the WEEKS before the end."""
    metric, start = find_metric(metric_name), end - timedelta(weeks=WEEKS)
    daily = Daily(metric, BY, answers, answers, start, end)
    factors = {metric_name: noise_factors(metric, weeks_within(daily), BY)}
    chosen = answers.select("touchpoint").unique().with_columns(score_metric=pl.lit(metric_name))
    whole = whole_of(metric, company_between(daily, start, end), SETTINGS)
    assert whole
    judged = judge_groups(metric, groups_between(daily, start, end), whole, factors[metric_name], BY, SETTINGS)
    held = held_before([daily] if remembers else [], factors, chosen, BY, SETTINGS)
    found = classify(own_scores([judged], chosen, BY), held, BY)
    return {name: SIDES[name_of] for name, name_of in found.select("touchpoint", "class").iter_rows()}


@dataclass(frozen=True)
class Rates:
    """What became of the labels. Shares 0 … 1; NaN: there was nothing of the kind."""

    maps: int
    labels: int
    false_labels: int  # on the wrong side of the company's own level, or where the truth is within 3 points of it
    false_per_touchpoint: float
    false_share: float  # of the labels
    maps_with_false: float
    found: float  # of the touchpoints that are 10 points or more off
    changes: float  # of class from one week to the next
    reversals: int  # from positive to negative or back


def count_labels(world: World, seeds: int, ends: int, remembers: bool = True) -> Rates:
    """Judge `ends` weeks in a row in each of `seeds` histories."""
    first = WEEKS + WEEKS_BEFORE
    judged = labels = false = changed = pairs = reversals = found = wanted = bad_maps = 0
    for seed in range(seeds):
        answers, before = answer_weeks(world, first + ends, seed), dict[str, int]()
        for week in range(ends):
            now = classes_at(answers, world.metric, MONDAY + timedelta(weeks=first + week), remembers)
            gaps = {name: float(world.gaps[int(name[1:])]) for name in now}
            wrong = [n for n, c in now.items() if c and (abs(gaps[n]) < 0.03 or c * gaps[n] < 0)]
            judged, labels, false = judged + len(now), labels + sum(map(abs, now.values())), false + len(wrong)
            bad_maps += bool(wrong)
            large = [n for n in now if abs(gaps[n]) >= 0.1]
            wanted, found = wanted + len(large), found + sum(now[n] * gaps[n] > 0 for n in large)
            both = now.keys() & before.keys()
            pairs, changed = pairs + len(both), changed + sum(now[n] != before[n] for n in both)
            reversals += sum(now[n] * before[n] < 0 for n in both)
            before = now
    maps = seeds * ends
    return Rates(
        maps, labels, false, false / judged, false / labels if labels else float("nan"), bad_maps / maps,
        found / wanted if wanted else float("nan"), changed / pairs if pairs else float("nan"), reversals,
    )  # fmt: skip
