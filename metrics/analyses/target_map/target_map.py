"""Today's numbers beside the expected ones: of every touchpoint, stage and the whole journey, for every metric that something changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from metrics.analyses.proposals.proposal import Effect
from metrics.analyses.target_map.combine import Share, expected_value, part_moved
from metrics.analyses.target_map.groups import CELL, Group, Numbers
from metrics.analyses.target_map.overlap import Cell, counted_effects, may_meet, merge_filters
from metrics.analyses.target_map.planned import Aside, Planned
from metrics.catalogue import METRICS
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope

LEVELS_IN_PLACE = ("peers_median",)  # assumptions under which the expected value is another level, not today's moved
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
    Effects that meet on the same rows are not added (metrics.analyses.target_map.overlap); how intervals combine: metrics.analyses.target_map.combine.
    An effect on a wider group closes the same part of each touchpoint's distance to the unit's limit (part_moved).
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
    """The effects on one metric: what of each touchpoint each reaches and changes there, and which of them count."""

    numbers: Numbers
    planned: Sequence[Planned]
    reached: Sequence[Mapping[Cell, Group]]
    changes: Sequence[Mapping[Cell, float]]
    counted: Mapping[Cell, Sequence[int]]

    def acting_in(self, place: Cell) -> dict[int, list[Cell]]:
        """The effects that count inside a place, each with the touchpoints where it does."""
        found: dict[int, list[Cell]] = {}
        for cell, numbers in self.counted.items():
            if cell[: len(place)] == place:
                for number in numbers:
                    found.setdefault(number, []).append(cell)
        return found

    def share(self, number: int, group: Group, cells: Sequence[Cell]) -> Share:
        """An effect in a group that it reaches in these touchpoints."""
        one, rows = self.planned[number], self.reached[number]
        effect = one.effect
        everywhere = sum(group.weight for group in rows.values())
        whole = everywhere if self.numbers.is_sum else group.weight
        here = sum(rows[cell].weight for cell in cells)
        difference = effect.difference or 1.0
        moved = sum(self.changes[number][cell] for cell in cells) / difference / whole
        in_place = effect.assumption in LEVELS_IN_PLACE
        replaced = here / whole * here / everywhere if in_place else 0.0
        reached = effect.expected
        below, above = (reached.value - reached.low, reached.high - reached.value) if one.has_interval else (None, None)
        peers = effect.words if in_place and effect.words else None
        return Share(moved, effect.difference, replaced, below, above, peers)

    def reach(self, group: Group, acting: Mapping[int, Sequence[Cell]]) -> float | None:
        """Percent of the group's rows that an effect reaches; None of a sum."""
        if self.numbers.is_sum or not group.weight:
            return None
        return 100 * min(
            1.0, sum(self.reached[n][cell].weight for n, cells in acting.items() for cell in cells) / group.weight
        )

    def covers(self, number: int, group: Group, place: Cell) -> bool:
        """Whether the effect is about exactly the rows of the group."""
        rows = self.reached[number]
        return sum(one.weight for one in rows.values()) >= WHOLE * group.weight and all(
            cell[: len(place)] == place for cell in rows
        )


def acting_effects(numbers: Numbers, planned: Sequence[Planned]) -> tuple[Acting, list[Aside]]:
    """The effects that reach rows of the scope, and those that are left out: they reach none, or a greater one counts instead."""
    reached = [numbers.reached(one.effect.filters) for one in planned]
    changes = [changes_of(numbers, one.effect, rows) for one, rows in zip(planned, reached, strict=True)]
    aside = [
        Aside(one.source, one.effect.metric, "no_rows") for one, rows in zip(planned, reached, strict=True) if not rows
    ]

    @cache
    def meeting(first: int, second: int) -> Mapping[Cell, float]:
        one, other = planned[first].effect.filters, planned[second].effect.filters
        met = numbers.reached(merge_filters(one, other)) if may_meet(one, other) else {}
        return {cell: group.weight for cell, group in met.items()}

    counted, left_out = counted_effects([one.source for one in planned], changes, meeting)
    for out, instead in left_out:
        aside.append(Aside(planned[out].source, planned[out].effect.metric, "overlap", planned[instead].source))
    return Acting(numbers, planned, reached, changes, counted), list(dict.fromkeys(aside))


def changes_of(numbers: Numbers, effect: Effect, rows: Mapping[Cell, Group]) -> dict[Cell, float]:
    """Of each touchpoint how much of the effect falls there: rows × difference; of a sum, the difference by the values."""
    if numbers.is_sum:
        return {cell: group.weight * effect.difference for cell, group in rows.items()}
    return {
        cell: group.weight * effect.difference
        * part_moved(group.today.value if group.today else None, effect.today, effect.difference, effect.expected.unit)
        for cell, group in rows.items()
    }  # fmt: skip


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
    numbers, effects = acting.numbers, acting.acting_in(place)
    metric = numbers.metric
    row = {
        "metric": metric.name, "unit": group.unit, "n": group.n, "note": group.note, "reached": acting.reach(group, effects),
        "by": list(dict.fromkeys(acting.planned[number].source for number in effects)),
    }  # fmt: skip
    least = max(numbers.engine.settings.minimum_n_shown, metric.minimum_n)
    if metric.is_withheld_when_small and group.n < least and group.today is not None:
        return row | {"note": "withheld"}
    if group.today is None:
        return row
    today = group.today
    row |= {"today": today.value, "low": today.low, "high": today.high}
    if not is_additive and effects and not (len(effects) == 1 and acting.covers(next(iter(effects)), group, place)):
        return row | {"note": "not_additive"}
    shares = [acting.share(number, group, cells) for number, cells in effects.items()]
    expected = expected_value(today, shares, numbers.is_sum)
    row |= {"expected": expected.value, "expected_low": expected.low, "expected_high": expected.high}
    return row | ({"difference": expected.value - today.value} if shares else {})
