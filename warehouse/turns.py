"""Whose query is next: a page's run has a budget of seconds, and runs that have used much of it wait for those that have not.

Without it six heavy pages and one light one would each get a seventh of the machine, and the light one's reader pays for it.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from warehouse.errors import HiloError

HEAVY_AFTER = 2.0  # seconds of queries: the overview of a million contacts needs less
CORES = os.cpu_count() or 1


@dataclass(eq=False)
class Run:
    """One drawing of a page: the seconds that its queries may take in all, and how many they have."""

    seconds: float
    used: float = field(default=0.0)

    @property
    def is_heavy(self) -> bool:
        """Whether it waits for others."""
        return self.used > HEAVY_AFTER

    def require_rest(self) -> float:
        """The seconds that are left. Raises HiloError when none are."""
        if self.used >= self.seconds:
            raise HiloError(
                f"this view has asked for more than the {self.seconds:g} s that a page may take; choose a shorter period or fewer"
                " groups, or load it again: what was found so far is kept (page_seconds in hilo.toml allows more)"
            )
        return self.seconds - self.used


RUN: ContextVar[Run | None] = ContextVar("RUN", default=None)


@contextmanager
def page_run(seconds: float) -> Iterator[Run]:
    """The queries inside belong to one drawing of a page."""
    run = Run(seconds)
    token = RUN.set(run)
    try:
        yield run
    finally:
        RUN.reset(token)


class Turns:
    """As many light runs query at once as there are cores, and half as many heavy ones; of those who wait, who used least is next."""

    def __init__(self, cores: int = CORES) -> None:
        self.limits = {False: cores, True: max(1, cores // 2)}
        self._working = {False: 0, True: 0}
        self._waiting: list[tuple[bool, Run]] = []
        self._changed = threading.Condition()

    @contextmanager
    def turn(self, run: Run | None) -> Iterator[None]:
        """Wait for a turn and keep it; the time of the work, not of the wait, is the run's. A command line (None) never waits."""
        if run is None:
            yield
            return
        kind = run.is_heavy
        self._wait(kind, run)
        begun = time.monotonic()
        try:
            yield
        finally:
            run.used += time.monotonic() - begun
            with self._changed:
                self._working[kind] -= 1
                self._changed.notify_all()

    def _wait(self, kind: bool, run: Run) -> None:
        mine = (kind, run)
        with self._changed:
            self._waiting.append(mine)
            try:
                self._changed.wait_for(lambda: self._working[kind] < self.limits[kind] and self._next(kind) is run)
                self._working[kind] += 1
            finally:
                self._waiting.remove(mine)
                self._changed.notify_all()

    def _next(self, kind: bool) -> Run:
        return min((run for of, run in self._waiting if of == kind), key=lambda run: run.used)


TURNS = Turns()
