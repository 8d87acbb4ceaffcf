"""Today's numbers of touchpoints, stages and the whole, and how much of each an effect reaches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isclose, nan

from metrics.analyses.target_map.overlap import Cell
from metrics.catalogue.dimensions import find_dimension
from metrics.catalogue.entry import Distribution, Metric
from metrics.semantic.compute import measure
from metrics.semantic.engine import Engine
from metrics.semantic.estimate import Known, read_estimate
from metrics.semantic.questions import require_dimensions
from metrics.semantic.scope import Filters, Scope
from warehouse.config.errors import WrongUse

CELL = ("stage", "channel", "touchpoint")


@dataclass(frozen=True)
class Group:
    """A touchpoint, a stage or the whole today; `weight`: its rows where the metric is a mean, its value where it is a sum."""

    today: Known | None
    n: int
    weight: float
    unit: str
    note: str | None


@dataclass(frozen=True)
class Numbers:
    """One metric in one scope, asked for by touchpoint, stage or whole."""

    engine: Engine
    metric: Metric
    scope: Scope

    @property
    def is_sum(self) -> bool:
        """Whether a whole is the sum of its parts, not their mean."""
        return self.metric.kind in ("count", "sum")

    @property
    def cell(self) -> tuple[str, ...]:
        """Stage, channel and touchpoint where the metric's rows have them all, else nothing: only the whole is known."""
        try:
            require_dimensions(self.metric, [find_dimension(name) for name in CELL])
        except WrongUse:
            return ()
        return CELL

    def groups(self, by: Sequence[str], filters: Filters | None = None) -> dict[Cell, Group]:
        """Each group, nothing withheld; `filters` instead of the scope's. Raises WrongUse for a dimension that the metric lacks."""
        scope = self.scope if filters is None else Scope(self.scope.start, self.scope.end, filters)
        found = {}
        for row in measure(self.engine, self.metric.name, scope, by).iter_rows(named=True):
            today = None if row["value"] is None else Known(**vars(read_estimate(row)))
            weight = float((row["value"] if self.is_sum else row["n"]) or 0)
            found[tuple(row[name] for name in by)] = Group(today, row["n"] or 0, weight, row["unit"], row["note"])
        return found

    def reached(self, filters: Filters) -> dict[Cell, Group]:
        """What of each touchpoint passes the filters; empty where nothing does, or the metric cannot be asked so."""
        try:
            found = self.groups(self.cell, filters)
        except WrongUse:
            return {}
        return {cell: group for cell, group in found.items() if group.weight}

    def adds_up(self, cells: Mapping[Cell, Group]) -> bool:
        """Whether today's whole is made of its touchpoints; then the expected one is, too. Medians and different persons are not."""
        if any(isinstance(leg, Distribution) for leg in self.metric.legs):
            return False
        whole = self.groups(()).get(())
        if whole is None or whole.today is None or any(cell.today is None and cell.n for cell in cells.values()):
            return False
        values = [(cell.today.value, cell.weight) for cell in cells.values() if cell.today is not None]
        if self.is_sum:
            made = sum(value for value, _ in values)
        else:
            weight = sum(own for _, own in values)
            made = sum(value * own for value, own in values) / weight if weight else nan
        return isclose(made, whole.today.value, rel_tol=1e-9, abs_tol=1e-9)
