"""The journey map: equal to the same number everywhere else, open to its rows, and sparing with its classes."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from metrics.analyses.ranking import rank_touchpoints
from metrics.analyses.touchpoints.map import CELL, journey_map
from metrics.analyses.voice import emotions_by
from metrics.semantic.comparison import compare
from metrics.semantic.compute import compute
from metrics.semantic.rows import count_rows_behind
from metrics.semantic.scope import Scope
from tests.metrics.conftest import MakeWarehouse, make_engine
from tests.metrics.generated import generate_tables
from tests.touchpoint_proof.simulated import count_labels, mixed_world, null_world
from warehouse.config.errors import WrongUse
from warehouse.config.settings import TouchpointBar
from warehouse.store.engine import Engine

MARCH = Scope(date(2021, 2, 1), date(2021, 3, 15), (("country", ("ES",)),))
Row = dict[str, Any]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return make_engine(tmp_path_factory.mktemp("map"), generate_tables(3, 400), minimum_n_shown=1)


def cell_of(row: Row) -> Scope:
    scope = MARCH
    for name in CELL:
        scope = scope.limited(name, ("" if row[name] is None else row[name],))
    return scope


def test_every_number_of_the_map_is_that_of_its_own_scope_and_opens_to_its_rows(generated: Engine) -> None:
    found = journey_map(generated, MARCH)
    assert found.height > 15
    for row in found.gather_every(5).iter_rows(named=True):
        scope = cell_of(row)
        parts = [("interactions", "contacts"), ("orders", "orders")]
        assert [compute(generated, metric, scope)["n"][0] for metric, _ in parts] == [row[name] for _, name in parts]
        assert row["volume"] == sum(count_rows_behind(generated, metric, scope) for metric, _ in parts)
        for prefix, name in shown_metrics(row):
            alone = compute(generated, name, scope).row(0, named=True)
            assert [row[f"{prefix}{end}"] for end in ("", "_n", "_low", "_high")] == [
                None if alone[column] is None else pytest.approx(alone[column])
                for column in ("value", "n", "low", "high")
            ], (prefix, name, row["touchpoint"])
        felt = emotions_by(generated, scope).row(0, named=True)
        assert (row["comments"] or 0, row["emotion_n"]) == (felt["n"], felt["n"] - felt["unknown"])


def shown_metrics(row: Row) -> Iterator[tuple[str, str]]:
    """Prefix of the columns, and the metric that they must equal."""
    named = {prefix: row[f"{prefix}_metric"] for prefix in ("score", "effort", "wait")}
    named |= {"abandonment": "abandonment", "drop_off": "drop_off", "negative_share": "negative_emotions"}
    named |= {"positive_share": "positive_emotions"}
    yield from ((prefix, name) for prefix, name in named.items() if name and row[f"{prefix}_n"])


def test_the_trend_is_what_compare_says_and_the_shrunk_score_what_the_ranking_says(generated: Engine) -> None:
    found = journey_map(generated, MARCH, score="csat")
    ranked = {
        row[:3]: row[3] for row in rank_touchpoints(generated, "csat", MARCH, CELL, 99).select(*CELL, "shrunk").rows()
    }
    changes = {
        row[:3]: row[3:]
        for row in compare(generated, "csat", MARCH, CELL).select(*CELL, "difference", "exceeds_noise").rows()
    }
    judged = found.filter(found["shrunk"].is_not_null())
    assert judged.height > 5
    for row in judged.select(*CELL, "shrunk", "trend", "trend_exceeds_noise").rows():
        assert row[3] == pytest.approx(ranked[row[:3]])
        assert row[4:] == changes[row[:3]]


def answers(touchpoint: str, satisfied: int, n: int, first_person: int = 1, **other: Any) -> list[Row]:
    """CSAT answers 5 and 1, a day apart each."""
    return [
        {
            "person_id": first_person + i, "touchpoint": touchpoint, "stage": "service", "metric": "csat", "scale": "1-5", "top_box_min": 4,
            "score": 5 if i < satisfied else 1, "answered_local": (date(2021, 1, 1) + timedelta(days=i % 28)).isoformat(),
        } | other
        for i in range(n)
    ]  # fmt: skip


JANUARY = Scope(date(2021, 1, 1), date(2021, 2, 1))


def classes(engine: Engine, scope: Scope = JANUARY) -> list[tuple]:
    return sorted(journey_map(engine, scope).select("touchpoint", "score_n", "class", "reason").rows())


def test_a_touchpoint_is_good_or_bad_when_it_is_off_the_others_beyond_noise_and_margin(
    warehouse: MakeWarehouse,
) -> None:
    rows = [
        *answers("bad", 40, 100), *answers("good", 98, 100), *answers("usual", 1600, 2000), *answers("near", 1344, 1600),
        *answers("few", 0, 2), *answers("noisy", 8, 12),
    ]  # fmt: skip
    contact = {"touchpoint": "silent", "started_local": "2021-01-05T10:00:00"}
    engine = warehouse(responses=rows, interactions=[contact], minimum_n_shown=5)
    assert classes(engine) == [
        ("bad", 100, "negative", "beyond"), ("few", 2, "unknown", "few"), ("good", 100, "positive", "beyond"),
        ("near", 1600, "neutral", "small"), ("noisy", 12, "neutral", "noise"), ("silent", 0, "unknown", "no_score"),
        ("usual", 2000, "neutral", "noise"),
    ]  # fmt: skip


def test_a_bar_of_the_companys_own_decides_instead_of_its_level(warehouse: MakeWarehouse) -> None:
    rows = [*answers("one", 70, 100), *answers("other", 72, 100)]
    bars = (TouchpointBar("csat", 90),)
    assert [row[2] for row in classes(warehouse(responses=rows, touchpoint_bars=bars))] == ["negative", "negative"]


def test_the_bar_is_the_whole_companys_level_whatever_is_filtered(warehouse: MakeWarehouse) -> None:
    rows = [
        *answers("desk", 30, 60, segment="work"),
        *answers("desk", 95, 100, segment="home"),
        *answers("till", 90, 100, segment="home"),
    ]
    engine = warehouse(responses=rows)
    (row,) = journey_map(engine, JANUARY.limited("segment", ("work",))).iter_rows(named=True)
    assert (row["touchpoint"], row["class"], row["bar"]) == ("desk", "negative", pytest.approx(100 * 215 / 260))


def test_a_class_of_the_weeks_before_is_kept_while_it_is_likelier_than_not(warehouse: MakeWarehouse) -> None:
    before = [*answers("desk", 50, 100), *answers("till", 85, 100)]
    later = date(2021, 1, 29)
    rows = [
        row | {"answered_local": (later + timedelta(days=n % 3)).isoformat()}
        for n, row in enumerate(answers("till", 200, 230))
    ]
    engine = warehouse(responses=[*before, *rows])
    (desk, _) = classes(engine, Scope(date(2021, 1, 22), date(2021, 2, 19)))
    assert desk == ("desk", 24, "negative", "kept") or desk[2:] == ("negative", "beyond")


def test_the_score_is_that_of_most_answers_in_all_the_data_so_that_no_week_changes_it(warehouse: MakeWarehouse) -> None:
    asked_more = answers("desk", 20, 30, answered_local="2021-02-10")
    nps = [row | {"metric": "nps", "scale": "0-10", "score": 9} for row in answers("desk", 10, 10)]
    engine = warehouse(responses=[*asked_more, *nps, *answers("desk", 4, 5)])
    assert journey_map(engine, JANUARY).select("score_metric", "score", "score_n").rows() == [("csat", 80.0, 5)]


def test_where_nobody_was_asked_the_words_of_customers_are_the_score(warehouse: MakeWarehouse) -> None:
    said = [{"touchpoint": "chat", "stage": "service", "said_local": "2021-01-05", "emotion": name, "person_id": n} for n, name in
            enumerate(["anger"] * 30 + ["joy"] * 10 + [None] * 5)]  # fmt: skip
    said += [row | {"touchpoint": "shop", "emotion": "joy"} for row in said]
    found = journey_map(warehouse(comments=said), JANUARY)
    shown = (
        "touchpoint",
        "score_metric",
        "score",
        "class",
        "emotion",
        "emotion_share",
        "emotion_is_clear",
        "emotion_n",
        "comments",
    )
    assert sorted(found.select(shown).rows()) == [
        ("chat", "negative_emotions", 75.0, "negative", "anger", 75.0, True, 40, 45),
        ("shop", "negative_emotions", 0.0, "positive", "joy", 100.0, True, 45, 45),
    ]


def test_displeasure_of_three_kinds_outweighs_a_joy_that_is_commoner_than_each(warehouse: MakeWarehouse) -> None:
    felt = ["anger"] * 12 + ["impatience"] * 13 + ["weariness"] * 11 + ["joy"] * 15 + ["neutral"] * 9
    said = [
        {"touchpoint": "desk", "stage": "service", "said_local": "2021-01-05", "emotion": name, "person_id": n}
        for n, name in enumerate(felt)
    ]
    said += [said[0] | {"touchpoint": "till", "emotion": name} for name in ["anger"] * 5 + ["joy"] * 4]
    found = journey_map(warehouse(comments=said), JANUARY).sort("touchpoint")
    assert found.select("emotion", "emotion_share", "emotion_is_clear", "emotion_n").rows() == [
        ("impatience", pytest.approx(100 * 13 / 60), True, 60), ("anger", pytest.approx(100 * 5 / 9), False, 9),
    ]  # fmt: skip


def test_any_rate_or_time_can_be_the_score_of_all_and_less_waiting_is_better(
    generated: Engine, warehouse: MakeWarehouse
) -> None:
    calls = [
        {"touchpoint": name, "wait_seconds": wait + i % 7, "answered_local": f"2021-01-{1 + i % 28:02}T10:00:00", "person_id": i}
        for name, wait in (("fast", 10), ("slow", 90), ("usual", 30)) for i in range(120)
    ]  # fmt: skip
    found = journey_map(warehouse(interactions=calls), JANUARY, score="wait_mean").sort("touchpoint")
    assert found["class"].to_list() == ["positive", "negative", "positive"]
    assert found["gap_of_scale"][0] == pytest.approx(1 - found["shrunk"][0] / found["bar"][0])
    for score in ("abandonment", "conversion", "first_response", "fcr", "negative_comments"):
        assert journey_map(generated, MARCH, score)["score_n"].sum() > 0


def test_nothing_measured_is_unknown_and_null_and_never_zero(warehouse: MakeWarehouse) -> None:
    (row,) = journey_map(
        warehouse(interactions=[{"touchpoint": "queue", "started_local": "2021-01-05T10:00:00"}])
    ).iter_rows(named=True)
    measured = ("score", "gap", "p", "effort", "wait", "abandonment", "emotion", "comments", "trend")
    assert [row[name] for name in measured] == [None] * 5 + [None] * 4
    assert (row["contacts"], row["orders"], row["class"], row["reason"]) == (1, 0, "unknown", "no_score")


def test_an_empty_warehouse_has_an_empty_map_and_counts_have_no_class(warehouse: MakeWarehouse, tmp_path: Path) -> None:
    assert journey_map(warehouse()).rows() == []
    with pytest.raises(WrongUse, match="interactions is no score"):
        journey_map(warehouse(), score="interactions")


def test_touchpoints_that_are_all_alike_are_seldom_called_good_or_bad() -> None:
    csat, nps = (count_labels(null_world(24, metric=name), seeds=5, ends=1) for name in ("csat", "nps"))
    assert max(csat.false_per_touchpoint, nps.false_per_touchpoint) <= 0.01
    # Over more histories 1 % (tests.touchpoint_proof); 14 % where weeks were taken to forget.
    remembering = count_labels(null_world(25, 30.0, memory=0.8), seeds=5, ends=1)
    assert remembering.false_per_touchpoint <= 0.02


def test_of_the_classes_given_few_are_false_none_turns_round_and_large_differences_are_found() -> None:
    rates = count_labels(mixed_world(24), seeds=4, ends=2)
    assert rates.labels > 20
    assert rates.false_share <= 0.15  # those that are 2.9 points better than the company among them
    assert rates.reversals == 0
    assert rates.found >= 0.4
    assert rates.changes <= 0.06
