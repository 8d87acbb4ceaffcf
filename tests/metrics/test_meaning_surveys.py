"""What the survey metrics mean, by example."""

from datetime import date

import polars as pl
import pytest

from metrics.semantic.compute import RESULT, compute
from metrics.semantic.reasons import reason
from metrics.semantic.scope import Scope
from tests.metrics.conftest import MakeWarehouse

JANUARY, FEBRUARY = "2021-01-15T09:00:00", "2021-02-15T09:00:00"


def scores(metric: str, scale: str, *given: float | None, **also: object) -> list[dict]:
    return [{"metric": metric, "scale": scale, "score": score, **also} for score in given]


@pytest.mark.parametrize(
    ("given", "value", "n"),
    [
        ([10, 9, 7, 6, None], 25.0, 4),  # unanswered is no passive
        ([10, 10], 100.0, 2),
        ([0, 6], -100.0, 2),
        ([7, 8], 0.0, 2),
        ([None], None, 0),
    ],
)
def test_nps(warehouse: MakeWarehouse, given: list, value: float | None, n: int) -> None:
    engine = warehouse(responses=scores("nps", "0-10", *given))
    assert compute(engine, "nps").select("value", "n").row(0) == (value, n)


def test_nps_as_a_whole_row(warehouse: MakeWarehouse) -> None:
    engine = warehouse(responses=scores("nps", "0-10", *[9] * 50, *[7] * 30, *[3] * 20))
    row = compute(engine, "nps").to_dicts()[0]
    assert row == {
        "value": 30.0, "n": 100, "low": pytest.approx(14.05, abs=0.005), "high": pytest.approx(44.20, abs=0.005),
        "unit": "points", "note": "transactional", "promoters": 50, "detractors": 20,
        "kind_low": "transactional", "kind_high": "transactional",
    }  # fmt: skip


def test_csat_of_the_definitions(warehouse: MakeWarehouse) -> None:
    given = [5] * 42 + [4] * 32 + [3] * 10 + [2] * 9 + [1] * 14
    engine = warehouse(responses=scores("csat", "1-5", *given, top_box_min=4))
    value, n, low, high, unit, note = compute(engine, "csat").select(RESULT).row(0)
    assert (round(value, 2), n, round(low, 2), round(high, 2), unit, note) == (
        69.16,
        107,
        59.87,
        77.12,
        "percent",
        None,
    )


def test_a_relationship_survey_counts_the_latest_answer_of_a_person_and_period(warehouse: MakeWarehouse) -> None:
    rows = [
        {
            "metric": "nps",
            "scale": "0-10",
            "survey_kind": "relationship",
            "person_id": 1,
            "score": score,
            "answered_local": at,
        }
        for score, at in ((0, JANUARY), (10, "2021-01-20T09:00:00"), (0, FEBRUARY))
    ]
    engine = warehouse(responses=rows)
    assert compute(engine, "nps").select("value", "n").rows() == [(-100.0, 1)]
    assert compute(engine, "nps", by=("month",)).select("month", "value", "n").rows() == [
        ("2021-01", 100.0, 1),
        ("2021-02", -100.0, 1),
    ]


def test_a_group_holds_the_same_relationship_answers_as_a_filter_on_it(warehouse: MakeWarehouse) -> None:
    rows = [
        {
            "metric": "nps",
            "scale": "0-10",
            "survey_kind": "relationship",
            "person_id": 1,
            "channel": channel,
            "score": score,
            "answered_local": at,
        }
        for channel, score, at in (("phone", 0, JANUARY), ("email", 10, FEBRUARY))
    ]
    engine = warehouse(responses=rows)
    assert compute(engine, "nps", by=("channel",)).select("channel", "value").rows() == [("email", 100.0)]
    assert compute(engine, "nps", Scope(filters=(("channel", ("phone",)),))).select("value", "n").rows() == [(None, 0)]


def test_a_transactional_survey_counts_every_answer(warehouse: MakeWarehouse) -> None:
    engine = warehouse(responses=scores("nps", "0-10", 10, 10, 0, 7, person_id=1))
    assert compute(engine, "nps").select("value", "n").rows() == [(25.0, 4)]


def test_nps_on_another_scale_is_refused_with_the_reason(warehouse: MakeWarehouse) -> None:
    engine = warehouse(responses=scores("csat", "1-10", 9, 3))
    assert compute(engine, "nps").select("value", "n").rows() == [(None, 0)]
    assert reason(engine, "nps") == "nps: refused: the answers are on 1-10; NPS needs a 0-10 scale"


def test_nps_without_any_answer_is_not_refused_but_empty(warehouse: MakeWarehouse) -> None:
    engine = warehouse(responses=scores("csat", "1-10", None))
    assert reason(engine, "nps") is None


