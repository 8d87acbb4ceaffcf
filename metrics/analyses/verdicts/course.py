"""The weekly course in which an action's step is looked for: the group minus the comparison, or the group alone."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from metrics.analyses.verdicts.noise import Bools, Floats
from metrics.analyses.verdicts.side import Scale, Side
from metrics.analyses.verdicts.window import LEAST_BEFORE, Window
from metrics.catalogue.entry import Metric
from metrics.stats.distributions import t_above


@dataclass(frozen=True)
class Course:
    """Weeks of the group minus those of the comparison, ready for the noise model; `weeks`: numbers from the start on."""

    weeks: Floats
    values: Floats
    variances: Floats

    @property
    def is_after(self) -> Bools:
        """Which weeks are after the start."""
        return self.weeks >= 0


def scale_of(metric: Metric, sides: list[Side]) -> Scale:
    """Times, counts and money move by shares of themselves, so they are compared as ratios; the rest as differences."""
    values = [row.value for side in sides for row in (side.before, side.after)]
    moves_by_share = metric.kind in ("time", "count", "sum") or metric.unit == "money"
    return "ratio" if moves_by_share and all(value is not None and value > 0 for value in values) else "difference"


def course_of(side: Side, other: Side | None, scale: Scale, window: Window) -> Course:
    """The weeks that both sides have, one minus the other."""
    mondays: list[date] = sorted(set(side.points) & set(other.points) if other else set(side.points))
    ours = [side.on(scale, monday, window) for monday in mondays]
    theirs = [other.on(scale, monday, window) if other else (0.0, 0.0) for monday in mondays]
    return Course(
        np.array([window.number(monday) for monday in mondays], dtype=np.float64),
        np.array([a[0] - b[0] for a, b in zip(ours, theirs, strict=True)], dtype=np.float64),
        np.array([a[1] + b[1] for a, b in zip(ours, theirs, strict=True)], dtype=np.float64),
    )


def p_apart(course: Course) -> float | None:
    """Two-sided p that both groups went the same way before the start: the slope of their difference."""
    before = ~course.is_after
    weeks, values, variances = course.weeks[before], course.values[before], course.variances[before]
    if len(weeks) < LEAST_BEFORE:
        return None
    design = np.column_stack([np.ones(len(weeks)), weeks - weeks.mean()]) / np.sqrt(variances)[:, None]
    inverse = np.linalg.inv(design.T @ design)
    fit = inverse @ design.T @ (values / np.sqrt(variances))
    rest = values / np.sqrt(variances) - design @ fit
    scale = max(float(rest @ rest) / (len(weeks) - 2), 1.0)  # never less than the answers' own noise
    return float(2 * t_above(abs(fit[1]) / np.sqrt(scale * inverse[1, 1]), len(weeks) - 2))
