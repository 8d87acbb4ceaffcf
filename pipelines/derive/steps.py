"""A step of the derivation, and the runner: what each reads and writes says when it is due and where it may stand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
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
    `data_until`, `until_before`: where the data end, and where they ended in the version before.
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
    measured_stages: list[str] = field(default_factory=list)
    release: Callable[[], None] = lambda: None
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """`run` brings the tables in `writes` up to date from those in `reads`, and may return some that it changed, so
    that later steps see them. `needs`: temporary tables that steps before it made; they are dropped when no later step does.
    `stands_alone`: it reads stored tables only, so that it can be repeated by itself.

    It runs when everything is due, or a table that it reads changed; one that `finds_its_own`, always: it sees for itself which
    persons or rows are touched.
    """

    name: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    run: Callable[[Derivation], set[str] | None]
    needs: tuple[str, ...] = ()
    finds_its_own: bool = False
    stands_alone: bool = False

    def is_due(self, derivation: Derivation) -> bool:
        """Whether the step has to run."""
        return self.finds_its_own or derivation.everything or not derivation.changed.isdisjoint(self.reads)


def run_steps(steps: Sequence[Step], derivation: Derivation, timings: Timings, kept: Collection[str] = ()) -> None:
    """Run the due steps in their order, each measured by its name. Of the temporary tables that they make only those in `kept`
    are there in the end."""
    con = derivation.con
    not_ours = temporary_tables(con)
    for place, step in enumerate(steps):
        if step.is_due(derivation):
            with timings.measure(step.name):
                derivation.changed |= step.run(derivation) or set()
                still_needed = {*kept, *(name for later in steps[place + 1 :] for name in later.needs)}
                drop_temporary(con, temporary_tables(con) - not_ours - still_needed)


def temporary_tables(con: duckdb.DuckDBPyConnection) -> set[str]:
    """The names of the connection's temporary tables."""
    return {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()}


def drop_temporary(con: duckdb.DuckDBPyConnection, names: Collection[str]) -> None:
    """Drop these temporary tables."""
    for name in sorted(names):
        con.execute(f"DROP TABLE temp.{name}")
