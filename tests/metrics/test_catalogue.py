"""The registry makes the demands: every entry is complete, runs by every dimension, and is NULL where nothing was measured."""

from datetime import date
from pathlib import Path

import pytest

from metrics.catalogue import METRICS, RENAMED, find_metric
from metrics.catalogue.dimensions import DIMENSIONS, find_dimension
from metrics.catalogue.entry import PeriodLoss
from metrics.semantic.compute import compute, explain_sql
from metrics.semantic.questions import make_request
from metrics.semantic.rows import count_rows_behind, rows_behind
from metrics.semantic.scope import Scope
from tests.metrics.conftest import make_engine
from warehouse.config.errors import WrongUse
from warehouse.store.engine import Engine

PROMISED = [
    "nps",
    "csat",
    "csat_mean",
    "ces",
    "response_rate",
    "interactions",
    "persons",
    "first_response",
    "wait",
    "handle",
    "resolution",
    "abandonment",
    "service_level",
    "transfer",
    "reopen",
    "fcr",
    "conversion",
    "revenue",
    "orders",
    "cost_per_contact",
    "churn",
    "churn_inactivity",
    "returned_after_lost",
    "retention",
    "matters",
    "ocr",
    "contacts_per_matter",
    "hop_rate",
    "hops",
    "forced_hops",
    "repeat_contact_rate",
    "reexplanation",
    "matter_resolution",
    "matter_time",
    "cost_per_matter_resolved",
    "csat_at_end",
    "hop_wait",
    "hop_cost",
    "coverage",
    "match_rate",
    "comments",
    "emotion_known",
    "negative_emotions",
    "positive_emotions",
    "negative_comments",
    "journeys",
    "touches",
    "drop_off",
    "unanswered",
    "stage_returns",
    "loops",
    "next_touch",
]
EVERYWHERE = ("channel", "stage", "touchpoint", "topic", "team", "agent", "segment", "country", "language", "source",
              "attribute.tier", "day", "week", "month", "quarter", "year")  # fmt: skip
SCOPE = Scope(date(2021, 1, 1), date(2021, 2, 1))
ONE_ROW = {
    "interactions": [{"wait_seconds": 1, "first_response_seconds": 1, "handle_seconds": 1, "resolution_seconds": 1,
                      "is_abandoned": False, "transfer_count": 0, "reopen_count": 0, "is_resolved": True,
                      "answered_local": "2021-01-04T10:00:00", "first_responded_local": "2021-01-04T10:00:00",
                      "ended_local": "2021-01-04T10:00:00", "resolved_local": "2021-01-04T10:00:00"}],
    "messages": [{"sender_role": "customer"}],
    "responses": [{"metric": "nps", "scale": "0-10", "score": 9}],
    "survey_requests": [{}], "orders": [{"amount": 1}],
    "subscriptions": [{"started_local": "2020-01-01T00:00:00"}],
    "daily_costs": [{"amount": 1}],
    "persons": [{"first_active_local": "2021-01-04T10:00:00"}],
    "activity_spells": [{"started_local": "2020-01-01T00:00:00"}],
    "matters": [{"duration_seconds": 60, "is_resolved": True, "cost": 1, "currency": "EUR", "is_satisfied": True, "hops": 1}],
    "matter_steps": [{"cause": "failure", "is_reexplained": True, "between_seconds": 60, "cost": 1, "currency": "EUR"}],
    "comments": [{"emotion": "anger", "emotion_by": "text", "polarity": "negative", "comment": "Enough!"}],
    "journeys": [{}], "journey_steps": [{"position": 2, "between_seconds": 60}, {"is_own": False}],
}  # fmt: skip


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return make_engine(tmp_path_factory.mktemp("empty"), {})


