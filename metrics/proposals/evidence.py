"""Numbers of a proposal as compute() gives them, each in a scope that opens to its rows."""

from collections.abc import Iterable
from dataclasses import dataclass

from metrics.catalogue import METRICS
from metrics.compute import compute
from metrics.dimensions import find_dimension
from metrics.engine import Engine
from metrics.proposals.proposal import Evidence
from metrics.questions import require_dimensions
from metrics.scope import Filters, Scope
from warehouse.errors import WrongUse


@dataclass(frozen=True)
class Place:
    """Where a proposal looks: an engine and a scope, and the rules in force."""

    engine: Engine
    scope: Scope

    def at(self, *narrower: tuple[str, Iterable[str]]) -> Filters:
        """The scope's filters with these dimensions limited further (a dimension twice: the narrower takes its place)."""
        own = {name: tuple(values) for name, values in narrower}
        return (*(pair for pair in self.scope.filters if pair[0] not in own), *own.items())

    def scope_at(self, filters: Filters) -> Scope:
        """The page's period with these filters."""
        return Scope(self.scope.start, self.scope.end, filters)

    def look(self, role: str, metric: str, filters: Filters) -> Evidence | None:
        """The metric there; None for one that the catalogue lacks or that has no such dimension."""
        if metric not in METRICS:
            return None
        try:
            require_dimensions(METRICS[metric], [find_dimension(name) for name, _ in filters])
        except WrongUse:
            return None
        row = compute(self.engine, metric, self.scope_at(filters)).row(0, named=True)
        return Evidence(role, metric, filters, *(row[name] for name in ("value", "n", "low", "high", "unit", "note")))

    def count(self, metric: str, filters: Filters) -> int:
        """How many the metric counts there; 0: none."""
        found = self.look("volume", metric, filters)
        return found.n if found else 0

    def volume(self, filters: Filters) -> int:
        """Contacts and orders there: what a touchpoint's volume is."""
        return self.count("interactions", filters) + self.count("orders", filters)


def measured(found: Iterable[Evidence | None]) -> tuple[Evidence, ...]:
    """Those that have a value, each number once."""
    kept: dict[tuple[str, Filters], Evidence] = {}
    for evidence in found:
        if evidence is not None and evidence.value is not None:
            kept.setdefault((evidence.metric, evidence.filters), evidence)
    return tuple(kept.values())
