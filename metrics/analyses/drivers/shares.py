"""How often the outcome came with an experience and without it, as it was: nothing held equal."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from metrics.analyses.drivers.design import Design, is_bad
from metrics.analyses.drivers.differences import persons_with, sum_by_person
from metrics.stats.intervals import Bounds, Floats, cluster_mean_interval


def shares_with(design: Design, least: int) -> dict[str, NDArray[Any]]:
    """persons_with, share_with, with_low, with_high and the same without, in percent, one a column of the design; of fewer than
    `least` persons only how many they are, the rest NaN.

    Without: of something that went wrong, those who were at the same touchpoint and did not have it (all others where nobody else was
    there); of being there, all others. Intervals keep the rows of a person together.
    """
    x, count = design.x, int(design.persons.max()) + 1
    without = others(design)
    found: dict[str, NDArray[Any]] = {}
    for name, chosen in (("with", x), ("without", without)):
        n = chosen.sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = (chosen * design.y[:, None]).sum(axis=0) / n
        persons = persons_with(chosen, design.persons, count).astype(np.int64)
        share = np.where(persons >= least, share, np.nan)
        low, high = share_bounds(chosen, design.y, design.persons, share, count)
        found |= {
            f"persons_{name}": persons,
            f"share_{name}": 100 * share, f"{name}_low": 100 * np.clip(low, 0, 1), f"{name}_high": 100 * np.clip(high, 0, 1),
        }  # fmt: skip
    return found


def others(design: Design) -> Floats:
    """1 where a row is one to compare with, by column."""
    features = design.features.rows(named=True)
    places = [(row["channel"], row["stage"], row["touchpoint"]) for row in features]
    used = {
        place: i for i, (place, row) in enumerate(zip(places, features, strict=True)) if row["experience"] == "used"
    }
    columns = []
    for i, (place, row) in enumerate(zip(places, features, strict=True)):
        other = 1 - design.x[:, i]
        at_same = used.get(place) if is_bad(row["experience"]) else None
        narrowed = other * design.x[:, at_same] if at_same is not None else other
        columns.append(narrowed if narrowed.any() else other)
    return np.column_stack(columns)


def share_bounds(chosen: Floats, y: Floats, persons: NDArray[np.intp], share: Floats, count: int) -> Bounds:
    """Cluster-robust by person."""
    c = sum_by_person(chosen, persons, count)
    s = sum_by_person(chosen * y[:, None], persons, count)
    return cluster_mean_interval(
        share, chosen.sum(axis=0), (c > 0).sum(axis=0), (s * s).sum(axis=0), (s * c).sum(axis=0), (c * c).sum(axis=0)
    )
