"""Whether the groups changed in whom they hold: a better number of other customers or questions is nobody's gain."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from metrics.analyses.verdicts.change import Change
from metrics.analyses.verdicts.noise import AGAINST_OTHERS, find_step
from metrics.analyses.verdicts.side import Side, is_per_week
from metrics.catalogue import find_metric
from metrics.semantic.compute import measure
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope
from warehouse.config.errors import WrongUse

DIMENSIONS = ("topic", "segment")
UNITS = ("percent", "points", "score")  # numbers that are the mean of their parts
LEAST_MOVED = np.log(1.10)  # of one group's volume against the other's
LEAST_TRADED = 0.25  # of what one side lost: it came to the other


@dataclass(frozen=True)
class Mix:
    """How much of a difference a dimension explains: with every group of it as it was before, only more or fewer of them."""

    dimension: str
    explained: float


def sides_traded(change: Change) -> bool:
    """Whether the volumes of the group and its comparison parted by a tenth and more, beyond the noise of weeks, and what one lost
    may have gone to the other: at least a part of it came there."""
    if change.other is None or is_per_week(find_metric(change.metric)):
        return False
    ours, theirs = (side.weeks.select("week", "n").filter(pl.col("n") > 0) for side in (change.side, change.other))
    both = ours.join(theirs, on="week", suffix="_theirs", maintain_order="left")
    weeks = np.array([change.window.number(day) for day in both["week"].str.to_date()], dtype=np.float64)
    if min((weeks < 0).sum(), (weeks >= 0).sum()) < 3:
        return False
    n, other = (both[name].cast(pl.Float64).to_numpy() for name in ("n", "n_theirs"))
    ours_more, theirs_more = (float(side[weeks >= 0].mean() - side[weeks < 0].mean()) for side in (n, other))
    if ours_more * theirs_more >= 0 or abs(theirs_more) < LEAST_TRADED * abs(ours_more):
        return False
    step = find_step(np.log(n / other), weeks, weeks >= 0, 1 / n + 1 / other, AGAINST_OTHERS)
    low, high = step.interval()
    return abs(step.estimate) >= LEAST_MOVED and not low <= 0 <= high


def find_mix(engine: Engine, change: Change) -> Mix | None:
    """The dimension whose shift explains most of the difference, the comparison's own taken off; None: of other numbers."""
    if change.unit not in UNITS or change.difference.value is None:
        return None
    found = []
    for dimension in DIMENSIONS:
        try:
            ours = explained_in(engine, change.metric, change.side, dimension)
            theirs = explained_in(engine, change.metric, change.other, dimension) if change.other else 0.0
        except WrongUse:
            continue
        found.append(Mix(dimension, ours - theirs))
    sign = 1 if change.difference.value > 0 else -1
    return max(found, key=lambda mix: sign * mix.explained, default=None)


def explained_in(engine: Engine, name: str, side: Side, dimension: str) -> float:
    """Σ (part after − part before) · level before over the values of the dimension (Kitagawa 1955)."""
    before, after = (
        measure(engine, name, Scope(*days, side.filters), (dimension,)).filter(pl.col("value").is_not_null())
        for days in side.days
    )
    level = pl.coalesce("value", "value_after")  # of a value that is new, its own
    both = before.select(dimension, "value", "n").join(
        after.select(dimension, value_after="value", n_after="n"), on=dimension, how="full", coalesce=True, nulls_equal=True
    )  # fmt: skip
    if before.is_empty() or after.is_empty():
        return 0.0
    part, part_after = (pl.col(n).fill_null(0) / pl.col(n).sum() for n in ("n", "n_after"))
    return float(both.select(((part_after - part) * level).sum()).item())
