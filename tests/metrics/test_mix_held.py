"""The share of satisfied answers with the mix of scales of the period before."""

from datetime import date

import pytest

from metrics.analyses.mix_held import hold_mix
from metrics.semantic.compute import compute
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope
from tests.metrics.conftest import MakeWarehouse

MAY = Scope(date(2026, 5, 1), date(2026, 5, 31))


def answers(day: str, scale: str, satisfied: int, others: int) -> list[dict[str, object]]:
    low, high = map(int, scale.split("-"))
    row = {
        "metric": "csat",
        "scale": scale,
        "scale_min": low,
        "scale_max": high,
        "top_box_min": high - 1,
        "answered_local": f"{day} 12:00",
    }
    return [row | {"score": high}] * satisfied + [row | {"score": low}] * others


def engine_of(warehouse: MakeWarehouse, *groups: list[dict[str, object]]) -> Engine:
    return warehouse(responses=[answer for group in groups for answer in group])


def test_each_scale_is_as_satisfied_as_before_and_only_the_mix_moved(warehouse: MakeWarehouse) -> None:
    engine = engine_of(
        warehouse,
        answers("2026-04-20", "1-5", 72, 8), answers("2026-04-20", "1-7", 10, 10),  # 90 % and 50 %, four to one
        answers("2026-05-10", "1-5", 18, 2), answers("2026-05-10", "1-7", 40, 40),  # the same shares, one to four
    )  # fmt: skip
    assert compute(engine, "csat", MAY)["value"].to_list() == [58.0]
    found = hold_mix(engine, "csat", MAY)
    assert found is not None
    assert found.held.value == pytest.approx(82.0)  # 0.8 × 90 + 0.2 × 50, as April's
    assert (found.held.n, round(found.shifted)) == (100, 60)
    # By hand: centres 19.92/23.84 and 41.92/83.84; 76.85 ± 1.96 × √(0.64 × 0.8356 × 0.1644/23.84 + 0.04 × 0.25/83.84).
    assert found.held.low == pytest.approx(64.75, abs=0.01) and found.held.high == pytest.approx(88.94, abs=0.01)
    assert found.sentence.startswith(
        "its mix of scales moved by 60 points; with the mix of the period before: 82.0% (n = 100"
    )


def test_nothing_is_said_where_the_mix_stayed_or_a_scale_of_before_is_gone(warehouse: MakeWarehouse) -> None:
    april = [*answers("2026-04-20", "1-5", 30, 10), *answers("2026-04-20", "1-7", 10, 10)]
    stayed = engine_of(warehouse, april, answers("2026-05-10", "1-5", 15, 6), answers("2026-05-10", "1-7", 4, 6))
    assert hold_mix(stayed, "csat", MAY) is None
    gone = engine_of(warehouse, april, answers("2026-05-10", "1-5", 15, 6))
    assert hold_mix(gone, "csat", MAY) is None


def test_a_new_scale_counts_as_a_move_and_has_no_weight(warehouse: MakeWarehouse) -> None:
    engine = engine_of(
        warehouse,
        answers("2026-04-20", "1-5", 30, 10),
        answers("2026-05-10", "1-5", 30, 10),
        answers("2026-05-10", "1-7", 0, 10),
    )
    found = hold_mix(engine, "csat", MAY)
    assert found is not None and (found.held.value, found.held.n, found.shifted) == (75.0, 40, 20.0)


def test_only_shares_over_scales_with_a_period_before_have_a_mix(warehouse: MakeWarehouse) -> None:
    engine = engine_of(warehouse, answers("2026-05-10", "1-5", 3, 1), answers("2026-05-11", "1-7", 3, 1))
    assert hold_mix(engine, "csat", MAY) is None
    assert hold_mix(engine, "csat", Scope()) is None
    assert hold_mix(engine, "nps", MAY) is None
