"""Sums by group and by fold of persons, one scan a table: leaving out one fold after the other shows how sure a number is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import polars as pl
from scipy import stats

from metrics.catalogue import find_metric
from metrics.constants import constants
from metrics.dimensions import find_dimension
from metrics.engine import Engine
from metrics.entry import Leg
from metrics.fragment import Sql, fill
from metrics.intervals import CONFIDENCE, Floats
from metrics.request import Request, leg_rows, rows_sql
from metrics.scope import Scope

FOLDS = 20  # all rows of a person are in one: person_id % 20
LEAST_FOLDS = 5  # fewer that hold anything say nothing about the spread
NamedLegs = Sequence[tuple[str, Leg]]
Name = tuple[str | None, ...]


@dataclass(frozen=True)
class Groups:
    """Sums of groups: `sums[part]` has one row a fold and one column a group, in the order of `names`."""

    names: tuple[Name, ...]
    sums: Mapping[str, Floats]

    def total(self, part: str) -> Floats:
        """The sum of each group."""
        return self.sums[part].sum(axis=0)

    def whole(self, part: str) -> float:
        """The sum of all groups."""
        return float(self.sums[part].sum())

    def without(self, fold: int) -> "Groups":
        """The groups as they are without the persons of a fold."""
        return Groups(self.names, {part: np.delete(rows, fold, axis=0) for part, rows in self.sums.items()})

    def within(self, stratum: str) -> "Groups":
        """The groups with one more word before their names."""
        return Groups(tuple((stratum, *name) for name in self.names), self.sums)

    def beside(self, other: "Groups") -> "Groups":
        """These groups and others with the same parts."""
        sums = {part: np.hstack([rows, other.sums[part]]) for part, rows in self.sums.items()}
        return Groups((*self.names, *other.names), sums)

    def keep(self, is_kept: Collection[bool]) -> "Groups":
        """Only some groups."""
        chosen = np.asarray(is_kept, dtype=bool)
        names = tuple(name for name, kept in zip(self.names, chosen, strict=True) if kept)
        return Groups(names, {part: rows[:, chosen] for part, rows in self.sums.items()})


def read_folds(engine: Engine, scope: Scope, legs: NamedLegs, by: Sequence[str]) -> pl.DataFrame:
    """The dimensions, fold, and PREFIX_PART of every (prefix, leg); legs of one prefix add up. Legs of one table are one scan."""
    request = make_fold_request(engine, scope, by)
    frames = []
    for _, together in groupby(sorted(legs, key=scan_of), key=scan_of):
        sql = scan_sql(request, list(together))
        frames.append(engine.query(sql.text, sql.params))
    found = pl.concat(frames, how="diagonal_relaxed").group_by([*request.keys, "fold"]).sum()
    return found.rename(dict(zip(request.keys, by, strict=True))).sort([*by, "fold"], nulls_last=True)


def make_fold_request(engine: Engine, scope: Scope, by: Sequence[str]) -> Request:
    """The question without a metric of its own."""
    filters = tuple((find_dimension(name), values) for name, values in scope.filters)
    words = constants(engine.settings, engine.facts)
    return Request(find_metric("interactions"), scope, tuple(map(find_dimension, by)), filters, words)


def scan_of(named: tuple[str, Leg]) -> tuple[str, str, str]:
    """What legs of one scan have in common; the latest answer of each person is looked up for itself."""
    prefix, leg = named
    return leg.table, leg.anchor, f"{prefix} {leg.where}" if leg.latest_per_person else ""


def scan_sql(request: Request, legs: NamedLegs) -> Sql:
    """The parts that add up, by the dimensions and the fold; each keeps to the rows of its leg by FILTER."""
    leg = legs[0][1]
    rows = leg_rows(request, leg) if leg.latest_per_person else rows_sql(request, leg.table, leg.anchor, "TRUE")
    columns = [
        f"CAST({request.word(part.sql)} FILTER (WHERE {request.word(leg.where)}) AS DOUBLE) AS {prefix}_{part.name}"
        for prefix, leg in legs for part in leg.parts if part.merge == "sum"
    ]  # fmt: skip
    keys = "".join(f"{key}, " for key in request.keys)
    fold = f"coalesce(person_id, 0) % {FOLDS}"
    return fill(
        f"SELECT {keys}fold, {', '.join(columns)} FROM (SELECT *, CAST({fold} AS BIGINT) AS fold FROM (@) AS r) AS f"
        f" GROUP BY {keys}fold",
        rows,
    )


def group_folds(frame: pl.DataFrame, by: Sequence[str], parts: Mapping[str, str], least: float = 0) -> Groups:
    """The frame's sums as groups; `parts`: name there → column here. Groups without a name or with n under `least` are left out."""
    known = frame.drop_nulls(list(by))
    names = sorted(set(known.select(by).iter_rows())) if by else [()]
    place = {name: i for i, name in enumerate(names)}
    columns = np.array([place[name] for name in known.select(by).iter_rows()] if by else [0] * known.height, dtype=int)
    sums = {}
    for part, column in parts.items():
        sums[part] = np.zeros((FOLDS, len(names)))
        np.add.at(sums[part], (known["fold"].to_numpy(), columns), known[column].fill_null(0).to_numpy())
    groups = Groups(tuple(names), sums)
    return groups.keep(groups.total("n") >= max(least, 1)) if "n" in sums else groups


def jackknife_interval(value: float | None, replicates: Sequence[float | None]) -> tuple[float | None, float | None]:
    """95 % interval of a score from its values without one fold each, inside 0-100; None where it is not known."""
    half = jackknife_half(value, replicates)
    return (None, None) if half is None or value is None else (max(0.0, value - half), min(100.0, value + half))


def jackknife_half(value: float | None, replicates: Sequence[float | None]) -> float | None:
    """Half the 95 % interval: the delete-a-group jackknife (Kott 2001) with Student's t.

    None where a replicate is missing or the folds that change anything are too few.
    """
    if value is None or any(replicate is None for replicate in replicates) or len(replicates) < LEAST_FOLDS:
        return None
    values = np.array(replicates, dtype=np.float64)
    if np.count_nonzero(values != value) < LEAST_FOLDS:
        return None
    count = len(values)
    error = float(np.sqrt((count - 1) / count * ((values - values.mean()) ** 2).sum()))
    return float(stats.t.ppf(0.5 + CONFIDENCE / 2, count - 1)) * error
