"""Before an action is registered: how large an effect must be to be seen, and how many weeks or answers a wished one needs."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from metrics.analyses.verdicts.change import Change
from metrics.analyses.verdicts.noise import error_after
from metrics.analyses.verdicts.power import WANTED, weeks_needed
from metrics.analyses.verdicts.side import is_per_week
from metrics.catalogue import METRICS

# What shows the same thing with less noise: the mean of a scale for its best boxes, what the system clocks for what few are asked.
ALSO_SEEN_BY = {"csat": ("csat_mean",), "ces": ("ces_mean",), "nps": ("csat_mean",)}
OPERATIONAL = ("abandonment", "first_response", "wait", "fcr")
MOST_TIMES = 64  # as many answers: more is no plan


@dataclass(frozen=True)
class Plan:
    """What of one metric could be seen, in its unit. `sees`: the least effect that shows in 4 of 5 cases after `weeks`; for the wished
    `effect` the weeks that are needed (None: not within a year) and the answers a week within `weeks` (None: too many)."""

    metric: str
    unit: str
    answers_a_week: float
    weeks: int
    sees: float
    effect: float | None = None
    weeks_needed: int | None = None
    answers_needed: float | None = None
    can_ask: bool = True  # more of them: contacts and orders come as they come


def plan_of(change: Change, weeks: int, effect: float | None = None) -> Plan | None:
    """The plan from the weeks before alone; None where they do not tell their noise."""
    course, step = change.course, change.step
    if course is None or step is None:
        return None
    past = ~course.is_after
    numbers = np.concatenate([course.weeks[past], np.arange(weeks, dtype=np.float64)])
    known, typical = course.variances[past], float(course.variances[past].mean())

    def seen(times: float) -> float:
        variances = np.concatenate([known, np.full(weeks, typical)]) / times
        # The weeks' own shocks and their drift, both in units of other noise, stay as large however many are asked.
        shock, near, walk, slope = step.mixtures.T
        drift = np.sqrt(times * (1 + shock) / (1 + times * shock))
        mixtures = np.column_stack([times * shock, near, drift * walk, drift * slope])
        return WANTED * error_after(replace(step, mixtures=mixtures), numbers, numbers >= 0, variances)

    answers = float(change.side.weeks.filter(change.side.weeks["n"] > 0)["n"].mean() or 0.0)  # type: ignore[arg-type]
    sees = in_unit(change, seen(1.0))
    if not effect:
        return Plan(change.metric, change.unit, answers, weeks, sees)
    size = change.on_scale(effect)
    needed_weeks = weeks_needed(course, step, size)
    if is_per_week(METRICS[change.metric]):
        return Plan(change.metric, change.unit, answers, weeks, sees, effect, needed_weeks, can_ask=False)
    times = [2 ** (half / 2) for half in range(-6, 2 * int(np.log2(MOST_TIMES)) + 1)]
    enough = bisect_left(times, True, key=lambda factor: seen(factor) <= size)
    needed = answers * times[enough] if enough < len(times) else None
    return Plan(change.metric, change.unit, answers, weeks, sees, effect, needed_weeks, needed)


def in_unit(change: Change, size: float) -> float:
    """A step of the course's scale as a difference in the metric's unit."""
    if change.scale == "difference":
        return size
    return abs(change.side.before.value or 0.0) * (1 - float(np.exp(-size)))


def metrics_that_see(name: str, measured: Sequence[str]) -> tuple[str, ...]:
    """The metric, and what may show the same effect sooner."""
    also = (*ALSO_SEEN_BY.get(name, ()), *(OPERATIONAL if METRICS[name].interval != "none" else ()))
    return tuple(dict.fromkeys((name, *(other for other in also if other in measured and other in METRICS))))