def test_the_mean_of_mixed_scales_is_null_and_by_scale_it_is_not(warehouse: MakeWarehouse) -> None:
    engine = warehouse(
        responses=scores("csat", "1-5", 5, 4, top_box_min=4) + scores("csat", "1-10", 10, 2, top_box_min=9)
    )
    assert compute(engine, "csat_mean").select("value", "n", "note").rows() == [(None, 4, "mixed scales")]
    by_scale = compute(engine, "csat_mean", by=("scale",)).select("scale", "value", "n", "note").rows()
    assert by_scale == [("1-10", 6.0, 2, None), ("1-5", 4.5, 2, None)]


def test_satisfied_boxes_of_several_scales_add_up_and_say_so(warehouse: MakeWarehouse) -> None:
    engine = warehouse(
        responses=scores("csat", "1-5", 5, 4, 1, top_box_min=4) + scores("csat", "0-1", 0, top_box_min=1)
    )
    assert compute(engine, "csat").select("value", "n", "note").rows() == [(50.0, 4, "mixed scales")]


def test_a_scale_without_boxes_has_a_mean_but_no_share(warehouse: MakeWarehouse) -> None:
    engine = warehouse(responses=scores("csat", "1-10", 8, 6))
    assert compute(engine, "csat").select("value", "n", "note").rows() == [(None, 0, "no boxes")]
    assert compute(engine, "csat_mean").select("value", "n", "note").rows() == [(7.0, 2, None)]


def test_effort_is_easy_from_five_of_seven(warehouse: MakeWarehouse) -> None:
    engine = warehouse(responses=scores("ces", "1-7", 7, 5, 4, 1, top_box_min=5))
    assert compute(engine, "ces").select("value", "n").rows() == [(50.0, 4)]
    assert compute(engine, "ces_mean").select("value", "n").rows() == [(4.25, 4)]


def test_response_rate_needs_invitations(warehouse: MakeWarehouse) -> None:
    engine = warehouse(survey_requests=[{"is_answered": True}, {"is_answered": False}, {"is_answered": None}])
    assert compute(engine, "response_rate").select("value", "n", "note").rows() == [(pytest.approx(100 / 3), 3, None)]
    assert compute(warehouse(), "response_rate").select("value", "n", "note").rows() == [(None, 0, "no requests")]


def test_a_small_group_is_withheld_but_its_n_is_shown(warehouse: MakeWarehouse) -> None:
    engine = warehouse(responses=scores("nps", "0-10", *[9] * 4), minimum_n_shown=5)
    assert compute(engine, "nps").select(RESULT).rows() == [(None, 4, None, None, "points", "withheld")]


def test_the_mean_of_one_persons_many_answers_has_no_interval(warehouse: MakeWarehouse) -> None:
    engine = warehouse(responses=scores("csat", "1-5", 5, 4, 3, person_id=1))
    assert compute(engine, "csat_mean").select("value", "n", "low", "high").rows() == [(4.0, 3, None, None)]


def test_scores_are_dated_by_the_answer_and_the_end_is_exclusive(warehouse: MakeWarehouse) -> None:
    days = ("2021-01-31T23:59:59", "2021-02-01T00:00:00", "2021-02-28T23:59:59", "2021-03-01T00:00:00")
    engine = warehouse(
        responses=[{"metric": "nps", "scale": "0-10", "score": 9, "answered_local": day} for day in days]
    )
    february = compute(engine, "nps", Scope(date(2021, 2, 1), date(2021, 3, 1)), ("day",))
    assert february.select("day", "n").equals(pl.DataFrame({"day": ["2021-02-01", "2021-02-28"], "n": [1, 1]}))


def test_nps_says_what_it_was_asked_about(warehouse: MakeWarehouse) -> None:
    def note(*kinds: str | None) -> str:
        rows = [{"metric": "nps", "scale": "0-10", "score": 9, "survey_kind": kind} for kind in kinds]
        return compute(warehouse(responses=rows), "nps")["note"].item()

    assert [note(None, "transactional"), note("relationship"), note("relationship", None)] == [
        "transactional", "relationship", "mixed kinds",
    ]  # fmt: skip


def test_the_top_box_is_the_best_answer_of_each_scale(warehouse: MakeWarehouse) -> None:
    answers = [("1-5", 5), ("1-5", 4), ("0-1", 1), ("1-10", 9)]
    engine = warehouse(responses=[{"metric": "csat", "scale": scale, "score": score} for scale, score in answers])
    assert compute(engine, "csat_top_box").select("value", "n", "note").rows() == [(50.0, 4, "mixed scales")]
