"""What a version keeps of the questions that no filter changes says what its rows say."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from metrics.analyses.journeys.funnel import measured_stages
from metrics.analyses.omnichannel.customers import compare_customers
from metrics.analyses.omnichannel.index import omnichannel_index
from metrics.analyses.omnichannel.integration import read_sources
from metrics.analyses.omnichannel.trend import index_by_month
from metrics.analyses.touchpoints.inventory import stage_inventory
from metrics.analyses.touchpoints.scores import score_of_groups
from metrics.catalogue import METRICS
from metrics.catalogue.dimensions import DIMENSIONS
from metrics.catalogue.entry import Leg
from metrics.catalogue.periods import last_complete_weeks
from metrics.preparation import FIRST_VIEW, build_stored_numbers
from metrics.quality.daily_sums import EVENTS
from metrics.semantic.census import counted_conditions, is_never_there
from metrics.semantic.comparison import compare, end_of_data
from metrics.semantic.compute import compute
from metrics.semantic.known_values import known_values
from metrics.semantic.scope import Scope
from metrics.semantic.sources import find_measured, sources_behind
from tests.metrics.conftest import MakeWarehouse, make_engine
from tests.metrics.generated import generate_tables
from warehouse.store.engine import Engine

FEBRUARY = Scope(date(2021, 2, 1), date(2021, 3, 1))
SCOPES = (Scope(), FEBRUARY, Scope(date(2021, 1, 5), None), Scope(filters=(("channel", ("phone",)),)))
Engines = tuple[Engine, Engine]


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Engines:
    tables = generate_tables(11, 500)
    prepared, plain = (
        make_engine(tmp_path_factory.mktemp("m"), tables, rollups=with_them) for with_them in (True, False)
    )
    return prepared, plain


@pytest.mark.parametrize("name", METRICS)
def test_the_sources_by_the_counts_are_those_of_the_rows(name: str, engines: Engines) -> None:
    for scope in SCOPES:
        by_counts, by_rows = (sources_behind(engine, name, scope) for engine in engines)
        assert by_counts == by_rows


def test_the_same_metrics_are_measured(engines: Engines) -> None:
    by_counts, by_rows = (find_measured(engine, FEBRUARY) for engine in engines)
    one_by_one = [
        name for name in METRICS if sources_behind(engines[1], name, FEBRUARY if "churn" in name else Scope())
    ]
    assert by_counts == by_rows == one_by_one


def test_the_other_answers_are_those_of_the_rows(engines: Engines) -> None:
    prepared, plain = engines
    for name in DIMENSIONS:
        assert known_values(prepared, name) == known_values(plain, name)
    for by in (("stage", "channel", "touchpoint"), ("stage",), ("channel", "segment")):
        kept, asked = (score_of_groups(engine, by).sort(by) for engine in engines)
        assert_frame_equal(kept, asked)
    assert measured_stages(prepared) == measured_stages(plain)
    assert_frame_equal(stage_inventory(prepared), stage_inventory(plain))
    kept_sources, sources = read_sources(prepared), read_sources(plain)
    assert kept_sources.names == sources.names
    assert_frame_equal(kept_sources.shared, sources.shared)
    for part, sums in sources.groups.sums.items():
        assert (kept_sources.groups.sums[part] == sums).all()


def test_the_score_of_a_touchpoint_has_the_most_answers_and_one_scale(warehouse: MakeWarehouse) -> None:
    place = {"stage": "service", "touchpoint": "phone:1"}
    engine = warehouse(
        responses=[
            place | {"metric": "csat", "score": 4, "scale": "1-5", "top_box_min": 4},
            place | {"metric": "csat", "score": 6, "scale": "1-7", "top_box_min": 6},
            place | {"metric": "ces", "score": 6, "scale": "1-7"},
        ]
    )
    # ces has no boxes here, so no share; both of its means and of satisfaction are of one scale or none.
    assert score_of_groups(engine, ("touchpoint",)).rows() == [("phone:1", "csat")]


def test_a_kind_of_survey_that_nobody_answered_is_not_looked_for(warehouse: MakeWarehouse) -> None:
    answers = [{"metric": "nps", "score": 9, "scale": "0-10"}]
    engine = warehouse(rollups=True, responses=answers)
    relationship = METRICS["nps"].legs[1]
    assert isinstance(relationship, Leg)
    assert is_never_there(engine, relationship)
    asked = warehouse(rollups=True, responses=[{**answers[0], "survey_kind": "relationship"}])
    assert not is_never_there(asked, relationship)


def test_without_kept_counts_nothing_is_known_to_be_missing(tmp_path: Path) -> None:
    relationship = METRICS["nps"].legs[1]
    assert isinstance(relationship, Leg)
    assert not is_never_there(make_engine(tmp_path, {"interactions": [{}]}), relationship)


def test_the_first_view_is_answered_without_reading_rows(engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared, plain = engines
    asked: list[str] = []
    run = Engine.query
    scope = Scope(*last_complete_weeks(end_of_data(prepared)))
    expected = first_view(plain, scope)

    def noted(engine: Engine, sql: str, params: Sequence[Any] = ()) -> pl.DataFrame:
        asked.append(sql)
        return run(engine, sql, params)

    monkeypatch.setattr(Engine, "query", noted)
    for kept, rows in zip(first_view(prepared, scope), expected, strict=True):
        assert_frame_equal(kept, rows, rel_tol=1e-9)
    of_rows = [sql for sql in asked if "prepared_answers" not in sql]
    assert [sql for sql in of_rows if not sql.startswith(("SELECT min(", "SELECT 1 FROM"))] == []


def first_view(engine: Engine, scope: Scope) -> list[pl.DataFrame]:
    """What a page shows of it."""
    numbers = [
        compare(engine, name, scope) if not by else compute(engine, name, scope, by)
        for name, groupings in FIRST_VIEW.items()
        for by in groupings
    ]
    months, customers = index_by_month(engine, scope), compare_customers(engine, scope)
    total = omnichannel_index(engine, scope).total
    index = pl.DataFrame([(total.value, total.low, total.high)], orient="row")
    return [*numbers, months, customers, index]


def test_a_small_company_keeps_only_how_many_rows_there_are_of_what_and_what_its_sources_are_judged_by(
    tmp_path: Path,
) -> None:
    engine = make_engine(tmp_path, {"interactions": [{}, {}]})
    build_stored_numbers(engine._con, engine.settings, engine.facts)
    held = engine.query("SELECT holds FROM prepared_answers")["holds"].to_list()
    counted = [f"rows of {table} by {anchor}" for table, anchor in counted_conditions()]
    assert held == [*counted, *(f"filled cells of {table}" for table in EVENTS), "scores by day"]
