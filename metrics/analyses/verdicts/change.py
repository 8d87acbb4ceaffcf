"""What an action changed in one metric: against a comparison group (difference in differences), or against its own course."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from metrics.analyses.verdicts.course import Course, course_of, p_apart, scale_of
from metrics.analyses.verdicts.looks import SPENT, level_of_look
from metrics.analyses.verdicts.noise import AGAINST_OTHERS, ALONE, BY_LOT, POWER, Drift, Step, error_after, find_step
from metrics.analyses.verdicts.power import step_of_before
from metrics.analyses.verdicts.side import Scale, Side, read_side
from metrics.analyses.verdicts.window import LEAST_AFTER, LEAST_BEFORE, Window
from metrics.analyses.verdicts.worth import least_worthwhile, likely_effect
from metrics.catalogue import find_metric
from metrics.catalogue.dimensions import HALF
from metrics.semantic.engine import Engine
from metrics.semantic.estimate import Difference
from metrics.semantic.scope import Filters
from metrics.stats.distributions import normal_quantile
from metrics.stats.intervals import Z

LIMITS = {"percent": (0.0, 100.0), "points": (-100.0, 100.0)}
Method = Literal["difference_in_differences", "interrupted_series"]
Direction = Literal["up", "down", "same"]
Gap = Literal["not_measured", "few_before", "few_after", "few_answers"]
APART = 0.05
UNKNOWN = Difference(None)


@dataclass(frozen=True)
class Change:
    """What became of one metric. `difference`, in its unit: what it is minus what it would have been, with the interval at `level`.

    `percent`: the same as a share of what it would have been, for metrics that are compared as ratios. `gap`: why nothing
    can be said; the difference has no value then. `smallest`: the difference that as many weeks show in 4 of 5 cases;
    `apart_p`: of the groups having moved apart already before the start. `survives`: among the metrics looked at besides.
    `likely`: the difference drawn towards 0 by how little the weeks tell (worth.likely_effect).
    """

    metric: str
    unit: str
    window: Window
    side: Side
    other: Side | None
    weeks_before: int = 0
    weeks_after: int = 0
    gap: Gap | None = None
    difference: Difference = UNKNOWN
    percent: float | None = None
    p: float | None = None
    level: float = 0.95
    smallest: float | None = None
    apart_p: float | None = None
    survives: bool | None = None
    likely: float | None = None
    scale: Scale = "difference"
    step: Step | None = None
    course: Course | None = None

    @property
    def method(self) -> Method:
        """How it was found."""
        return "difference_in_differences" if self.other else "interrupted_series"

    @property
    def was_apart(self) -> bool:
        """Whether both groups went different ways already before the start."""
        return self.apart_p is not None and self.apart_p < APART

    @property
    def expected_now(self) -> float | None:
        """What the metric would have been after the start."""
        value = self.side.after.value
        return None if value is None or self.difference.value is None else value - self.difference.value

    def allows(self, size: float) -> bool:
        """Whether a difference of this size lies in the interval; not where there is none."""
        low, high = self.difference.low, self.difference.high
        return low is not None and high is not None and low <= size <= high

    def on_scale(self, difference: float) -> float:
        """The size of a difference (in the metric's unit) on the scale on which the course is compared."""
        if self.scale == "difference":
            return abs(difference)
        before = self.side.before.value
        assert before is not None  # values above 0 alone are compared as ratios
        return abs(float(np.log(max(1 + difference / before, 1e-6))))

    @property
    def direction(self) -> Direction:
        """Beyond noise, at the level of this look."""
        if not self.difference.exceeds_noise:
            return "same"
        return "up" if (self.difference.low or 0) > 0 else "down"


def find_change(
    engine: Engine, name: str, filters: Filters, others: Filters | None, window: Window, alarms: float = SPENT
) -> Change:
    """The change of a metric in a group. `others`: the comparison group's filters; NULL: its own course before alone.

    `alarms`: how often the interval may miss at the end of the window's horizon.
    """
    metric = find_metric(name)
    side = read_side(engine, name, filters, window)
    other = None if others is None else read_side(engine, name, others, window)
    unit = side.after.unit or side.before.unit or metric.unit
    scale = scale_of(metric, [side, *([other] if other else [])])
    course = course_of(side, other, scale, window)
    before, after = int((~course.is_after).sum()), int(course.is_after.sum())
    known = sorted(side.points) + (sorted(other.points) if other else [])
    window = replace(window, before=(max(window.before[0], min([*known, window.before[1]])), window.before[1]))
    found = Change(name, unit, window, side, other, before, after, scale=scale, course=course)
    gap = gap_of(found, engine.settings.minimum_n_firm)
    if gap is None:
        return with_step(found, alarms)
    return replace(found, gap=gap, step=step_of_before(course, drift_of(found)) if gap == "few_after" else None)


def with_step(found: Change, alarms: float) -> Change:
    """The change with what the weeks say about it."""
    course = found.course
    assert course is not None
    found = replace(found, apart_p=p_apart(course) if found.other else None)
    drift = drift_of(found)
    step = find_step(course.values, course.weeks, course.is_after, course.variances, drift)
    level = level_of_look(found.weeks_after, found.window.horizon, alarms)
    low, high = step.interval(level)
    now = found.side.after.value
    assert now is not None  # no gap, no change without a value

    def in_units(rise: float) -> float:
        if found.scale == "ratio":
            return now * (1 - float(np.exp(-rise)))
        least, most = LIMITS.get(
            found.unit, (-np.inf, np.inf)
        )  # it cannot have been outside of them without the action
        return float(np.clip(rise, now - most, now - least))

    error = error_after(step, course.weeks, course.is_after, course.variances)
    difference = in_units(step.estimate)
    usual = least_worthwhile(find_metric(found.metric), found.side.before.value)
    width = [in_units(end) for end in step.interval()]
    return replace(
        found, step=step, difference=Difference(difference, in_units(low), in_units(high), found.side.after.n, found.unit),
        level=level, p=step.p,
        likely=None if usual is None else likely_effect(difference, (width[1] - width[0]) / (2 * Z), usual),
        percent=100 * float(np.expm1(step.estimate)) if found.scale == "ratio" else None,
        smallest=abs(in_units(-float(normal_quantile((1 + level) / 2) + normal_quantile(POWER)) * error)),
    )  # fmt: skip


def drift_of(found: Change) -> Drift:
    """How much the course is expected to drift by itself: groups that moved apart before the start may go on doing so."""
    if is_by_lot(found):
        return BY_LOT
    return ALONE if found.other is None or found.was_apart else AGAINST_OTHERS


def is_by_lot(found: Change) -> bool:
    """Whether both sides are halves that a hash drew."""
    return any(name.startswith(HALF) for name, _ in found.side.filters)


def gap_of(found: Change, firm: int) -> Gap | None:
    """Why nothing can be said."""
    sides = [found.side, *([found.other] if found.other else [])]
    if any(not side.before.n for side in sides):
        return "not_measured"
    if found.weeks_before < LEAST_BEFORE:
        return "few_before"
    if found.weeks_after < LEAST_AFTER:
        return "few_after"
    is_thin = any(row.n < firm for side in sides for row in (side.before, side.after))
    return "few_answers" if is_thin and find_metric(found.metric).is_withheld_when_small else None
