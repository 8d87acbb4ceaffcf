"""Whose turn it is: the drawing of a page has a budget of seconds, and one that has used much waits for those that have not.

Without it six heavy pages and a light one would each get a seventh of the machine, and the light one's reader pays for it.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from warehouse.config.errors import HiloError

HEAVY_AFTER = 6.0  # seconds: the overview of a million contacts needs two, beside others more
LEASE = 3.0  # seconds that a heavy run works on after a query before others may begin beside it
CORES = os.cpu_count() or 1


@dataclass(eq=False)
class Run:
    """One drawing of a page: the seconds that it may take, when it began, and how long it has waited for its turn since."""

    seconds: float
    clock: Callable[[], float] = time.monotonic
    begun: float = field(default=0.0)
    waited: float = field(default=0.0)

    def __post_init__(self) -> None:
        self.begun = self.clock()

    @property
    def used(self) -> float:
        """The seconds that it has worked."""
        return self.clock() - self.begun - self.waited

    def require_rest(self) -> float:
        """The seconds that are left. Raises HiloError when none are."""
        if (used := self.used) >= self.seconds:
            raise HiloError(
                "this view has worked for the {seconds:g} s that a page may take; choose a shorter period or fewer groups, or load it again: what was found so far is kept (page_seconds in hilo.toml allows more)",
                seconds=self.seconds,
            )
        return self.seconds - used


class Turns:
    """As many light runs query at once as there are cores, and half as many heavy ones work; who has worked least is next.

    A heavy run keeps its turn until its next query, because what it makes of a result is heavy, too; but for a LEASE at
    most: it may be waiting for a number that another heavy run is finding.
    """

    def __init__(self, cores: int = CORES) -> None:
        self.most_light, self.most_heavy = cores, max(1, cores // 2)
        self._light = 0
        self._heavy: dict[Run, float | None] = {}  # since when it makes something of a result; None: it queries
        self._waiting: dict[
            Run, tuple[bool, float]
        ] = {}  # whether it is heavy, and what it had used when it began to wait
        self._changed = threading.Condition()

    @contextmanager
    def turn(self, run: Run | None) -> Iterator[None]:
        """Wait for a turn to query in. A command line (None) never waits."""
        if run is None:
            yield
            return
        is_heavy = run.used > HEAVY_AFTER
        self._wait(run, is_heavy)
        try:
            yield
        finally:
            with self._changed:
                if is_heavy:
                    self._heavy[run] = time.monotonic()
                else:
                    self._light -= 1
                self._changed.notify_all()

    def end(self, run: Run) -> None:
        """The run is over."""
        with self._changed:
            self._heavy.pop(run, None)
            self._changed.notify_all()

    def _wait(self, run: Run, is_heavy: bool) -> None:
        begun = run.clock()
        with self._changed:
            self._heavy.pop(run, None)
            self._waiting[run] = (is_heavy, run.used)
            self._changed.notify_all()
            try:
                while not self._is_next(run, is_heavy):
                    self._changed.wait(LEASE if is_heavy else None)
                if is_heavy:
                    self._heavy[run] = None
                else:
                    self._light += 1
            finally:
                del self._waiting[run]
                run.waited += run.clock() - begun
                self._changed.notify_all()

    def _is_next(self, run: Run, is_heavy: bool) -> bool:
        if is_heavy:
            now = time.monotonic()
            is_free = sum(since is None or now - since < LEASE for since in self._heavy.values()) < self.most_heavy
        else:
            is_free = self._light < self.most_light
        rivals = {other: used for other, (heavy, used) in self._waiting.items() if heavy == is_heavy}
        return is_free and min(rivals, key=rivals.__getitem__) is run


RUN: ContextVar[Run | None] = ContextVar("RUN", default=None)
TURNS = Turns()


@contextmanager
def page_run(seconds: float) -> Iterator[Run]:
    """The queries inside belong to one drawing of a page."""
    run = Run(seconds)
    token = RUN.set(run)
    try:
        yield run
    finally:
        RUN.reset(token)
        TURNS.end(run)
