"""Today's numbers beside the expected ones: of every touchpoint, stage and the whole journey, for every metric that something changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from metrics.catalogue import METRICS
from metrics.engine import Engine
from metrics.scope import Scope
from metrics.target.combine import Interval, Share, expected_value
from metrics.target.groups import CELL, Group, Numbers
from metrics.target.overlap import Cell, counted_effects, may_meet, merge_filters
from metrics.target.planned import Aside, Planned

LEVELS = ("total", "stage", "touchpoint")
WHOLE = 1 - 1e-9
SCHEMA: dict[str, Any] = {
    "level": pl.String, "stage": pl.String, "channel": pl.String, "touchpoint": pl.String, "metric": pl.String, "unit": pl.String,
    "n": pl.Int64, "today": pl.Float64, "low": pl.Float64, "high": pl.Float64, "expected": pl.Float64, "expected_low": pl.Float64,
    "expected_high": pl.Float64, "difference": pl.Float64, "reached": pl.Float64, "by": pl.List(pl.String), "note": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class TargetMap:
    """`rows`: SCHEMA, one per metric and touchpoint, stage and total; `aside`: what is left out, and why."""

    rows: pl.DataFrame
    aside: tuple[Aside, ...]


def target_map(engine: Engine, scope: Scope, planned: Sequence[Planned]) -> TargetMap:
    """Every metric that a planned effect changes, today and expected.

    Columns: level (total, stage, touchpoint), stage, channel, touchpoint, metric, unit, n; today, low, high (95 %); expected,
    expected_low, expected_high (95 %, under the effects' assumptions; as today where nothing acts); difference (NULL where nothing
    acts); reached (percent of the rows that an effect reaches; NULL of a sum); by (who changes it); note: withheld (fewer rows
    than are shown), not_additive (of a median or of different persons a whole cannot be made of its parts: expected is NULL
    where an effect reaches a part), else the metric's own.
    Effects that meet on the same rows are not added (metrics.target.overlap); how intervals combine: metrics.target.combine.
    An effect on a wider group is taken to be the same at each of its touchpoints.
    """
    rows: list[dict[str, Any]] = []
    aside: list[Aside] = []
    for name in dict.fromkeys(one.effect.metric for one in planned):
        own = [one for one in planned if one.effect.metric == name]
        if name not in METRICS:
            aside += [Aside(one.source, name, "unknown_here") for one in own]
            continue
        acting, left = acting_effects(Numbers(engine, METRICS[name], scope), own)
        rows += rows_of_metric(acting)
        aside += left
    return TargetMap(pl.DataFrame(rows, schema=SCHEMA), tuple(aside))


@dataclass(frozen=True)
class Acting:
    """The effects on one metric: how much of each touchpoint each reaches, and which of them count there."""

    numbers: Numbers
    planned: Sequence[Planned]
    reached: Sequence[Mapping[Cell, float]]
    counted: Mapping[Cell, Sequence[int]]

    def shares(self, group: Group, place: Cell) -> list[tuple[int, Share]]:
        """Each effect that counts inside the place, with the part of the group that it changes (of a sum: the part of the effect)."""
        weights: dict[int, float] = {}
        for cell, numbers in self.counted.items():
            if cell[: len(place)] == place:
                for number in numbers:
                    weights[number] = weights.get(number, 0.0) + self.reached[number][cell]
        found = []
        for number, own in weights.items():
            whole = sum(self.reached[number].values()) if self.numbers.is_sum else group.weight
            effect, has = self.planned[number].effect, self.planned[number].has_interval
            below, above = effect.expected - effect.low, effect.high - effect.expected
            if own and whole:
                found.append(
                    (number, Share(own / whole, effect.difference, below if has else None, above if has else None))
                )
        return found

    def covers(self, number: int, group: Group, place: Cell) -> bool:
        """Whether the effect is about exactly the rows of the group."""
        rows = self.reached[number]
        return sum(rows.values()) >= WHOLE * group.weight and all(cell[: len(place)] == place for cell in rows)


def acting_effects(numbers: Numbers, planned: Sequence[Planned]) -> tuple[Acting, list[Aside]]:
    """The effects that reach rows of the scope, and those that are left out: they reach none, or a greater one counts instead."""
    reached = [numbers.reached(one.effect.filters) for one in planned]
    aside = [
        Aside(one.source, one.effect.metric, "no_rows") for one, rows in zip(planned, reached, strict=True) if not rows
    ]

    @cache
    def meeting(first: int, second: int) -> Mapping[Cell, float]:
        one, other = planned[first].effect.filters, planned[second].effect.filters
        return numbers.reached(merge_filters(one, other)) if may_meet(one, other) else {}

    counted, left_out = counted_effects([one.effect.difference for one in planned], reached, meeting)
    for out, instead in left_out:
        aside.append(Aside(planned[out].source, planned[out].effect.metric, "overlap", planned[instead].source))
    return Acting(numbers, planned, reached, counted), aside


def rows_of_metric(acting: Acting) -> list[dict[str, Any]]:
    """The rows of one metric: the whole, its stages, its touchpoints."""
    numbers = acting.numbers
    by_level = {"total": (), "stage": numbers.cell[:1], "touchpoint": numbers.cell}
    cells = numbers.groups(numbers.cell)
    is_additive = numbers.adds_up(cells)
    found = []
    for level, by in by_level.items():
        if level != "total" and not by:
            continue
        groups = cells if level == "touchpoint" else numbers.groups(by)
        for place, group in groups.items():
            if group.n:
                named = dict.fromkeys(CELL) | dict(zip(by, place, strict=True))
                found.append({"level": level, **named, **expected_row(acting, group, place, is_additive)})
    return found


def expected_row(acting: Acting, group: Group, place: Cell, is_additive: bool) -> dict[str, Any]:
    """What SCHEMA says of one group, today and expected."""
    numbers, shares = acting.numbers, acting.shares(group, place)
    metric = numbers.metric
    reached = None if numbers.is_sum else 100 * min(1.0, sum(share.weight for _, share in shares))
    row = {
        "metric": metric.name, "unit": group.unit, "n": group.n, "note": group.note, "reached": reached,
        "by": list(dict.fromkeys(acting.planned[number].source for number, _ in shares)),
    }  # fmt: skip
    least = max(numbers.engine.settings.minimum_n_shown, metric.minimum_n)
    if metric.is_withheld_when_small and group.n < least and group.today is not None:
        return row | {"note": "withheld"}
    if group.today is None:
        return row
    today = group.today
    row |= {"today": today.value, "low": today.low, "high": today.high}
    if not is_additive and shares and not (len(shares) == 1 and acting.covers(shares[0][0], group, place)):
        return row | {"note": "not_additive"}
    expected: Interval = expected_value(today, (share for _, share in shares), group.unit, numbers.is_sum)
    row |= {"expected": expected.value, "expected_low": expected.low, "expected_high": expected.high}
    return row | ({"difference": expected.value - today.value} if shares else {})
