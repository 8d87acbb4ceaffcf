"""What happens only after the outcome cannot have made it: where it "forecasts" it all the same, the customers differ, not their experiences.

Customers who have more of everything bad, and leave more for another reason, have it afterwards as well (negative control exposure:
Lipsitch, Tchetgen Tchetgen and Cohen 2010). What they had before is held equal, so that a true effect does not count against itself.
"""

from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.analyses.drivers.design import ENOUGH_PERSONS, Design, columns_of, is_bad, lived_before
from metrics.analyses.drivers.differences import adjusted_differences, persons_with
from metrics.analyses.drivers.experiences import read_experiences
from metrics.analyses.drivers.outcomes import WINDOW_DAYS, AtRisk
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope
from metrics.stats.intervals import Floats

CHANCE = 0.05  # of the true ones so many are left out
MOST_BAD = 3  # kinds of what goes wrong in one window: more say no more
LATER_DAYS = 60  # where each segment has its own limit: after nearly all of them


def fail_placebo(
    engine: Engine, scope: Scope, at_risk: AtRisk, design: Design, forecast: Floats, difference: Floats
) -> NDArray[np.bool_]:
    """Of each experience whether the same one, in the days after the outcome, goes with it the same way; False where too few had it.

    All that goes wrong fails together where more of it afterwards, of whatever kind, goes with the outcome: one kind alone
    is too rare to show it (unlucky customers without any effect were told drivers in 30 of 42 outcomes by kinds alone).
    """
    days = {"answer": 0, "inactivity": LATER_DAYS}.get(at_risk.basis, at_risk.outcome_days or 0)
    moved = design.rows.with_columns(pl.col("index_local") + timedelta(days=days + WINDOW_DAYS))
    first, last = moved.select(first=pl.min("index_local"), last=pl.max("index_local")).row(0)
    experiences, _ = read_experiences(
        engine, scope, at_risk.population, first - timedelta(days=WINDOW_DAYS), last + timedelta(days=1)
    )
    if experiences.is_empty():
        return np.zeros(difference.size, dtype=bool)
    is_over = (moved["index_local"] <= experiences["began"].max()).to_numpy()  # the days after are all in the data
    later = columns_of(moved, lived_before(moved, experiences), design.features)[is_over]
    _, persons = np.unique(design.persons[is_over], return_inverse=True)
    if not persons.size:
        return np.zeros(difference.size, dtype=bool)
    held = np.hstack([design.held[is_over], design.x[is_over]])
    y, seen = design.y[is_over], forecast[is_over]
    after, _, _, p = adjusted_differences(later, held, y, persons, seen)
    is_enough = persons_with(later, persons, int(persons.max()) + 1) >= ENOUGH_PERSONS
    fails = is_enough & (p <= CHANCE) & (np.sign(after) == np.sign(difference))
    went_wrong = np.array([is_bad(name) for name in design.features["experience"]])
    if not went_wrong.any():
        return np.asarray(fails)
    bad = np.minimum(later[:, went_wrong].sum(axis=1, keepdims=True), MOST_BAD) / MOST_BAD
    (together,), _, _, (p_together,) = adjusted_differences(
        bad, np.hstack([held, later[:, ~went_wrong]]), y, persons, seen
    )
    is_luck = p_together <= CHANCE and int(persons.max()) >= ENOUGH_PERSONS
    return np.asarray(fails | (went_wrong & is_luck & (np.sign(together) == np.sign(difference))))
