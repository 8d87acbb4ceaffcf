"""The worst list: small groups are drawn to the rest, large ones speak for themselves."""

import pytest

from metrics.analyses.ranking import rank_touchpoints
from metrics.semantic.scope import Scope
from tests.metrics.conftest import MakeWarehouse
from warehouse.config.errors import WrongUse


def calls(touchpoint: str, transferred: int, n: int) -> list[dict]:
    return [{"touchpoint": touchpoint, "transfer_count": int(i < transferred)} for i in range(n)]


def test_a_large_bad_queue_comes_before_a_tiny_worse_one(warehouse: MakeWarehouse) -> None:
    engine = warehouse(
        interactions=[*calls("tiny", 4, 6), *calls("large", 160, 400), *calls("good", 40, 400), *calls("fine", 60, 400)]
    )
    ranked = rank_touchpoints(engine, "transfer")
    assert ranked["touchpoint"].to_list()[0] == "large"
    tiny = ranked.filter(touchpoint="tiny").row(0, named=True)
    assert tiny["value"] == pytest.approx(66.67, abs=0.01)
    assert tiny["shrunk_low"] < tiny["shrunk"] < 50 < tiny["shrunk_high"]


def test_groups_that_do_not_differ_are_drawn_together(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[*calls("a", 50, 100), *calls("b", 51, 100), *calls("c", 49, 100)])
    assert rank_touchpoints(engine, "transfer")["shrunk"].to_list() == pytest.approx([50.0] * 3, abs=0.2)


def test_a_higher_score_is_no_burden(warehouse: MakeWarehouse) -> None:
    rows = [
        {"metric": "nps", "scale": "0-10", "touchpoint": point, "score": 10 if i < good else 0}
        for point, good, n in (("bad", 20, 100), ("good", 80, 100), ("small", 0, 5)) for i in range(n)
    ]  # fmt: skip
    ranked = rank_touchpoints(warehouse(responses=rows), "nps")
    assert ranked.select("touchpoint", "rank").rows() == [("bad", 1), ("small", 2), ("good", 3)]
    assert ranked.filter(touchpoint="small")["shrunk"].item() > -100
    assert ranked.filter(touchpoint="good")["burden"].item() < 0


def test_times_are_ranked_by_their_medians_and_the_withheld_stay_withheld(warehouse: MakeWarehouse) -> None:
    rows = [
        {"touchpoint": point, "handle_seconds": base + i}
        for point, base, n in (("slow", 500, 40), ("fast", 50, 40), ("new", 900, 3))
        for i in range(n)
    ]
    ranked = rank_touchpoints(warehouse(interactions=rows, minimum_n_shown=5), "handle")
    assert ranked["touchpoint"].to_list()[0] == "slow"
    assert ranked.filter(touchpoint="new").select("value", "n", "note").rows() == [(None, 3, "withheld")]


def test_nothing_measured_is_an_empty_list(warehouse: MakeWarehouse) -> None:
    assert rank_touchpoints(warehouse(), "nps", Scope()).is_empty()


def test_a_count_has_no_worst(warehouse: MakeWarehouse) -> None:
    with pytest.raises(WrongUse, match="interactions has no worst"):
        rank_touchpoints(warehouse(), "interactions")
