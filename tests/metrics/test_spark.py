"""All metric SQL, verbatim, on a second engine: Sail, spoken to through Spark Connect on loopback."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from metrics.analyses.touchpoints.inventory import loaded_rows
from metrics.analyses.touchpoints.league import negative_league
from metrics.catalogue import METRICS
from metrics.semantic.compute import measure
from metrics.semantic.scope import Scope
from tests.metrics.conftest import make_engine
from tests.metrics.generated import generate_tables
from warehouse.config.settings import Settings
from warehouse.store.engine import Engine

pytestmark = pytest.mark.spark
TABLES = (
    "interactions", "messages", "responses", "survey_requests", "orders", "subscriptions", "daily_costs", "persons",
    "activity_spells", "matters", "matter_steps", "comments", "journeys", "journey_steps",
)  # fmt: skip
QUESTIONS = (
    (Scope(), ()),
    (
        Scope(date(2021, 1, 11), date(2021, 3, 29), (("channel", ("phone", "")), ("country", ("ES",)))),
        ("segment", "week"),
    ),
    (Scope(date(2021, 2, 1), None), ("attribute.tier", "month")),
    (Scope(date(2021, 1, 11), date(2021, 3, 29), (("value_class", ("best", "")),)), ("loyalty_class",)),
)


class SparkEngine:
    """The metric engine's shape over a Spark Connect session."""

    tables: frozenset[str] = frozenset()

    def __init__(self, session: Any, settings: Settings, facts: dict[str, str]) -> None:
        self.session, self.settings, self.facts = session, settings, facts

    def query(self, sql: str, params: Sequence[Any] = ()) -> pl.DataFrame:
        frame = pl.from_arrow(self.session.sql(sql, args=list(params) or None).toArrow())
        assert isinstance(frame, pl.DataFrame)
        return frame


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, SparkEngine]]:
    from pysail.spark import SparkConnectServer
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    duck = make_engine(folder, generate_tables(11), minimum_n_shown=1)
    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    host, port = server.listening_address
    session = SparkSession.builder.remote(f"sc://{host}:{port}").getOrCreate()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    for table in TABLES:
        # Spark has no unsigned integers; the bits in use fit the signed one.
        columns = "* REPLACE (CAST(active_windows AS BIGINT) AS active_windows)" if table == "persons" else "*"
        path = folder / f"{table}.parquet"
        duck._con.execute(f"COPY (SELECT {columns} FROM {table}) TO '{path}' (FORMAT parquet)")
        session.read.parquet(str(path)).createOrReplaceTempView(table)
    yield duck, SparkEngine(session, duck.settings, duck.facts)
    session.stop()
    server.stop()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", METRICS)
def test_the_metric_is_equal_on_spark(name: str, engines: tuple[Engine, SparkEngine]) -> None:
    for scope, by in QUESTIONS:
        on_duckdb, on_spark = (measure(engine, name, scope, by) for engine in engines)
        assert_frame_equal(on_duckdb, on_spark, check_dtypes=False, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.filterwarnings("ignore")
def test_hours_of_the_week_are_equal_on_spark(engines: tuple[Engine, SparkEngine]) -> None:
    on_duckdb, on_spark = (measure(engine, "interactions", Scope(), ("hour_of_week",)) for engine in engines)
    assert_frame_equal(on_duckdb, on_spark, check_dtypes=False)


@pytest.mark.filterwarnings("ignore")
def test_the_journey_map_its_league_and_the_inventorys_rows_are_equal_on_spark(
    engines: tuple[Engine, SparkEngine],
) -> None:
    scope = Scope(date(2021, 1, 11), date(2021, 3, 29), (("value_class", ("best", "worst")),))
    on_duckdb, on_spark = (negative_league(engine, scope, 99) for engine in engines)
    assert (on_duckdb.surviving, on_duckdb.compared) == (on_spark.surviving, on_spark.compared)
    assert on_duckdb.rows.height > 3
    assert_frame_equal(on_duckdb.rows, on_spark.rows, check_dtypes=False, rel_tol=1e-6, abs_tol=1e-6)
    loaded = [loaded_rows(engine).sort("stage", "channel", "source") for engine in engines]
    assert_frame_equal(*loaded, check_dtypes=False)
