"""Verdicts on actions: the sums are the page's, the noise model is that of the books, and what cannot be told is not told."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import msgspec
import numpy as np
import pytest
from scipy import stats

from metrics.analyses.verdicts.change import find_change
from metrics.analyses.verdicts.comparison import find_comparisons, suggest_comparison
from metrics.analyses.verdicts.course import Course, p_apart
from metrics.analyses.verdicts.looks import level_of_look
from metrics.analyses.verdicts.noise import AGAINST_OTHERS, ALONE, covariances_of, find_step, mixtures_of, solve
from metrics.analyses.verdicts.overlap import can_share
from metrics.analyses.verdicts.power import weeks_needed
from metrics.analyses.verdicts.side import read_side
from metrics.analyses.verdicts.verdict import Verdict, judge
from metrics.analyses.verdicts.window import Window, window_of
from metrics.semantic.compute import compute
from metrics.semantic.estimate import read_estimate
from metrics.semantic.scope import Scope
from tests.fix_proof.worlds import FIRST, World, build_engine
from tests.metrics.conftest import Row, make_engine
from warehouse.actions.action import Action, Expected
from warehouse.store.engine import Engine

WEEKS_BEFORE, WEEKS_AFTER = 12, 8
START = FIRST + timedelta(weeks=WEEKS_BEFORE)
EMAIL, WEBFORM, PHONE = ((("channel", (name,)),) for name in ("email", "webform", "phone"))
ACTION = Action("a", "Templates", "csat", EMAIL, starts_on=START, compare="stated", comparison=WEBFORM,
                due_on=START + timedelta(weeks=WEEKS_AFTER))  # fmt: skip
ASKED = 60  # answers a week


def answers(channel: str, satisfied: list[int]) -> list[Row]:
    """So many satisfied answers of ASKED in each week, on its days in turn."""
    return [
        {
            "channel": channel, "metric": "csat", "scale": "1-5", "top_box_min": 4, "score": 5 if place < hits else 2,
            "answered_local": f"{FIRST + timedelta(weeks=week, days=place % 7)}T10:00:00",
        }
        for week, hits in enumerate(satisfied) for place in range(ASKED)
    ]  # fmt: skip


def shares(seed: int, before: float, after: float, shocks: list[float]) -> list[int]:
    """Satisfied ones a week: drawn, with the week's shock."""
    dice = np.random.default_rng(seed)
    levels = [before] * WEEKS_BEFORE + [after] * WEEKS_AFTER
    return [
        int(dice.binomial(ASKED, min(max(level + shock, 0), 1))) for level, shock in zip(levels, shocks, strict=True)
    ]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Three channels with the same shocks of the weeks: e-mail rises by 30 points at the start, phone falls by 30, web form stays."""
    shocks = list(np.random.default_rng(3).normal(0, 0.06, WEEKS_BEFORE + WEEKS_AFTER))
    rows = [
        *answers("email", shares(1, 0.5, 0.8, shocks)), *answers("webform", shares(2, 0.6, 0.6, shocks)),
        *answers("phone", shares(4, 0.7, 0.4, shocks)), *answers("chat", shares(5, 0.5, 0.5, shocks)),
    ]  # fmt: skip
    found = make_engine(tmp_path_factory.mktemp("verdicts"), {"responses": rows}, minimum_n_shown=5)
    found.facts["data_until"] = f"{START + timedelta(weeks=WEEKS_AFTER, days=-1)}T18:00:00"
    return found


def said(engine: Engine, action: Action, *others: Action) -> Verdict:
    return judge(engine, action, (action, *others), has_besides=False)


def replace(action: Action, **changes: object) -> Action:
    return msgspec.structs.replace(action, **changes)


def test_both_groups_before_and_after_are_the_numbers_that_every_page_shows(engine: Engine) -> None:
    change = said(engine, ACTION).change
    assert change is not None and change.other is not None
    end = START + timedelta(weeks=WEEKS_AFTER)
    for side, filters in ((change.side, EMAIL), (change.other, WEBFORM)):
        for row, bounds in ((side.before, (FIRST, START)), (side.after, (START, end))):
            assert row == read_estimate(compute(engine, "csat", Scope(*bounds, filters)).row(0, named=True))


def test_the_weeks_points_weighted_by_their_answers_give_the_sides_value(engine: Engine, tmp_path: Path) -> None:
    waits = [
        {"channel": "email", "started_local": f"{FIRST + timedelta(weeks=w)}T09:00:00", "wait_seconds": 10.0 * (w + 1) * (k + 1),
         "answered_local": f"{FIRST + timedelta(weeks=w)}T09:30:00"}
        for w in range(20) for k in range(4 + w % 3)
    ]  # fmt: skip
    calls = make_engine(tmp_path, {"interactions": waits})
    window = Window((FIRST, START), (START, START + timedelta(weeks=WEEKS_AFTER)), 12)
    for source, name in ((engine, "csat"), (calls, "wait"), (calls, "wait_mean")):
        side = read_side(source, name, EMAIL, window)
        for row, mondays in zip((side.before, side.after), window.mondays, strict=True):
            weights = [1 / side.points[monday][1] for monday in mondays]
            mean = np.average([side.points[monday][0] for monday in mondays], weights=weights)
            assert mean == pytest.approx(row.value, rel=1e-9)


def test_costs_before_the_first_contact_are_not_in_the_cost_per_contact_before(tmp_path: Path) -> None:
    days = [FIRST + timedelta(days=day) for day in range(7 * (WEEKS_BEFORE + WEEKS_AFTER))]
    costs = [
        {"channel": "email", "amount": 10.0, "spent_local": f"{day}T00:00:00"}
        for day in [FIRST - timedelta(days=1), *days]
    ]
    contacts = [{"channel": "email", "started_local": f"{day}T09:00:00"} for day in days]
    engine = make_engine(tmp_path, {"daily_costs": costs, "interactions": contacts})
    earlier = Window((FIRST - timedelta(weeks=4), START), (START, START + timedelta(weeks=WEEKS_AFTER)), 12)
    change = find_change(engine, "cost_per_contact", EMAIL, None, earlier)
    assert change.window.before == (FIRST, START)
    found = compute(engine, "cost_per_contact", Scope(FIRST, START, EMAIL)).row(0, named=True)
    assert change.side.before == read_estimate(found)
    assert change.side.before.value == 10.0
    assert change.side.days == (change.window.before, change.window.after)


def test_the_days_of_a_side_are_those_that_its_number_is_of(tmp_path: Path) -> None:
    contacts = [{"channel": "email", "person_id": 10 * week + n, "started_local": f"{FIRST + timedelta(weeks=week)}T09:00:00"}
                for week in range(WEEKS_BEFORE + WEEKS_AFTER) for n in range(6)]  # fmt: skip
    end = START + timedelta(weeks=WEEKS_AFTER)
    engine = make_engine(tmp_path, {"interactions": contacts}, minimum_n_shown=5)
    engine.facts["data_until"] = f"{end - timedelta(days=1)}T18:00:00"
    side = read_side(engine, "fcr", EMAIL, Window((FIRST, START), (START, end), 12))
    assert side.days == ((FIRST, START), (START, end - timedelta(weeks=1)))  # of the last week the 7 days are not over
    for row, days in zip((side.before, side.after), side.days, strict=True):
        assert row == read_estimate(compute(engine, "fcr", Scope(*days, EMAIL)).row(0, named=True))
    assert side.after.n == 6 * (WEEKS_AFTER - 1)


def test_counts_are_compared_by_the_mean_week_and_a_week_without_any_is_0(tmp_path: Path) -> None:
    rows = [{"channel": "email", "started_local": f"{FIRST + timedelta(weeks=w, days=d)}T09:00:00"}
            for w in range(20) if w != 5 for d in range(3 if w < WEEKS_BEFORE else 6)]  # fmt: skip
    window = Window((FIRST, START), (START, START + timedelta(weeks=WEEKS_AFTER)), 12)
    side = read_side(make_engine(tmp_path, {"interactions": rows}), "interactions", EMAIL, window)
    assert (side.before.value, side.after.value) == (33 / 12, 6.0)
    assert side.points[FIRST + timedelta(weeks=5)][0] == 0.0


@pytest.mark.parametrize("kind", range(0, 300, 37))
def test_the_step_under_a_kind_of_noise_is_that_of_statsmodels(kind: int) -> None:
    import statsmodels.api as sm  # takes two seconds

    dice = np.random.default_rng(7)
    weeks = np.array([*range(-11, -3), *range(0, 7)], dtype=np.float64)
    variances = dice.uniform(0.5, 2.0, len(weeks))
    course = dice.normal(size=len(weeks))
    mixtures, _ = mixtures_of(AGAINST_OTHERS)
    chosen = mixtures[kind : kind + 1]
    solved = solve(weeks, weeks >= 0, variances, chosen)
    covariance = covariances_of(weeks, variances, chosen)[0]
    design = sm.add_constant((weeks >= 0).astype(float))
    fit = sm.GLS(course, design, sigma=covariance).fit(cov_type="fixed_scale")
    assert float(solved.to_step[0] @ course) == pytest.approx(fit.params[1], rel=1e-9)
    assert float(np.sqrt(solved.error[0])) == pytest.approx(fit.bse[1], rel=1e-9)
    misfit = float(course @ solved.residual[0] @ course)
    rest = course - design @ fit.params
    assert misfit == pytest.approx(float(rest @ np.linalg.solve(covariance, rest)), rel=1e-9)


def test_where_answers_are_the_only_noise_the_estimate_is_near_plain_least_squares_and_the_interval_no_narrower() -> (
    None
):
    import statsmodels.api as sm  # takes two seconds

    dice = np.random.default_rng(11)
    weeks = np.arange(-16, 12, dtype=np.float64)
    for _ in range(5):
        course = dice.normal(size=len(weeks)) + 3.0 * (weeks >= 0)
        plain = sm.OLS(course, sm.add_constant((weeks >= 0).astype(float))).fit(cov_type="HAC", cov_kwds={"maxlags": 2})
        step = find_step(course, weeks, weeks >= 0, np.ones(len(weeks)), AGAINST_OTHERS)
        low, high = step.interval()
        assert low < plain.params[1] < high
        assert step.estimate == pytest.approx(plain.params[1], abs=0.5)
        assert high - low > 2 * stats.norm.isf(0.025) * np.sqrt(1 / 16 + 1 / 12)


def test_a_drift_that_neighbouring_weeks_would_hide_widens_the_interval() -> None:
    weeks = np.arange(-16, 12, dtype=np.float64)
    noise = np.random.default_rng(5).normal(size=len(weeks))
    widths = []
    for slope in (0.0, 0.3):
        low, high = find_step(noise + slope * weeks, weeks, weeks >= 0, np.ones(len(weeks)), AGAINST_OTHERS).interval()
        widths.append(high - low)
        assert low < 0 < high
    assert widths[1] > 1.5 * widths[0]


def test_in_weeks_shuffled_among_themselves_a_step_is_rarely_found() -> None:
    dice = np.random.default_rng(17)
    weeks = np.arange(-12, 8, dtype=np.float64)
    course = dice.normal(size=len(weeks))
    alarms = 0
    for _ in range(60):
        step = find_step(dice.permutation(course), weeks, weeks >= 0, np.ones(len(weeks)), AGAINST_OTHERS)
        alarms += step.p < 0.05
    assert alarms <= 0.05 * 60


def test_the_share_below_and_the_interval_are_of_one_law() -> None:
    weeks = np.arange(-12, 8, dtype=np.float64)
    step = find_step(np.sin(weeks) + (weeks >= 0), weeks, weeks >= 0, np.ones(len(weeks)), ALONE)
    low, high = step.interval(0.9)
    assert (step.below(low), step.below(high)) == (pytest.approx(0.05, abs=1e-6), pytest.approx(0.95, abs=1e-6))


def test_what_rose_worked_what_fell_harmed_and_what_stayed_did_not(engine: Engine) -> None:
    hoped = Expected(40.0)
    verdicts = [said(engine, replace(ACTION, filters=group, expected=hoped)) for group in (EMAIL, PHONE)]
    verdicts.append(said(engine, replace(ACTION, filters=(("channel", ("chat",)),), expected=hoped)))
    assert [verdict.outcome for verdict in verdicts] == ["worked", "harmed", "did_not"]


def test_for_a_time_less_is_better_and_the_change_is_a_share_of_it(tmp_path: Path) -> None:
    world = World(1, "first_response", "quiet", "stated", 1.0, 16, 10, 80)
    verdict = judge(build_engine([world], 3), world.action, has_besides=False)
    change = verdict.change
    assert change is not None and change.percent is not None and change.difference.has_interval
    assert verdict.outcome == "worked"
    assert change.scale == "ratio"
    assert -60 < change.percent < -25  # planted: -45 %
    low, high = change.difference.low, change.difference.high
    assert low < change.side.after.value - change.side.before.value < high < 0


def test_too_few_weeks_or_answers_say_what_is_missing_and_when_it_could_be_told(engine: Engine) -> None:
    end, undated = START + timedelta(weeks=WEEKS_AFTER), replace(ACTION, due_on=None)
    late, early = (
        replace(undated, starts_on=end - timedelta(weeks=2)),
        replace(ACTION, starts_on=FIRST + timedelta(weeks=4)),
    )
    rare = replace(ACTION, filters=(*EMAIL, ("segment", ("nobody",))))
    to_come = replace(undated, starts_on=end + timedelta(weeks=3), expected=Expected(40.0))
    assert [(said(engine, action).outcome, said(engine, action).why) for action in (late, early, rare, to_come)] == [
        ("cannot_tell", "few_after"), ("cannot_tell", "few_before"), ("cannot_tell", "not_measured"), ("planned", "not_begun"),
    ]  # fmt: skip
    told = said(engine, to_come).could_tell_on
    assert told is not None and end + timedelta(weeks=6) <= told < end + timedelta(weeks=20)


def test_a_larger_effect_is_told_sooner() -> None:
    weeks = np.arange(-12, 5, dtype=np.float64)
    course = Course(weeks, np.random.default_rng(2).normal(size=len(weeks)), np.ones(len(weeks)))
    step = find_step(course.values, weeks, weeks >= 0, course.variances, AGAINST_OTHERS)
    needed = [weeks_needed(course, step, size) for size in (0.01, 1.6, 2.0, 9.0)]
    assert needed[0] is None
    assert needed[1] is not None and needed[2] is not None and needed[3] == 5
    assert needed[1] > needed[2] >= 5


def test_groups_that_moved_apart_before_the_start_are_not_compared(tmp_path: Path) -> None:
    weeks = WEEKS_BEFORE + WEEKS_AFTER
    rows = answers("email", [5 + 2 * week for week in range(weeks)]) + answers("webform", [34] * weeks)
    found = make_engine(tmp_path, {"responses": rows})
    found.facts["data_until"] = f"{START + timedelta(weeks=WEEKS_AFTER, days=-1)}T18:00:00"
    assert said(found, ACTION).why == "apart_before"
    assert said(found, replace(ACTION, compare="suggested", comparison=())).comparison is None


def test_a_step_far_beyond_an_earlier_drift_is_told(tmp_path: Path) -> None:
    drifting = [16 + week for week in range(WEEKS_BEFORE)] + [4] * WEEKS_AFTER
    rows = answers("email", drifting) + answers("webform", [24] * (WEEKS_BEFORE + WEEKS_AFTER))
    found = make_engine(tmp_path, {"responses": rows})
    found.facts["data_until"] = f"{START + timedelta(weeks=WEEKS_AFTER, days=-1)}T18:00:00"
    verdict = said(found, ACTION)
    assert verdict.change is not None
    assert (verdict.outcome, verdict.change.was_apart) == ("harmed", True)


def test_the_suggested_group_is_chosen_by_the_weeks_before_alone(engine: Engine) -> None:
    action = replace(ACTION, compare="suggested", comparison=())
    window = window_of(action, START + timedelta(weeks=WEEKS_AFTER))
    earlier = window_of(action, START + timedelta(days=-1))
    assert window is not None and earlier is not None
    assert find_comparisons(engine, action, window) == find_comparisons(engine, action, earlier) != []


def test_a_group_that_another_action_touches_is_not_suggested(engine: Engine) -> None:
    action = replace(ACTION, compare="suggested", comparison=())
    window = window_of(action, START + timedelta(weeks=WEEKS_AFTER))
    assert window is not None
    others = [Action(name, name, "csat", (("channel", (name,)),), starts_on=START) for name in ("webform", "phone")]
    assert suggest_comparison(engine, action, window, others) == (("channel", ("chat",)),)


def test_actions_in_the_same_weeks_are_named_where_they_touch_the_same_rows(engine: Engine) -> None:
    others = (
        Action("b", "On e-mail", "csat", EMAIL, starts_on=START + timedelta(weeks=1)),
        Action("c", "On web forms", "csat", WEBFORM, starts_on=START - timedelta(weeks=1)),
        Action("d", "On the phone", "csat", PHONE, starts_on=START),
        Action("e", "Elsewhere", "csat", (("topic", ("none there",)),), starts_on=START),
        Action("f", "Long ago", "csat", EMAIL, starts_on=date(2020, 1, 6)),
    )
    verdict = said(engine, ACTION, *others)
    assert (verdict.mixed_with, verdict.mixed_comparison) == (("On e-mail",), ("On web forms",))


def test_two_groups_share_rows_unless_they_limit_a_dimension_to_other_values() -> None:
    team = (("team", ("red",)),)
    assert [can_share(EMAIL, other) for other in (EMAIL, WEBFORM, team, (), (*EMAIL, *WEBFORM))] == [
        True,
        False,
        True,
        True,
        False,
    ]


def test_the_week_of_the_start_and_those_of_settling_are_in_neither_side() -> None:
    monday = date(2026, 6, 8)
    last_day = date(2026, 12, 31)
    windows = [
        window_of(replace(ACTION, starts_on=start, settle_days=settle, due_on=due, stopped_on=stopped), last_day)
        for start, settle, due, stopped in (
            (monday, 0, None, None), (date(2026, 6, 10), 0, None, None), (monday, 10, date(2026, 8, 3), None),
            (monday, 0, None, date(2026, 7, 2)),
        )
    ]  # fmt: skip
    assert [(w.before[1], *w.after, w.horizon) for w in windows if w] == [
        (monday, monday, date(2026, 8, 31), 12),
        (monday, date(2026, 6, 15), date(2026, 9, 7), 12),
        (monday, date(2026, 6, 22), date(2026, 8, 3), 6),
        (monday, monday, date(2026, 6, 29), 12),
    ]
    assert window_of(replace(ACTION, starts_on=None), last_day) is None


def test_an_early_look_demands_more_certainty_than_the_last_one() -> None:
    levels = [level_of_look(weeks, 12, 0.05) for weeks in (3, 6, 12, 20)]
    assert levels == [
        pytest.approx(0.99991, abs=1e-5),
        pytest.approx(0.99442, abs=1e-5),
        pytest.approx(0.95),
        pytest.approx(0.95),
    ]


def test_the_metrics_that_were_named_are_corrected_among_themselves(engine: Engine) -> None:
    verdict = judge(engine, replace(ACTION, also=("csat_mean", "response_rate")))
    assert [(c.metric, c.gap, c.survives) for c in verdict.besides] == [
        ("csat_mean", None, True), ("response_rate", "not_measured", None),
    ]  # fmt: skip


def test_a_metric_without_the_filters_dimension_is_left_out_and_unknown_names_are_said(engine: Engine) -> None:
    scoped = replace(ACTION, filters=(*EMAIL, ("scale", ("1-5",))), comparison=(*WEBFORM, ("scale", ("1-5",))))
    verdict = judge(engine, scoped)
    assert (verdict.outcome, [change.metric for change in verdict.besides]) == ("worked", ["csat_mean"])
    assert said(engine, replace(ACTION, metric="csatt")).why == "unknown_names"


def test_moving_apart_is_measured_against_the_noise_of_the_answers() -> None:
    weeks = np.arange(-12, 0, dtype=np.float64)
    for slope, is_apart in ((0.0, False), (0.5, True)):
        p = p_apart(Course(weeks, slope * weeks, np.ones(len(weeks))))
        assert p is not None and (p < 0.05) == is_apart
    assert p_apart(Course(weeks[:5], weeks[:5], np.ones(5))) is None


def test_without_a_comparison_the_same_course_is_less_sure(engine: Engine) -> None:
    weeks = np.arange(-12, 8, dtype=np.float64)
    course = np.random.default_rng(8).normal(size=len(weeks)) + 2.0 * (weeks >= 0)
    widths = []
    for drift in (AGAINST_OTHERS, ALONE):
        low, high = find_step(course, weeks, weeks >= 0, np.ones(len(weeks)), drift).interval()
        widths.append(high - low)
    assert widths[1] > 1.1 * widths[0]
    alone = said(engine, replace(ACTION, compare="none", comparison=()))
    assert alone.change is not None and alone.change.method == "interrupted_series"
    assert (alone.outcome, alone.comparison) == ("worked", None)
