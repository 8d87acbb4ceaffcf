"""Actions that move contacts, groups whose customers changed, and halves drawn by a hash: what may be said of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from metrics.analyses.verdicts.change import find_change
from metrics.analyses.verdicts.halves import half_of, list_halves
from metrics.analyses.verdicts.mix import explained_in, find_mix, sides_traded
from metrics.analyses.verdicts.moves import as_judged, together_of
from metrics.analyses.verdicts.plan_command import plans_for
from metrics.analyses.verdicts.side import read_side
from metrics.analyses.verdicts.verdict import judge
from metrics.analyses.verdicts.window import Window
from metrics.analyses.verdicts.worth import likely_effect
from metrics.semantic.compute import compute
from metrics.semantic.scope import Scope
from tests.fix_proof.__main__ import judge_worlds
from tests.fix_proof.worlds import FIRST, World
from tests.metrics.conftest import MakeWarehouse, Row, make_engine
from warehouse.actions.action import Action, Expected, require_sound
from warehouse.config.errors import WrongUse

STAGE, PHONE, CHAT = ("stage", ("service",)), ("channel", ("phone",)), ("channel", ("chat",))
START = FIRST + timedelta(weeks=12)
WINDOW = Window((FIRST, START), (START, START + timedelta(weeks=8)), 8)
MOVE = Action("m", "Offer chat", "csat", (STAGE, PHONE), starts_on=START, kind="channel")


@pytest.mark.parametrize("kind", ["channel", "automate", "campaign"])
def test_what_moves_contacts_is_judged_where_they_come_from_and_go_to(kind: str) -> None:
    judged = as_judged(msgspec.structs.replace(MOVE, kind=kind))
    assert (judged.filters, judged.compare) == ((STAGE,), "suggested")


@pytest.mark.parametrize(
    ("comparison", "compare"),
    [
        ((STAGE, CHAT), "none"),  # contacts may go there
        ((STAGE, ("team", ("b",))), "none"),
        ((CHAT,), "none"),
        ((("stage", ("purchase",)), CHAT), "stated"),
    ],
)
def test_a_place_that_contacts_can_be_sent_to_is_no_comparison(comparison: tuple, compare: str) -> None:
    stated = msgspec.structs.replace(MOVE, compare="stated", comparison=comparison)
    assert as_judged(stated).compare == compare


def test_an_action_that_keeps_its_contacts_is_judged_as_it_stands() -> None:
    for changes in ({"kind": "focus"}, {"kind": ""}, {"metric": "match_rate"}):
        kept = msgspec.structs.replace(MOVE, **changes)
        assert as_judged(kept) == kept


def test_two_groups_are_one_where_a_single_dimension_tells_them_apart() -> None:
    assert together_of((STAGE, PHONE), (STAGE, CHAT)) == (STAGE, ("channel", ("phone", "chat")))
    assert together_of((STAGE, PHONE), (("stage", ("purchase",)), CHAT)) is None
    assert together_of((PHONE,), (STAGE,)) is None


def scored(week: int, topic: str, satisfied: int, n: int, channel: str = "phone") -> list[Row]:
    return [
        {"channel": channel, "topic": topic, "scale": "1-5", "top_box_min": 4, "score": 5 if i < satisfied else 1,
         "answered_local": f"{FIRST + timedelta(weeks=week)}T10:00:00"}
        for i in range(n)
    ]  # fmt: skip


def test_what_other_topics_explain_is_what_the_levels_before_give_with_the_parts_of_after(
    warehouse: MakeWarehouse,
) -> None:
    rows = [row for week in range(12) for row in scored(week, "easy", 9, 10) + scored(week, "hard", 2, 10)]
    rows += [row for week in range(12, 20) for row in scored(week, "easy", 14, 15) + scored(week, "new", 1, 5)]
    engine = warehouse(responses=rows)
    side = read_side(engine, "csat", (PHONE,), WINDOW)
    # Easy from a half to three quarters at 90, hard from a half to nothing at 20, new a quarter at its own 20.
    assert explained_in(engine, "csat", side, "topic") == pytest.approx(0.25 * 90 - 0.5 * 20 + 0.25 * 20)
    found = find_mix(engine, find_change(engine, "csat", (PHONE,), None, WINDOW))
    assert found and (found.dimension, found.explained) == ("topic", pytest.approx(17.5))


def test_a_rise_that_is_only_easier_questions_is_not_said_to_have_worked(warehouse: MakeWarehouse) -> None:
    def rows(easier: bool) -> list[Row]:
        found = []
        for week in range(20):
            hard = 5 if easier and week >= 12 else 30
            better = 0 if easier or week < 12 else 20
            found += scored(week, "easy", 54, 60) + scored(week, "hard", hard // 5 + better, hard)
            found += scored(week, "easy", 54, 60, "chat") + scored(week, "hard", 6, 30, "chat")
        return found

    action = msgspec.structs.replace(MOVE, kind="", filters=(PHONE,), compare="stated", comparison=(CHAT,))
    outcomes = []
    for easier in (True, False):
        engine = warehouse(responses=rows(easier))
        engine.facts["data_until"] = f"{WINDOW.after[1] - timedelta(days=1)}T18:00:00"
        verdict = judge(engine, action, has_besides=False)
        outcomes.append((verdict.outcome, verdict.why))
    assert outcomes[0] in (("cannot_tell", "mix_moved"), ("cannot_tell", "sides_traded"))
    assert outcomes[1] == ("worked", "")


def test_hard_contacts_sent_to_the_comparison_make_nothing_work() -> None:
    spill = World(1001, "csat", "restless", "stated", 0.0, 26, 12, 60, spill=0.5)
    by_hand, proposed = judge_worlds([spill, replace(spill, number=1002, kind="channel")], 1)
    assert (by_hand.verdict.outcome, by_hand.verdict.why) == ("cannot_tell", "sides_traded")
    assert by_hand.verdict.change and by_hand.verdict.change.direction == "up"
    assert by_hand.verdict.together and by_hand.verdict.together.direction == "same"
    assert proposed.verdict.outcome in ("cannot_tell", "did_not") and proposed.verdict.comparison is None


def test_halves_are_of_the_persons_seen_before_and_listed_as_they_are_judged(tmp_path: Path) -> None:
    action = msgspec.structs.replace(MOVE, id="calls", kind="", filters=(PHONE,), compare="halves")
    persons = [
        {"person_id": n, "first_active_local": f"{START - timedelta(days=1 if n <= 40 else 0)}T12:00:00"}
        for n in range(1, 61)
    ]
    answers = [{"channel": "phone", "person_id": n, "scale": "1-5", "top_box_min": 4, "score": 5} for n in range(1, 61)]
    keys = [{"key_type": "email", "key_value": f"{n}@b.es", "person_id": n, "state": "sole"} for n in range(1, 61)]
    engine = make_engine(tmp_path, {"persons": persons, "responses": answers, "identities": keys})
    listed = list_halves(engine, action)
    assert sorted(listed["person_id"]) == list(range(1, 41))  # those who came later were on no list
    assert min(Counter(listed["half"]).values()) > 10
    for half in ("treated", "control"):
        n = compute(engine, "csat", Scope(None, None, half_of(action, half)))["n"].item()
        assert n == listed.filter(half=half).height
    other = list_halves(engine, msgspec.structs.replace(action, id="letters"))
    assert set(other.filter(half="treated")["person_id"]) != set(listed.filter(half="treated")["person_id"])
    with pytest.raises(WrongUse, match="say when it starts"):
        require_sound(msgspec.structs.replace(action, starts_on=None))


def test_halves_tell_what_the_action_did_to_those_who_got_it() -> None:
    strong = World(1, "csat", "drifting", "halves", -1.0, 20, 12, 80)
    bad, nothing = judge_worlds([strong, replace(strong, number=2, size=0.0)], 1)
    assert bad.verdict.outcome == "harmed" and nothing.verdict.outcome in ("did_not", "cannot_tell")
    assert bad.verdict.change and (bad.verdict.change.difference.value or 0) < -10


def test_the_planner_says_what_shows_and_what_a_wish_needs(warehouse: MakeWarehouse) -> None:
    rows = [
        row for week in range(20) for name in ("phone", "chat") for row in scored(week, "easy", 24 + week % 3, 40, name)
    ]
    engine = warehouse(responses=rows)
    engine.facts["data_until"] = f"{FIRST + timedelta(weeks=20, days=-1)}T18:00:00"
    action = Action("p", "p", "csat", (PHONE,), starts_on=date(2024, 5, 20), compare="stated", comparison=(CHAT,))
    plan, by_mean = plans_for(engine, msgspec.structs.replace(action, expected=Expected(5.0)))
    assert (plan.metric, by_mean.metric, plan.answers_a_week, plan.weeks) == ("csat", "csat_mean", 40, 12)
    assert 5 < plan.sees < 15 and by_mean.effect is None
    assert plan.weeks_needed is None or plan.weeks_needed > 12
    assert plan.answers_needed and plan.answers_needed > 40
    (large, _) = plans_for(engine, msgspec.structs.replace(action, expected=Expected(20.0)))
    assert large.weeks_needed and large.weeks_needed <= 12
    assert large.answers_needed and large.answers_needed < 40


def test_what_few_weeks_show_is_drawn_towards_nothing() -> None:
    assert likely_effect(18.0, 8.0, 3.0) == pytest.approx(18 * 36 / 100)
    assert likely_effect(9.0, 1.0, 3.0) == pytest.approx(9 * 36 / 37)


@pytest.mark.parametrize(
    ("ours", "theirs", "traded"),
    [(20, 60, True), (60, 20, True), (20, 40, False), (20, 20, False), (39, 41, False), (20, 41, False)],
)
def test_sides_traded_when_one_gained_what_the_other_lost(
    warehouse: MakeWarehouse, ours: int, theirs: int, traded: bool
) -> None:
    rows = []
    for week in range(20):
        for channel, n in (("phone", ours), ("chat", theirs)):
            asked = 40 if week < 12 else n
            rows += scored(week, "easy", asked // 2, asked, channel)
    change = find_change(warehouse(responses=rows), "csat", (PHONE,), (CHAT,), WINDOW)
    assert sides_traded(change) == traded
