"""The queries that every page runs on the published version, timed one by one: python -m tests.bench.queries.

The pages themselves run, with empty caches, so that what is timed is what a reader waits for.
"""

import logging
import time
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.parts.menu import PAGES
from warehouse.store.engine import Engine

logging.getLogger("streamlit").setLevel(logging.CRITICAL)  # it misses a browser
PROJECT = Path(__file__).parents[2]
ROUNDS = 5


def print_page_queries() -> None:
    """For every page: how many queries, and the median, P95 and sum of their milliseconds, caches empty."""
    print(f"  page queries, {ROUNDS} rounds with empty caches: number, median, P95 and sum in ms")
    for name in PAGES:
        rounds = [time_page(name) for _ in range(ROUNDS + 1)][1:]  # the first one opens the file
        single = np.concatenate([np.array(times) for times in rounds if times] or [np.zeros(1)])
        total = np.median([sum(times) for times in rounds])
        print(
            f"    {name:12s} {len(rounds[-1]):3d}  {np.median(single):7.1f} {np.percentile(single, 95):7.1f} {total:8.1f}"
        )


def time_page(name: str) -> list[float]:
    """Milliseconds of each query that the page runs when it is opened."""
    times: list[float] = []
    run_query = Engine.query

    def timed(engine: Engine, sql: str, params: Any = ()) -> Any:
        begun = time.perf_counter()
        result = run_query(engine, sql, params)
        times.append((time.perf_counter() - begun) * 1000)
        return result

    st.cache_data.clear()
    Engine.query = timed  # type: ignore[method-assign]
    try:
        page = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=300)
        page.switch_page(f"pages/{name}.py").run()
        if page.exception:
            raise RuntimeError(f"{name}: {page.exception[0].message}")
    finally:
        Engine.query = run_query  # type: ignore[method-assign]
    return times


if __name__ == "__main__":
    print_page_queries()
