"""How usable the overview stays for one reader beside six on the heaviest views: python -m tests.bench.beside.

Reads HILO_HOME, which should hold a million contacts or more. Every view is of another period, so that no cache has it.
With --without the queries neither take turns nor have a budget: what it was before.
"""

import argparse
import logging
import random
import threading
import time
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from streamlit.logger import set_log_level
from streamlit.testing.v1 import AppTest

from metrics.semantic.scope import Scope
from pages.parts.drivers.numbers import drivers_of
from pages.parts.journey.numbers import kinds_compared
from pages.parts.league.league import league_of
from pages.parts.numbers import Published, choices_of, engine_of, published_version
from pages.parts.page import last_day_of
from pages.parts.paths.numbers import drop_off_of, paths_of
from pages.parts.proposals.numbers import proposals_in
from warehouse.config.errors import HiloError
from warehouse.store.turns import RUN, Turns, page_run

PROJECT = Path(__file__).parents[2]
SESSIONS, READS = 6, 8


def main() -> None:
    """Print the overview's seconds alone and beside the others."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--without", action="store_true", help="without turns and budget")
    arguments = parser.parse_args()
    set_log_level(logging.CRITICAL)
    if arguments.without:
        Turns.turn = lambda self, run: nullcontext()  # type: ignore[assignment,method-assign]
    published = published_version()
    last = last_day_of(engine_of(published)) or date(2026, 1, 1)
    read_overview(last, 0)  # the first one imports and opens
    alone = [read_overview(last, number + 1) for number in range(READS)]
    print(f"overview alone: {said(alone)}")
    stop, done = threading.Event(), [0] * SESSIONS
    workers = [
        threading.Thread(target=work_hard, args=(published, last, number, stop, done)) for number in range(SESSIONS)
    ]
    for worker in workers:
        worker.start()
    time.sleep(3)
    begun = time.monotonic()
    beside = [read_overview(last, number + 100) for number in range(READS)]
    print(
        f"overview beside {SESSIONS}: {said(beside)}; the others drew {sum(done)} parts in {time.monotonic() - begun:.0f} s"
    )
    stop.set()
    for worker in workers:
        worker.join()


def read_overview(last: date, number: int) -> float:
    """Seconds of the overview of a period that nobody has asked for."""
    end = last - timedelta(days=number)
    app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=300)
    app.query_params["from"], app.query_params["to"] = (end - timedelta(days=84)).isoformat(), end.isoformat()
    begun = time.monotonic()
    app.switch_page("pages/overview.py").run()
    if app.exception or app.error or app.warning:
        raise RuntimeError([*app.exception, *app.error, *app.warning])
    return time.monotonic() - begun


def work_hard(published: Published, last: date, number: int, stop: threading.Event, done: list[int]) -> None:
    """One session that opens the heaviest views one after the other, each as one drawing of a page."""
    made = random.Random(number)
    segments = tuple(choices_of(published, "segment")[:3])
    while not stop.is_set():
        start = last - timedelta(days=made.randint(200, 700))
        scope = Scope(start, last - timedelta(days=made.randint(0, 60)))
        parts = (
            lambda scope=scope: proposals_in(published, scope), lambda scope=scope: paths_of(published, scope, "touchpoint"),
            lambda scope=scope: league_of(published, scope), lambda scope=scope: drivers_of(published, scope, "churn"),
            lambda scope=scope: drop_off_of(published, scope), lambda scope=scope: kinds_compared(published, scope, "segment", segments),
        )  # fmt: skip
        try:
            with page_run(engine_of(published).settings.page_seconds):
                for part in parts:
                    if stop.is_set():
                        return
                    part()
                    done[number] += 1
        except HiloError:
            pass  # its budget is used up: the next view
        RUN.set(None)


def said(seconds: list[float]) -> str:
    """Median and worst."""
    return f"median {median(seconds):.1f} s, worst {max(seconds):.1f} s of {len(seconds)}"


if __name__ == "__main__":
    main()
