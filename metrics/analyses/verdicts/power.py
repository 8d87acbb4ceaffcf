"""When an effect could be seen: from the noise of the weeks so far, the error that more weeks would leave."""

from bisect import bisect_left

import numpy as np

from metrics.analyses.verdicts.course import Course
from metrics.analyses.verdicts.looks import SPENT
from metrics.analyses.verdicts.noise import POWER, Drift, Step, error_after, find_step
from metrics.analyses.verdicts.window import LEAST_AFTER, LEAST_BEFORE, MOST_WEEKS
from metrics.stats.distributions import normal_quantile

WANTED = float(normal_quantile(1 - SPENT / 2) + normal_quantile(POWER))  # standard errors that are seen in 4 of 5 cases


def step_of_before(course: Course, drift: Drift) -> Step | None:
    """A step in the middle of the weeks before, where nothing was done: it tells the noise, and so when an effect could be seen."""
    before = ~course.is_after
    if before.sum() < LEAST_BEFORE:
        return None
    weeks = course.weeks[before]
    return find_step(course.values[before], weeks, weeks >= np.median(weeks), course.variances[before], drift)


def weeks_needed(course: Course, step: Step, size: float) -> int | None:
    """Weeks after the start from which a step (on the course's scale) would be seen in 4 of 5 cases; NULL: not within a year."""
    if not size:
        return None
    past = ~course.is_after
    typical = float(course.variances[~past if (~past).any() else past].mean())
    first, last = max(int((~past).sum()), LEAST_AFTER), 2 * MOST_WEEKS

    def is_seen(weeks: int) -> bool:
        numbers = np.concatenate([course.weeks[past], np.arange(weeks, dtype=np.float64)])
        variances = np.concatenate([course.variances[past], np.full(weeks, typical)])
        return size >= WANTED * error_after(step, numbers, numbers >= 0, variances)

    if not is_seen(last):
        return None
    return first + bisect_left(range(first, last), True, key=is_seen)
