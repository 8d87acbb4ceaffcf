"""One load on its way, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.archives import Opened
from pipelines.store.accounts import Account
from pipelines.store.registry import Loaded
from pipelines.timings import Timings
from warehouse.config.settings import Settings

Report = Callable[[str], None]


@dataclass
class Outcome:
    """What a load did: the published version (None: nothing changed), each file's source and account, what was refused."""

    load_id: int | None = None
    version: int | None = None
    accounts: dict[str, tuple[str, Account]] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    timings: Timings = field(default_factory=Timings)


@dataclass(frozen=True)
class Load:
    """What every step of one load needs."""

    con: duckdb.DuckDBPyConnection
    loaded: Loaded
    version: int
    now: datetime
    settings: Settings
    folder: Path
    report: Report
    outcome: Outcome
    opened: Opened = field(default_factory=Opened)

    def say(self, line: str) -> None:
        """Report how far the load is."""
        self.report(self.opened.as_given(line))

    @property
    def timings(self) -> Timings:
        """How long each part takes, in the outcome."""
        return self.outcome.timings

    @property
    def load_id(self) -> int:
        """The load's number."""
        return self.loaded.next_load
