"""Sums by group and by fold of persons, one scan a table: leaving out one fold after the other shows how sure a number is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.catalogue import find_metric
from metrics.catalogue.constants import constants
from metrics.catalogue.dimensions import find_dimension
from metrics.catalogue.entry import Leg
from metrics.catalogue.fragment import Sql, fill
from metrics.semantic.census import is_never_there
from metrics.semantic.engine import Engine
from metrics.semantic.request import Request, leg_rows, rows_sql
from metrics.semantic.scope import Scope
from metrics.stats.intervals import Floats
from warehouse.store.prepared import ask_prepared

FOLDS = 20  # all rows of a person are in one: person_id % 20
NamedLegs = Sequence[tuple[str, Leg]]
Name = tuple[str | None, ...]


@dataclass(frozen=True)
class Groups:
    """Sums of groups: `sums[part]` has one row a fold and one column a group, in the order of `names`."""

    names: tuple[Name, ...]
    sums: Mapping[str, Floats]

    @cached_property
    def strata(self) -> NDArray[np.intp]:
        """Groups that are compared with each other have one number: their names differ in the last word only (agents of a
        channel, channels of a clock)."""
        places: dict[Name, int] = {}
        return np.array([places.setdefault(name[:-1], len(places)) for name in self.names], dtype=np.intp)

    def total(self, part: str) -> Floats:
        """The sum of each group."""
        sums: Floats = self.sums[part].sum(axis=0)
        return sums

    def whole(self, part: str) -> float:
        """The sum of all groups."""
        return float(self.sums[part].sum())

    def without(self, fold: int) -> "Groups":
        """The groups as they are without the persons of a fold."""
        left = Groups(self.names, {part: np.delete(rows, fold, axis=0) for part, rows in self.sums.items()})
        left.__dict__["strata"] = self.strata  # the same groups: not counted out again for every fold
        return left

    def within(self, stratum: str) -> "Groups":
        """The groups with one more word before their names."""
        return Groups(tuple((stratum, *name) for name in self.names), self.sums)

    def beside(self, other: "Groups") -> "Groups":
        """These groups and others with the same parts."""
        sums = {part: np.hstack([rows, other.sums[part]]) for part, rows in self.sums.items()}
        return Groups((*self.names, *other.names), sums)

    def keep(self, is_kept: Sequence[bool] | NDArray[np.bool_]) -> "Groups":
        """Only some groups."""
        chosen = np.asarray(is_kept, dtype=bool)
        if chosen.all():
            return self
        names = tuple(name for name, kept in zip(self.names, chosen, strict=True) if kept)
        return Groups(names, {part: rows[:, chosen] for part, rows in self.sums.items()})


def read_folds(engine: Engine, scope: Scope, legs: NamedLegs, by: Sequence[str]) -> pl.DataFrame:
    """The dimensions, fold, and PREFIX_PART of every (prefix, leg); legs of one prefix add up. Legs of one table are one scan."""
    request = make_fold_request(engine, scope, by)
    frames = []
    asked = [(prefix, leg) for prefix, leg in legs if not (leg.latest_per_person and is_never_there(engine, leg))]
    for (table, *_), together in groupby(sorted(asked, key=scan_of), key=scan_of):
        sql = scan_sql(request, list(together))
        frames.append(ask_prepared(engine, f"{table} by fold", sql.text, sql.params))
    held = [frame for frame in frames if not frame.is_empty()] or frames
    found = pl.concat(held, how="diagonal_relaxed")
    if len(held) > 1:
        found = found.group_by([*request.keys, "fold"]).sum()
    absent = [f"{prefix}_{part.name}" for prefix, leg in legs for part in leg.parts if part.merge == "sum"]
    found = found.with_columns(pl.lit(0.0).alias(name) for name in dict.fromkeys(absent) if name not in found.columns)
    return found.rename(dict(zip(request.keys, by, strict=True)))


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
    conditions = list(dict.fromkeys(leg.where for _, leg in legs if leg.where != "TRUE"))
    kept = "".join(f", {request.word(where)} AS keep{i}" for i, where in enumerate(conditions))  # worked out once a row
    columns = []
    for prefix, leg in legs:
        only = "" if leg.where == "TRUE" else f" FILTER (WHERE keep{conditions.index(leg.where)})"
        columns += [
            f"CAST({request.word(part.sql)}{only} AS DOUBLE) AS {prefix}_{part.name}"
            for part in leg.parts if part.merge == "sum"
        ]  # fmt: skip
    keys = "".join(f"{key}, " for key in request.keys)
    fold = f"CAST(coalesce(person_id, 0) % {FOLDS} AS BIGINT) AS fold"
    return fill(
        f"SELECT {keys}fold, {', '.join(columns)} FROM (SELECT *, {fold}{kept} FROM (@) AS r) AS f GROUP BY {keys}fold",
        rows,
    )


@dataclass(frozen=True)
class Placed:
    """The rows of read_folds() with the group that each is in."""

    names: tuple[Name, ...]
    places: NDArray[np.intp]
    rows: pl.DataFrame

    def groups(self, parts: Mapping[str, str], least: float = 0) -> Groups:
        """The sums by group and fold; `parts`: name there → column here. Groups with n under `least` (or 1) are left out."""
        cell, shape = self.rows["fold"].to_numpy() * len(self.names) + self.places, (FOLDS, len(self.names))
        sums = {
            part: np.bincount(cell, self.rows[column].fill_null(0).to_numpy(), shape[0] * shape[1])
            .astype(np.float64)
            .reshape(shape)
            for part, column in parts.items()
        }
        groups = Groups(self.names, sums)
        return groups.keep(groups.total("n") >= max(least, 1))


def place_rows(frame: pl.DataFrame, by: Sequence[str]) -> Placed:
    """The groups by the dimensions, in order; rows without a name are in none. By nothing: one group."""
    known = frame.drop_nulls(list(by)).with_columns(pl.lit("").alias(""))
    names = known.select("", *by).unique().sort(by).with_row_index("place")
    rows = known.join(names, on=["", *by], maintain_order="left")
    listed = tuple(name[1:] for name in names.select("", *by).iter_rows())
    return Placed(listed, rows["place"].to_numpy().astype(np.intp), rows)
