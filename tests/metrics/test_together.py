"""Metrics that one pass gives are asked in one query, and say what each says alone."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from metrics.catalogue import METRICS
from metrics.semantic.compute import compute, measure
from metrics.semantic.scope import Scope
from metrics.semantic.together import alike, compute_together, in_rollup, measure_together, renamed
from tests.metrics.conftest import MakeWarehouse, make_engine
from tests.metrics.generated import generate_tables
from warehouse.store.engine import Engine

FEBRUARY = Scope(date(2021, 2, 1), date(2021, 3, 1))
QUESTIONS = (
    (Scope(), ()), (FEBRUARY, ("channel", "stage")), (FEBRUARY, ("week",)), (FEBRUARY, ("channel", "agent")),
    (Scope(filters=(("channel", ("phone", "")),)), ("touchpoint", "month")),
    (Scope(date(2030, 1, 1)), ()), (Scope(date(2030, 1, 1)), ("channel",)),
)  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return make_engine(tmp_path_factory.mktemp("together"), generate_tables(5, 400), rollups=True)


@pytest.mark.parametrize(("scope", "by"), QUESTIONS)
def test_together_they_say_what_each_says_alone(scope: Scope, by: tuple[str, ...], engine: Engine) -> None:
    names = [name for name, metric in METRICS.items() if "agent" not in by or is_of_agents(name)]
    for use_rollups in (True, False):
        for name, rows in measure_together(engine, names, scope, by, use_rollups).items():
            assert_frame_equal(rows, measure(engine, name, scope, by, use_rollups), check_exact=True)
    for name, rows in compute_together(engine, names, scope, by).items():
        assert_frame_equal(rows, compute(engine, name, scope, by), check_exact=True)


def is_of_agents(name: str) -> bool:
    """Whether all the metric's tables are by agent."""
    return name in (
        "interactions",
        "abandonment",
        "service_level",
        "transfer",
        "fcr",
        "csat",
        "nps",
        "ces",
        "wait",
        "ocr",
    )


def test_one_pass_is_one_query(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    run = Engine.query

    def noted(engine: Engine, sql: str, params: Sequence[Any] = ()) -> pl.DataFrame:
        asked.append(sql)
        return run(engine, sql, params)

    family = in_rollup(engine, "fcr", FEBRUARY, ("channel",))
    assert set(family) == {
        "fcr", "no_repeat_same_channel", "interactions", "abandonment", "service_level", "transfer", "reopen", "coverage", "match_rate",
        "containment", "escalation", "bot_abandonment", "resolved_contacts", "further_legs",
    }  # fmt: skip
    monkeypatch.setattr(Engine, "query", noted)
    measure_together(engine, family, FEBRUARY, ("channel",))
    assert len(asked) == 1


def test_what_reads_rows_is_asked_alone_unless_its_like_is_wanted(engine: Engine) -> None:
    assert in_rollup(engine, "fcr", FEBRUARY, ("agent",)) == ("fcr",)
    assert in_rollup(engine, "wait", FEBRUARY, ("channel",)) == ("wait",)
    assert alike(engine, "fcr", ("csat", "abandonment", "wait"), FEBRUARY, ("agent",)) == ("fcr", "abandonment")


def test_two_kinds_of_survey_are_two_passes(warehouse: MakeWarehouse) -> None:
    answers = [
        {"metric": "nps", "score": 9, "scale": "0-10"},
        {"metric": "csat", "score": 4, "scale": "1-5", "top_box_min": 4},
    ]
    engine = warehouse(rollups=True, responses=[*answers, answers[0] | {"survey_kind": "relationship", "score": 3}])
    assert set(in_rollup(engine, "csat", Scope(), ())) == {"csat", "csat_top_box", "ces"}
    found = measure_together(engine, ("nps", "csat"), Scope())
    assert {name: rows.select("value", "n").row(0) for name, rows in found.items()} == {
        "nps": (0.0, 2),
        "csat": (100.0, 1),
    }


def test_what_stands_in_quotes_keeps_its_name() -> None:
    sql = "CASE WHEN n = 0 AND answers > 0 THEN 'no answers' ELSE hits / n END"
    names = {"n": "csat_0_n", "answers": "csat_0_answers", "hits": "csat_0_hits"}
    assert renamed(sql, names) == (
        "CASE WHEN csat_0_n = 0 AND csat_0_answers > 0 THEN 'no answers' ELSE csat_0_hits / csat_0_n END"
    )
