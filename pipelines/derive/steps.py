"""A step of the derivation, and the runner: what each reads and writes says when it is due and where it may stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import duckdb

from pipelines.timings import Timings
from warehouse.config.settings import Settings
from warehouse.people.decisions import Decision


@dataclass
class Derivation:
    """What the steps of one load share.

    `changed`: tables that the load or a step changed. `everything`: every person counts as touched, or the rules are new.
    `has_new_end`: the data end elsewhere than in the version before, so that whoever is silent has been so for longer.
    `measured_stages`: those of the configured ones in which any touch is. `release`: called when everything that arrived is
    taken, so that what it was read from need not be kept.
    """

    con: duckdb.DuckDBPyConnection
    settings: Settings
    decided: Sequence[Decision]
    changed: set[str]
    has_new_rules: bool
    everything: bool = False
    data_until: datetime | None = None
    until_before: datetime | None = None
    has_new_end: bool = False
    measured_stages: list[str] = field(default_factory=list)
    release: Callable[[], None] = lambda: None
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """`run` brings the tables in `writes` up to date from those in `reads`, and may return some that it changed, so
    that later steps see them.

    It runs when everything is due, or a table that it reads changed; one that `follows_end`, also when the data reach
    further; one that `finds_its_own`, always: it sees for itself which persons or rows are touched.
    """

    name: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    run: Callable[[Derivation], set[str] | None]
    follows_end: bool = False
    finds_its_own: bool = False

    def is_due(self, derivation: Derivation) -> bool:
        """Whether the step has to run."""
        return (
            self.finds_its_own
            or derivation.everything
            or (self.follows_end and derivation.has_new_end)
            or not derivation.changed.isdisjoint(self.reads)
        )


def run_steps(steps: Sequence[Step], derivation: Derivation, timings: Timings) -> None:
    """Run the due steps in their order, each measured by its name."""
    for step in steps:
        if step.is_due(derivation):
            with timings.measure(step.name):
                derivation.changed |= step.run(derivation) or set()
