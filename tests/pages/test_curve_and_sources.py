"""The distribution behind a median, and the sources behind a number, on five contacts."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import duckdb
import pytest

from metrics.analyses.curve import cumulative_shares
from metrics.semantic.scope import Scope
from metrics.semantic.sources import sources_behind
from warehouse.config.errors import WrongUse
from warehouse.config.settings import Settings
from warehouse.schema import SCHEMA
from warehouse.store.engine import Engine, attach_memory

START = datetime(2026, 8, 3, 9)
WAITS = (("asterisk", 4), ("asterisk", 10), ("connect", 60), ("connect", 61), ("chatbot", None))


@pytest.fixture
def engine() -> Iterator[Engine]:
    con = duckdb.connect(":memory:")
    con.execute(SCHEMA)
    for number, (source, wait) in enumerate(WAITS):
        answered = START + timedelta(hours=number) if wait is not None else None
        con.execute(
            "INSERT INTO interactions BY NAME SELECT ? AS record_id, ? AS source, ? AS wait_seconds, ? AS answered_local, "
            "? AS started_local", [f"{source}:{number}", source, wait, answered, START],
        )  # fmt: skip
    yield attach_memory(con, Settings(), {"data_until": "2026-08-31T00:00:00"})
    con.close()


def test_the_curve_counts_everyone_up_to_each_duration_and_ends_when_all_are_in(engine: Engine) -> None:
    curve = cumulative_shares(engine, "wait", Scope())
    shares = dict(curve.select("seconds", "share").iter_rows())
    assert (shares[3.0], shares[4.0], shares[10.0], shares[60.0], shares[75.0]) == (0.0, 25.0, 50.0, 75.0, 100.0)
    assert (curve["seconds"].min(), curve["seconds"].max(), curve["n"][0]) == (3.0, 75.0, 4)


def test_nothing_measured_is_an_empty_curve(engine: Engine) -> None:
    assert cumulative_shares(engine, "handle", Scope()).is_empty()


def test_a_mean_has_no_curve(engine: Engine) -> None:
    with pytest.raises(WrongUse, match="wait_mean is no median or percentile"):
        cumulative_shares(engine, "wait_mean", Scope())


def test_the_sources_of_a_number_are_those_of_its_rows(engine: Engine) -> None:
    assert sources_behind(engine, "wait", Scope()) == ["asterisk", "connect"]
    assert sources_behind(engine, "interactions", Scope()) == ["asterisk", "chatbot", "connect"]
    assert sources_behind(engine, "nps", Scope()) == []