@pytest.fixture(scope="module")
def one_row(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return make_engine(tmp_path_factory.mktemp("one"), ONE_ROW, minimum_n_shown=1)


def test_every_promised_metric_is_there_and_times_have_their_kin() -> None:
    times = ("first_response", "wait", "handle", "resolution", "matter_time")
    assert {*PROMISED, *(time + kin for time in times for kin in ("_mean", "_p90", "_p95"))} <= set(METRICS)


@pytest.mark.parametrize("name", METRICS)
def test_the_entry_is_complete(name: str) -> None:
    metric = METRICS[name]
    assert all((metric.label, metric.description, metric.unit, metric.source, metric.formula, metric.anchor))
    assert metric.label_key == f"metric.{name}.label"
    assert metric.description.endswith(".")


@pytest.mark.parametrize("name", METRICS)
def test_the_metric_runs_by_every_dimension_on_an_empty_and_a_one_row_warehouse(
    name: str, empty: Engine, one_row: Engine
) -> None:
    assert compute(empty, name, SCOPE).select("value", "n").rows() == [(None, 0)]
    for dimensions in asked_together(one_row, name):
        scope, by = SCOPE, tuple(dict.fromkeys(("channel", *dimensions)))
        for dimension in dimensions:
            scope = scope.limited(dimension, ("",))
        assert compute(empty, name, scope, by).is_empty()
        assert compute(one_row, name, SCOPE, by).columns[: len(by)] == list(by)


def asked_together(engine: Engine, name: str) -> list[list[str]]:
    """Every dimension that the metric has: those that the same tables answer in one question, each unit of time in its own."""
    questions: dict[tuple[str, str], list[str]] = {}
    for dimension in (*DIMENSIONS, "attribute.tier"):
        try:
            request = make_request(engine, name, SCOPE, (dimension,), use_rollups=False)
        except WrongUse:
            assert dimension not in EVERYWHERE
        else:
            questions.setdefault((repr(request.legs), find_dimension(dimension).unit), []).append(dimension)
    return list(questions.values())


@pytest.mark.parametrize("name", METRICS)
def test_the_rows_behind_the_number_are_as_many_as_are_counted(name: str, empty: Engine, one_row: Engine) -> None:
    assert rows_behind(empty, name, SCOPE, 10).is_empty()
    assert len(rows_behind(one_row, name, SCOPE, 10)) == count_rows_behind(one_row, name, SCOPE)


def test_the_sql_shows_its_parameters_and_never_holds_a_value(one_row: Engine) -> None:
    hostile = "x'; DROP TABLE orders; --"
    shown = explain_sql(one_row, "orders", SCOPE.limited("channel", (hostile,)).limited("attribute.a b'c", ("1",)))
    sql, *comments = shown.split("\n-- ? ")
    assert hostile not in sql
    assert [comment.split(": ", 1)[1] for comment in comments] == [
        "'2021-01-01'",
        "'2021-02-01'",
        repr(hostile),
        '"a b\'c"',
        "'1'",
    ]
    assert compute(one_row, "orders", SCOPE.limited("channel", (hostile,)))["n"].to_list() == [0]


def test_a_name_of_before_is_no_name_of_today_and_finds_its_metric() -> None:
    assert RENAMED == {"repeat_rate": "repeat_contact_rate", "returns": "stage_returns"}
    assert RENAMED.keys().isdisjoint(METRICS)
    assert [find_metric(name).name for name in RENAMED] == list(RENAMED.values())


def test_unknown_names_come_with_near_ones(empty: Engine) -> None:
    with pytest.raises(WrongUse, match="no metric 'abandon'; did you mean abandonment"):
        compute(empty, "abandon")
    with pytest.raises(WrongUse, match="no dimension 'chanel'; did you mean channel"):
        compute(empty, "nps", by=("chanel",))
    with pytest.raises(WrongUse, match="interactions has no dimension scale"):
        compute(empty, "interactions", by=("scale",))
    with pytest.raises(WrongUse, match="month: 'May' is no month; expected the form 2021-01"):
        compute(empty, "nps", Scope(filters=(("month", ("May",)),)))
    with pytest.raises(WrongUse, match="the end is exclusive"):
        Scope(date(2021, 1, 1), date(2021, 1, 1))


def test_one_dimension_of_time_at_most_where_periods_are_compared(empty: Engine) -> None:
    for name in (name for name, metric in METRICS.items() if any(isinstance(leg, PeriodLoss) for leg in metric.legs)):
        with pytest.raises(WrongUse, match="one dimension of time at most"):
            compute(empty, name, SCOPE, ("month", "year"))


def test_a_week_can_be_a_filter(tmp_path: Path) -> None:
    rows = [{"started_local": f"2021-01-{day}T10:00:00"} for day in ("10", "11", "17", "18")]
    engine = make_engine(tmp_path, {"interactions": rows}, rollups=True)
    for use in (True, False):
        found = compute(engine, "interactions", Scope(filters=(("week", ("2021-01-11",)),)), ("day",), use_rollups=use)
        assert found["day"].to_list() == ["2021-01-11", "2021-01-17"]
