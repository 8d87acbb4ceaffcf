"""What holds whatever the rows and however they are split: parts add up, and an interval is around its value."""

from collections.abc import Iterator

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import METRICS
from metrics.catalogue.entry import Leg, Metric, merged_parts
from metrics.semantic.compute import measure
from metrics.semantic.scope import Scope
from metrics.stats import intervals
from tests.metrics.conftest import make_engine
from tests.metrics.generated import generate_tables
from warehouse.store.engine import Engine

SIZE = 60
TABLES = ("interactions", "messages", "responses", "survey_requests", "orders", "matters", "matter_steps")
# Of the others a person counts once, whatever the split, so their groups do not add up to the total.
ADDITIVE = [
    metric for metric in METRICS.values()
    if all(isinstance(leg, Leg) and leg.is_rolled and not leg.latest_per_person and not leg.has_costs for leg in metric.legs)
]  # fmt: skip
SMALLEST = 5  # answers; fewer are not shown, and the adjusted interval of one answer lies beside it
MANY = st.integers(0, 10**6)
quickly = settings(max_examples=25, deadline=None, derandomize=True, database=None)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = make_engine(tmp_path_factory.mktemp("split"), generate_tables(3, SIZE))
    yield made
    made.close()


@settings(quickly, max_examples=5)  # each asks every metric twice
@given(shards=st.binary(min_size=SIZE, max_size=SIZE))
def test_the_parts_of_any_split_of_the_rows_add_up_to_those_of_the_whole(engine: Engine, shards: bytes) -> None:
    for table in TABLES:
        engine._con.execute(
            f"UPDATE {table} SET touchpoint = ?[source_line]", [[f"shard {byte % 4}" for byte in shards]]
        )
    for metric in ADDITIVE:
        whole = measure(engine, metric.name, Scope()).row(0, named=True)
        value, n, parts = add_up(metric, measure(engine, metric.name, Scope(), ("touchpoint",)))
        assert parts == {name: whole[name] for name in parts}, metric.name
        assert (value, n) == (whole["value"], whole["n"]), metric.name


def add_up(metric: Metric, groups: pl.DataFrame) -> tuple[float, int, dict]:
    """Value, n and parts of all groups together."""
    parts = merged_parts(metric.legs)
    merged = groups.select(getattr(pl.col(part.name), part.merge)() for part in parts)
    row = duckdb.sql(f"SELECT CAST({metric.value} AS DOUBLE), {metric.n} FROM merged").fetchall()[0]
    return *row, merged.row(0, named=True)


@quickly
@given(promoters=MANY, detractors=MANY, passives=MANY)
def test_the_interval_of_nps_is_ordered_and_around_it(promoters: int, detractors: int, passives: int) -> None:
    n = promoters + detractors + passives + SMALLEST
    low, high = intervals.nps_interval(promoters + SMALLEST, detractors, n)
    assert -100 <= low <= 100 * (promoters + SMALLEST - detractors) / n <= high <= 100


@quickly
@given(hits=MANY, misses=MANY)
def test_the_interval_of_a_share_is_ordered_and_around_it(hits: int, misses: int) -> None:
    n = hits + misses + 1
    low, high = intervals.wilson_interval(100 * hits / n, n)
    assert 0 <= low <= 100 * hits / n <= high <= 100


@quickly
@given(people=st.lists(st.lists(st.integers(0, 1000), min_size=1, max_size=5), min_size=2, max_size=20))
def test_the_interval_of_a_mean_is_ordered_and_around_it(people: list[list[int]]) -> None:
    s, c = np.array([sum(rows) for rows in people]), np.array([len(rows) for rows in people])
    mean = s.sum() / c.sum()
    low, high = intervals.cluster_mean_interval(mean, c.sum(), len(people), (s * s).sum(), (s * c).sum(), (c * c).sum())
    assert low <= mean <= high
