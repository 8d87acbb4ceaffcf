"""The expected map: parts add up to the whole, effects on the same answers count once, and intervals hold what they promise."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.analyses.proposals.proposal import Effect, Proposal
from metrics.analyses.target_map.combine import Share, expected_value
from metrics.analyses.target_map.expected_class import expected_class
from metrics.analyses.target_map.money import total_costs, total_savings
from metrics.analyses.target_map.overlap import counted_effects
from metrics.analyses.target_map.planned import Aside, Planned, planned_by_actions, planned_by_proposals
from metrics.analyses.target_map.target_map import target_map
from metrics.semantic.compute import compute
from metrics.semantic.estimate import Bounded, Known
from metrics.semantic.scope import Filters, Scope
from tests.metrics.conftest import MakeWarehouse, make_engine
from tests.metrics.generated import generate_tables
from warehouse.actions.action import Action, Expected
from warehouse.store.engine import Engine

SHOP: Filters = (("touchpoint", ("shop",)),)


def planned(
    metric: str, filters: Filters, today: float, expected: float, half: float, n: int = 0, source: str = "p"
) -> Planned:
    unit = "points" if metric == "nps" else "percent"
    return Planned(
        source,
        "proposal",
        Effect(metric, filters, today, Bounded(expected, expected - half, expected + half, n, unit), "peers_median"),
    )


def answers(touchpoint: str, good: int, bad: int, topic: str | None = None) -> list[dict]:
    """Satisfied and unsatisfied answers at a touchpoint."""
    row = {"touchpoint": touchpoint, "stage": "service", "topic": topic, "scale": "1-5", "top_box_min": 4}
    return [row | {"score": 5} for _ in range(good)] + [row | {"score": 1} for _ in range(bad)]


@pytest.fixture
def service(warehouse: MakeWarehouse) -> Engine:
    """Shop: 20 of 40 satisfied; web: 45 of 60. Together 65 of 100."""
    return warehouse(responses=answers("shop", 15, 5, "price") + answers("shop", 5, 15) + answers("web", 45, 15))


def shown(engine: Engine, changes: list[Planned], scope: Scope | None = None) -> dict[tuple, tuple]:
    rows = target_map(engine, scope or Scope(), changes).rows
    return {
        (row["level"], row["touchpoint"]): (row["today"], row["expected"], row["difference"])
        for row in rows.iter_rows(named=True)
    }


def test_an_effect_on_a_touchpoint_changes_it_its_stage_and_the_whole_by_its_share_of_the_answers(
    service: Engine,
) -> None:
    assert shown(service, [planned("csat", SHOP, 50, 70, 5)]) == {
        ("total", None): (65, pytest.approx(73), pytest.approx(8)),
        ("stage", None): (65, pytest.approx(73), pytest.approx(8)),
        ("touchpoint", "shop"): (50, 70, 20),
        ("touchpoint", "web"): (75, 75, None),
    }


def test_a_touchpoint_that_an_effect_covers_whole_has_exactly_the_effects_interval(service: Engine) -> None:
    rows = target_map(service, Scope(), [planned("csat", SHOP, 50, 70, 5)]).rows
    shop = rows.row(by_predicate=pl.col("touchpoint") == "shop", named=True)
    assert (shop["expected_low"], shop["expected_high"], shop["reached"], shop["by"]) == (65, 75, 100, ["p"])
    web = rows.row(by_predicate=pl.col("touchpoint") == "web", named=True)
    assert (web["expected_low"], web["expected_high"]) == (web["low"], web["high"])


def test_an_effect_on_a_part_of_a_touchpoint_changes_it_by_that_part(service: Engine) -> None:
    price: Filters = (*SHOP, ("topic", ("price",)))
    assert shown(service, [planned("csat", price, 75, 85, 4)])["touchpoint", "shop"] == (
        50,
        pytest.approx(55),
        pytest.approx(5),
    )


def test_an_effect_on_a_wider_group_moves_touchpoints_by_their_distance_to_the_limit_and_keeps_their_error(
    service: Engine,
) -> None:
    wide: Filters = (("stage", ("service",)),)
    rows = target_map(service, Scope(), [planned("csat", wide, 65, 72, 3)]).rows
    assert rows.select("touchpoint", "expected").rows() == [
        (None, 72), (None, 72), ("shop", pytest.approx(60)), ("web", pytest.approx(80)),
    ]  # fmt: skip
    shop = rows.row(by_predicate=pl.col("touchpoint") == "shop", named=True)
    # 40 of the 100 rows of the effect lie here: 0.6 of the touchpoint's own variance stays, and (35 + …)/35 of the effect's error.
    below = np.sqrt(0.6 * (shop["today"] - shop["low"]) ** 2 + (50 / 35 * 3) ** 2)
    assert shop["expected"] - shop["expected_low"] == pytest.approx(below)


def test_an_effect_that_moves_todays_level_keeps_its_error(service: Engine) -> None:
    effect = Effect("csat", SHOP, 50, Bounded(60, 56, 64, 40, "percent"), "moved_as_today")
    rows = target_map(service, Scope(), [Planned("p", "proposal", effect)]).rows
    shop = rows.row(by_predicate=pl.col("touchpoint") == "shop", named=True)
    assert shop["expected"] - shop["expected_low"] == pytest.approx(np.hypot(4, shop["today"] - shop["low"]))


def test_two_effects_on_the_same_answers_are_not_added_and_the_greater_one_counts(service: Engine) -> None:
    price: Filters = (*SHOP, ("topic", ("price",)))
    small, great = planned("csat", price, 75, 85, 4, source="small"), planned("csat", SHOP, 50, 70, 5, source="great")
    found = target_map(service, Scope(), [small, great])
    assert shown(service, [small, great]) == shown(service, [great])
    assert found.aside == (Aside("small", "csat", "overlap", "great"),)


def test_effects_on_different_answers_of_a_touchpoint_are_added(service: Engine) -> None:
    price: Filters = (*SHOP, ("topic", ("price",)))
    other: Filters = (*SHOP, ("topic", ("",)))
    both = [planned("csat", price, 75, 85, 4, source="a"), planned("csat", other, 25, 45, 4, source="b")]
    assert shown(service, both)["touchpoint", "shop"] == (50, pytest.approx(65), pytest.approx(15))
    assert target_map(service, Scope(), both).aside == ()


def test_effects_on_the_level_of_the_same_peer_are_wrong_together(service: Engine) -> None:
    def half(*peers: str) -> float:
        effects = [
            Effect("csat", (("touchpoint", (name,)),), today, Bounded(80, 76, 84, 0, "percent"), "peers_median", (("peer_touchpoint", peer),))
            for name, today, peer in zip(("shop", "web"), (50, 75), peers, strict=True)
        ]  # fmt: skip
        rows = target_map(
            service, Scope(), [Planned(str(n), "proposal", effect) for n, effect in enumerate(effects)]
        ).rows
        total = rows.row(by_predicate=pl.col("level") == "total", named=True)
        return total["expected"] - total["expected_low"]

    assert half("app", "app") == pytest.approx(0.4 * 4 + 0.6 * 4)
    assert half("app", "phone") == pytest.approx(np.hypot(0.4 * 4, 0.6 * 4))


def test_what_gets_worse_is_not_hidden_by_what_gets_better_on_the_same_answers(service: Engine) -> None:
    changes = [planned("csat", SHOP, 50, 70, 5, source="better"), planned("csat", SHOP, 50, 44, 5, source="worse")]
    assert shown(service, changes)["touchpoint", "shop"][1] == pytest.approx(64)


def test_an_effect_outside_the_filters_is_said_and_changes_nothing(service: Engine) -> None:
    scope = Scope(None, None, (("touchpoint", ("web",)),))
    found = target_map(service, scope, [planned("csat", (*scope.filters, *SHOP), 50, 70, 5)])
    assert found.aside == (Aside("p", "csat", "no_rows"),)
    assert found.rows["difference"].to_list() == [None, None, None]


def test_a_median_is_expected_only_where_one_effect_is_about_exactly_that_group(warehouse: MakeWarehouse) -> None:
    waits = [{"touchpoint": name, "wait_seconds": seconds} for name in ("shop", "web") for seconds in range(10, 50)]
    engine = warehouse(interactions=[row | {"queued_local": "2021-01-04T10:00:00"} for row in waits])
    effect = Effect("wait", SHOP, 29.5, Bounded(20, 18, 22, 40, "seconds"), "a")
    rows = target_map(engine, Scope(), [Planned("p", "proposal", effect)]).rows
    found = {(row["level"], row["touchpoint"]): (row["expected"], row["note"]) for row in rows.iter_rows(named=True)}
    today = compute(engine, "wait", Scope(), ("touchpoint",))["value"].to_list()
    assert found["touchpoint", "shop"] == (today[0] - 9.5, None)
    assert found["total", None] == found["stage", None] == (None, "not_additive")
    assert found["touchpoint", "web"] == (today[1], None)


def test_counts_change_by_what_the_effect_takes_away_and_never_fall_below_zero(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[{"touchpoint": name} for name in ("shop",) * 40 + ("web",) * 60])
    effect = Effect("interactions", SHOP, 40, Bounded(30, 25, 35, 40, "contacts"), "a")
    assert shown(engine, [Planned("p", "proposal", effect)]) == {
        ("total", None): (100, 90, -10),
        ("stage", None): (100, 90, -10),
        ("touchpoint", "shop"): (40, 30, -10),
        ("touchpoint", "web"): (60, 60, None),
    }


def test_too_small_groups_are_withheld_and_count_in_the_whole(warehouse: MakeWarehouse) -> None:
    engine = warehouse(responses=answers("shop", 2, 2) + answers("web", 45, 15), minimum_n_shown=5)
    assert shown(engine, [planned("csat", SHOP, 50, 75, 5)]) == {
        ("total", None): (pytest.approx(73.4375), pytest.approx(75), pytest.approx(1.5625)),
        ("stage", None): (pytest.approx(73.4375), pytest.approx(75), pytest.approx(1.5625)),
        ("touchpoint", "shop"): (None, None, None),
        ("touchpoint", "web"): (75, 75, None),
    }


@pytest.mark.parametrize("metric", ["csat", "nps", "ces", "fcr", "abandonment", "negative_emotions", "interactions"])
def test_the_expected_whole_is_made_of_its_expected_touchpoints(generated: Engine, metric: str) -> None:
    scope = Scope(date(2021, 1, 1), date(2021, 4, 1))
    effects = []
    for number, channel in enumerate(("phone", "email")):
        filters: Filters = (("channel", (channel,)),)
        row = compute(generated, metric, Scope(scope.start, scope.end, filters)).row(0, named=True)
        if row["value"] is None:
            continue
        change = -0.1 * row["value"] if metric == "interactions" else 3.0
        effect = Effect(
            metric,
            filters,
            row["value"],
            Bounded(row["value"] + change, row["value"] + change - 1, row["value"] + change + 1, row["n"], row["unit"]),
            "a",
        )
        effects.append(Planned(f"p{number}", "proposal", effect))
    rows = target_map(generated, scope, effects).rows
    whole = rows.row(by_predicate=pl.col("level") == "total", named=True)
    assert whole["difference"] is not None
    n = whole["n"]
    expected_difference = sum(
        one.effect.difference * (1 if metric == "interactions" else one.effect.expected.n / n) for one in effects
    )
    assert whole["difference"] == pytest.approx(expected_difference)
    stages = rows.filter(pl.col("level") == "stage", pl.col("difference").is_not_null())
    weight = pl.lit(1) if metric == "interactions" else pl.col("n") / n
    assert stages.select((pl.col("difference") * weight).sum()).item() == pytest.approx(whole["difference"])


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return make_engine(tmp_path_factory.mktemp("target"), generate_tables(11, 900), rollups=True, minimum_n_shown=1)


def test_the_interval_of_a_whole_holds_95_of_100_worlds() -> None:
    """Worlds: 4 of 10 answers are reached and will be 70 % (known within ±6); the rest stay what they truly are."""
    dice, size, reached = np.random.default_rng(5), 800, 320
    rest_truth, target_truth, held = 0.55, 0.70, 0
    for _ in range(2000):
        rest, own = dice.binomial(size - reached, rest_truth), dice.binomial(reached, 0.40)
        estimate = 100 * dice.normal(target_truth, 0.06 / 1.96)
        today = 100 * (rest + own) / size
        half = 100 * 1.96 * np.sqrt(today / 100 * (1 - today / 100) / size)
        share = Share(reached / size, estimate - 100 * own / reached, reached / size, 6.0, 6.0)
        found = expected_value(Known(today, today - half, today + half, unit="percent"), [share], False)
        truth = 100 * (rest_truth * (size - reached) + target_truth * reached) / size
        assert found.low is not None and found.high is not None
        held += found.low <= truth <= found.high
    assert held / 2000 == pytest.approx(0.95, abs=0.015)


@given(
    weights=st.lists(st.floats(0, 0.3), min_size=1, max_size=3),
    differences=st.lists(st.floats(-30, 30), min_size=3, max_size=3),
)
def test_an_expected_value_lies_in_its_interval_and_within_the_unit(
    weights: list[float], differences: list[float]
) -> None:
    shares = [Share(weight, difference, weight, 4, 6) for weight, difference in zip(weights, differences, strict=False)]
    found = expected_value(Known(90, 85, 95, unit="percent"), shares, False)
    assert found.low is not None and found.high is not None
    assert 0 <= found.low <= found.value <= found.high <= 100


def test_effects_that_rest_on_the_same_peers_share_one_error_and_others_do_not() -> None:
    def half(first: str | None, second: str | None) -> float:
        shares = [Share(0.5, 10, 0.5, 6, 6, first), Share(0.5, 10, 0.5, 8, 8, second)]
        found = expected_value(Known(50, 45, 55, unit="percent"), shares, False)
        assert found.low is not None
        return found.value - found.low

    assert (half("peers", "peers"), half("peers", "others"), half(None, None)) == (7, 5, 5)


def test_an_effect_without_an_interval_gives_an_expected_value_without_one() -> None:
    assert expected_value(Known(50, 45, 55, unit="percent"), [Share(0.5, 10, 0.5, None, None)], False) == Known(
        55, unit="percent"
    )


def test_in_each_cell_effects_are_left_out_only_where_they_meet() -> None:
    changes = [{("a",): 20.0, ("b",): 20.0}, {("a",): 50.0}, {("b",): 5.0}]

    def meeting(one: int, other: int) -> dict:
        return {("a",): 10.0} if (one, other) == (0, 1) else {}

    counted, left_out = counted_effects(["x", "y", "z"], changes, meeting)
    assert counted == {("a",): [1], ("b",): [0, 2]}
    assert left_out == [(0, 1)]


def test_several_effects_of_one_proposal_stand_together_against_another_one() -> None:
    changes = [{("a",): 30.0}, {("a",): 20.0}, {("a",): 25.0}]

    def meeting(one: int, other: int) -> dict:
        return {("a",): 10.0} if one == 0 else {}

    counted, left_out = counted_effects(["whole", "parts", "parts"], changes, meeting)
    assert counted == {("a",): [2, 1]}
    assert left_out == [(0, 2)]


def test_actions_change_todays_level_by_what_they_expect(service: Engine) -> None:
    actions = [
        Action("new-shelf", "New shelf", "csat", SHOP, expected=Expected(20, 10, 30)),
        Action("no-hope", "No hope", "csat", SHOP),
        Action("unknown", "Unknown", "no_metric", SHOP, expected=Expected(1)),
        Action("no-interval", "No interval", "csat", (("touchpoint", ("web",)),), expected=Expected(5)),
    ]
    found, aside = planned_by_actions(service, Scope(), actions)
    assert [
        (one.source, one.effect.today, one.effect.expected.value, one.effect.expected.low, one.has_interval)
        for one in found
    ] == [
        ("new-shelf", 50, 70, 60, True),
        ("no-interval", 75, 80, 80, False),
    ]
    assert aside == [Aside("no-hope", "csat", "nothing_expected"), Aside("unknown", "no_metric", "unknown_here")]
    whole = target_map(service, Scope(), found).rows.row(0, named=True)
    assert (whole["expected"], whole["expected_low"]) == (pytest.approx(76), None)


def proposal(name: str, filters: Filters, saves: Bounded | None, costs: Bounded | None = None) -> Proposal:
    effect = Effect("csat", filters, 50, Bounded(60, 55, 65, 40, "percent"), "a")
    return Proposal(name, "focus", filters, (), (effect,), (), saves, costs, 1.0)


def test_savings_on_the_same_contacts_count_once_and_costs_always(warehouse: MakeWarehouse) -> None:
    engine = warehouse(
        interactions=[{"touchpoint": name, "topic": topic} for name in ("shop", "web") for topic in ("price", "size")]
    )
    chosen = [
        proposal("a", SHOP, Bounded(100, 70, 140, unit="EUR"), Bounded(30, 30, 30, unit="EUR")),
        proposal("b", (("topic", ("price",)),), Bounded(60, 50, 70, unit="EUR"), Bounded(5, 5, 5, unit="EUR")),
        proposal("c", (("touchpoint", ("web",)),), Bounded(40, 0, 80, unit="EUR")),
        proposal("d", SHOP, Bounded(9, 8, 10, unit="ARS")),
    ]
    pesos, euros = total_savings(engine, Scope(), chosen)
    assert (pesos.total.unit, pesos.total.value) == ("ARS", 9)
    assert (euros.total.value, euros.total.low, euros.total.high) == (140, 90, pytest.approx(140 + np.hypot(40, 40)))
    assert (euros.known, euros.left_out) == (3, (("b", "a"),))
    assert total_costs(chosen)[0].total == Bounded(35, 35, 35, unit="EUR")
    assert planned_by_proposals(chosen[:1]) == [Planned("a", "proposal", chosen[0].effects[0])]


@pytest.mark.parametrize(
    ("metric", "value", "half", "expected"),
    [
        ("csat", 72, 4, "positive"), ("csat", 61, 4, "neutral"), ("csat", 72, 15, "neutral"), ("csat", 40, 4, "negative"),
        ("negative_emotions", 72, 4, "negative"), ("negative_emotions", 40, 4, "positive"),
    ],
)  # fmt: skip
def test_the_expected_class_is_off_todays_bar_by_the_margin_and_its_interval(
    metric: str, value: float, half: float, expected: str
) -> None:
    assert expected_class("unknown", metric, value, value - half, value + half, 60, 3) == expected


def test_without_an_expected_score_the_class_stays() -> None:
    assert expected_class("negative", "csat", None, None, None, 60, 3) == "negative"
