"""A page has a budget, and one who asks little never waits for those who ask much."""

import threading

import duckdb
import pytest

from warehouse.config.errors import HiloError
from warehouse.config.settings import Settings
from warehouse.store import turns
from warehouse.store.engine import attach_memory
from warehouse.store.turns import Run, Turns, page_run

SLOW = "SELECT count(*) AS n FROM range(10000000) a, range(100000) b"


@pytest.fixture
def engine():
    con = duckdb.connect()
    con.execute("CREATE TABLE version_facts (name VARCHAR, value VARCHAR)")
    return attach_memory(con, Settings(), {})


def test_a_query_is_stopped_when_the_budget_of_its_page_ends(engine):
    with page_run(0.2), pytest.raises(HiloError, match=r"worked for the 0\.2 s that a page may take"):
        engine.query(SLOW)


def test_work_counts_and_waiting_does_not_and_the_next_page_begins_anew(engine):
    with page_run(5) as run:
        assert engine.query("SELECT 1 AS n").item() == 1
        run.begun -= 4
        run.waited += 3
        assert 1 <= run.used < 2
        run.begun -= 4
        with pytest.raises(HiloError, match="choose a shorter period"):
            engine.query("SELECT 1")
    with page_run(5):
        assert engine.query("SELECT 2 AS n").item() == 2
    assert engine.query("SELECT 3 AS n").item() == 3


def stopped(used: float) -> Run:
    """A run that has worked so long, on a clock that stands still."""
    run = Run(90, clock=lambda: 1000.0)
    run.begun -= used
    return run


def test_a_light_run_passes_heavy_ones_that_wait_and_the_lighter_heavy_one_is_next():
    queue, order = Turns(cores=2), []
    heavy = [stopped(turns.HEAVY_AFTER + number) for number in (30, 20, 10)]
    entered, leave = threading.Event(), threading.Event()

    def work(run: Run, first: bool = False) -> None:
        with queue.turn(run):
            order.append(run)
            if first:
                entered.set()
                leave.wait(20)
        queue.end(run)

    threads = [threading.Thread(target=work, args=(heavy[0], True))]
    threads[0].start()
    assert entered.wait(20)
    threads += [threading.Thread(target=work, args=(run,)) for run in heavy[1:]]
    for thread in threads[1:]:
        thread.start()
    while len(queue._waiting) < 2:
        pass
    light = stopped(0)
    work(light)  # in this thread: it would wait for ever if it had to wait
    assert order == [heavy[0], light]
    leave.set()
    for thread in threads:
        thread.join(20)
    assert order == [heavy[0], light, heavy[2], heavy[1]]


def test_a_heavy_run_keeps_its_turn_between_queries_but_not_for_ever(monkeypatch):
    monkeypatch.setattr(turns, "LEASE", 0.2)
    queue, first, second = Turns(cores=2), stopped(turns.HEAVY_AFTER + 9), stopped(turns.HEAVY_AFTER + 5)
    with queue.turn(first):
        pass
    queue._waiting[second] = (True, 5.0)
    assert not queue._is_next(second, True)
    del queue._waiting[second]
    with queue.turn(second):  # the first works on its result: its lease ends
        assert queue._heavy[second] is None
    queue.end(first)
    queue.end(second)
    assert queue._heavy == {}


def test_a_turn_is_given_back_when_the_work_fails():
    queue, run = Turns(cores=1), Run(90)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), queue.turn(run):
            raise ZeroDivisionError
    assert (queue._light, queue._heavy, queue._waiting) == (0, {}, {})
