"""Paths, funnel, lists and totals of journeys agree with each other, with the other metrics and with plain loops."""

import random
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from metrics.analyses.journeys.drop_off import rank_drop_off
from metrics.analyses.journeys.flow import flow_of
from metrics.analyses.journeys.funnel import BUCKETS, MODES, measured_stages, stage_funnel, verbatim
from metrics.analyses.journeys.journey_list import PathStep, StageStep, list_journeys, sum_journeys, touches_of
from metrics.analyses.journeys.paths import MORE, OTHER, UNITS, find_paths
from metrics.analyses.journeys.totals import find_totals
from metrics.semantic.compute import compute
from metrics.semantic.scope import Scope
from tests.metrics.conftest import DATA_UNTIL, MakeWarehouse, fill_table
from tests.pipelines.canonical_rows import make_tables, open_copy
from tests.pipelines.derivation import build_journeys
from warehouse.config.codes import STAGES
from warehouse.config.errors import WrongUse
from warehouse.config.settings import Settings
from warehouse.store.engine import Engine

FEBRUARY = Scope(date(2021, 2, 1), date(2021, 3, 1))
SCOPES = (
    Scope(), FEBRUARY, FEBRUARY.limited("channel", ("phone", "")), Scope(date(2021, 1, 20), None, (("stage", ("service",)),)),
    Scope().limited("touchpoint", ("nowhere",)),
)  # fmt: skip
CONTACTS = (
    ("email_marketing", "awareness", "news", "email_touch", "outbound"), ("web", "consideration", "/plans", "visit", None),
    ("phone", "service", "hotline", "call", "inbound"), ("phone", "service", "sales", "call", "inbound"),
    ("chat", "service", "chat", "chat_session", "inbound"), (None, None, None, "case", None),
)  # fmt: skip


def touches(seed: int) -> dict[str, list[dict[str, Any]]]:
    """Contacts and orders of thirty persons and of nobody in three months, some orders of a day, some rows without a date."""
    dice = random.Random(seed)
    found: dict[str, list[dict[str, Any]]] = {"interactions": [], "orders": []}
    for number in range(360):
        at = datetime(2021, 1, 1) + timedelta(minutes=dice.randrange(89 * 24 * 60))
        person = dice.randrange(34)
        who = {"person_id": person, "is_person_known": person < 30, "segment": dice.choice(("home", None))}
        if number % 4:
            channel, stage, touchpoint, kind, direction = dice.choice(CONTACTS)
            when = None if number % 97 == 1 else at.isoformat()
            row = {"channel": channel, "stage": stage, "touchpoint": touchpoint, "interaction_type": kind, "direction": direction,
                   "started_at": when}  # fmt: skip
            found["interactions"].append(row | who)
        else:
            is_day = dice.random() < 0.3
            at = at.replace(hour=0, minute=0) if is_day else at
            row = {"touchpoint": "shop", "ordered_at": at.isoformat(), "amount": dice.choice((10, -3, None)),
                   "status": dice.choice(("paid", "paid", "cancelled")), "time_precision": "day" if is_day else "second"}  # fmt: skip
            found["orders"].append(row | who)
    return found


def derived(folder: Path, **tables: list[dict[str, Any]]) -> Engine:
    """An engine with the journeys of contacts and orders; the limit is twelve days."""
    con = make_tables()
    for table, rows in tables.items():
        fill_table(con, folder, table, rows)
    con.execute("INSERT INTO journey_pauses VALUES ('home', 12, 99), (NULL, 12, 99)")
    con.execute(
        "INSERT INTO persons (person_id) SELECT DISTINCT person_id FROM interactions WHERE is_person_known UNION SELECT person_id FROM orders WHERE is_person_known"
    )
    build_journeys(con, STAGES, datetime.fromisoformat(DATA_UNTIL))
    return open_copy(con, Settings(minimum_n_shown=1), {"timezone": "UTC", "data_until": DATA_UNTIL})


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return derived(tmp_path_factory.mktemp("journeys"), **touches(3))


def journeys_of(engine: Engine, scope: Scope) -> dict[int, tuple[str, list[dict[str, Any]]]]:
    """Outcome and touches of each journey that begins in the scope, by plain filters on the rows."""
    steps = defaultdict(list)
    for row in engine.query("SELECT * FROM journey_steps ORDER BY journey_id, position").iter_rows(named=True):
        steps[row["journey_id"]].append(row)
    outcomes = dict(engine.query("SELECT journey_id, outcome FROM journeys").rows())

    def begins(row: dict[str, Any]) -> bool:
        day = row["touched_local"].date()
        in_period = (scope.start is None or day >= scope.start) and (scope.end is None or day < scope.end)
        return in_period and all((row[name] or "") in values for name, values in scope.filters)

    return {number: (outcomes[number], rows) for number, rows in steps.items() if begins(rows[0])}


@pytest.mark.parametrize("scope", SCOPES)
def test_the_totals_are_those_of_the_other_metrics(engine: Engine, scope: Scope) -> None:
    totals = find_totals(engine, scope)
    coverage = compute(engine, "coverage", scope).row(0, named=True)
    assert totals.add_up
    assert totals.contacts == compute(engine, "interactions", scope)["n"].item() == coverage["n"]
    assert totals.orders == compute(engine, "orders", scope)["n"].item()
    assert totals.contacts - totals.contacts_nobody == (coverage["hits"] or 0)
    assert totals.journeys == len(journeys_of(engine, scope)) == compute(engine, "journeys", scope)["n"].item()
    assert totals.of_journeys == sum(len(rows) for _, rows in journeys_of(engine, scope).values())


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("scope", SCOPES)
def test_paths_are_those_of_plain_loops_and_every_column_adds_up_to_all_journeys(
    engine: Engine, scope: Scope, unit: str
) -> None:
    paths = find_paths(engine, scope, unit, depth=3, top=2)
    expected: Counter[tuple] = Counter()
    for outcome, rows in journeys_of(engine, scope).values():
        visits = [value or "" for value, _ in groupby(row[unit] for row in rows)]
        named = [value if value in paths.kept else OTHER for value in visits[:3]]
        expected[(*named, *[None] * (3 - len(named)), MORE if len(visits) > 3 else outcome)] += 1
    assert {tuple(row[:4]): row[4] for row in paths.rows.iter_rows()} == dict(expected)
    assert paths.total == paths.rows["journeys"].sum() == compute(engine, "journeys", scope)["n"].item()
    flow, coming = flow_of(paths), paths.total
    for level in (1, 2, 3):
        here = flow.filter(flow["level"] == level)
        assert here["journeys"].sum() == coming
        coming = here.filter(here["next"].is_not_null())["journeys"].sum()
    assert coming == 0


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("scope", SCOPES)
def test_the_funnel_is_that_of_plain_loops_and_its_parts_add_up(engine: Engine, scope: Scope, mode: str) -> None:
    stages = measured_stages(engine)
    counted = {stage: Counter() for stage in stages}
    for outcome, rows in journeys_of(engine, scope).values():
        walked = [row["stage"] for row in rows]
        left = list(walked)
        for place, stage in enumerate(stages):
            if mode == "closed":
                if stage not in left:
                    break
                left = left[left.index(stage) :]
                goes_on = place + 1 < len(stages) and stages[place + 1] in left
            elif stage not in walked:
                continue
            else:
                goes_on = bool(set(stages[place + 1 :]) & set(walked[walked.index(stage) :]))
            counted[stage]["reached"] += 1
            counted[stage]["continued" if goes_on else outcome] += 1
    found = {row["stage"]: row for row in stage_funnel(engine, scope, mode).iter_rows(named=True)}
    total = compute(engine, "journeys", scope)["n"].item()
    for stage in stages:
        row = found[stage]
        assert {name: row[name] for name in ("reached", *BUCKETS)} == {
            name: counted[stage][name] for name in ("reached", *BUCKETS)
        }
        assert row["reached"] == sum(row[name] for name in BUCKETS)
        assert row["total"] == total


@pytest.mark.parametrize("scope", SCOPES[:3])
def test_every_place_opens_as_many_journeys_as_it_shows(engine: Engine, scope: Scope) -> None:
    paths = find_paths(engine, scope, "channel", depth=3, top=2)
    for row in flow_of(paths).iter_rows(named=True):
        step = PathStep(row["level"], row["unit"], row["next"], row["end"])
        assert sum_journeys(engine, scope, step, paths)["journeys"] == row["journeys"]
        assert list_journeys(engine, scope, step, paths, 1000).height == row["journeys"]
    for mode in MODES:
        for row in stage_funnel(engine, scope, mode).iter_rows(named=True):
            for bucket in ("", *BUCKETS):
                step = StageStep(mode, row["stage"], bucket)
                assert sum_journeys(engine, scope, step, None)["journeys"] == row[bucket or "reached"]
    whole = sum_journeys(engine, scope, None, None)
    assert (whole["journeys"], whole["touches"]) == (paths.total, find_totals(engine, scope).of_journeys)
    assert sum_journeys(engine, scope, StageStep("open", "no such stage"), None)["journeys"] == 0


def test_a_journey_opens_to_its_touches_in_order(engine: Engine) -> None:
    journey = list_journeys(engine, Scope(), None, None, 1).row(0, named=True)
    steps = touches_of(engine, journey["journey_id"])
    assert steps["position"].to_list() == list(range(1, journey["touches"] + 1))
    assert steps["person_id"].unique().to_list() == [journey["person_id"]]


def test_a_unit_that_has_no_paths_and_an_unknown_funnel_are_refused(engine: Engine) -> None:
    with pytest.raises(WrongUse, match="no paths by 'agent'; choose stage, channel, touchpoint"):
        find_paths(engine, Scope(), "agent")
    with pytest.raises(WrongUse, match="no funnel 'wide'; choose open, closed"):
        stage_funnel(engine, Scope(), "wide")


def test_the_time_between_stages_is_of_journeys_that_came_in_this_order(tmp_path: Path) -> None:
    calls = [{"person_id": n, "started_at": f"2021-01-{n + 1:02}T00:00"} for n in range(1, 7)]
    buys = [{"person_id": n, "ordered_at": "2021-01-01T00:00"} for n in range(1, 7)]
    late = [{"person_id": 9, "started_at": "2021-01-01T00:00"}]
    engine = derived(
        tmp_path, interactions=calls + late, orders=[*buys, {"person_id": 9, "ordered_at": "2021-01-02T00:00"}]
    )
    row = stage_funnel(engine, Scope(), "open").row(1, named=True)
    assert (row["stage"], row["timed"], row["median_seconds"]) == ("service", 6, 3.5 * 86_400)
    assert (row["median_low"], row["median_high"]) == (86_400, 6 * 86_400)
    assert stage_funnel(engine, Scope(), "closed")["reached"].to_list() == [7, 6]


def steps(touchpoint: str, left: int, n: int) -> list[dict[str, Any]]:
    return [{"touchpoint": touchpoint, "outcome": "left" if i < left else "continued"} for i in range(n)]


def test_drop_off_stands_beside_all_others_and_few_differences_survive(warehouse: MakeWarehouse) -> None:
    engine = warehouse(journey_steps=[*steps("bad", 60, 100), *steps("usual", 40, 200), *steps("alike", 24, 120), *steps("few", 2, 4)],
                       minimum_n_shown=5)  # fmt: skip
    found = rank_drop_off(engine, Scope())
    assert (found.surviving, found.compared) == (3, 3)
    worst = found.rows.row(0, named=True)
    assert (worst["touchpoint"], worst["value"], worst["left"], worst["n"], worst["survives"]) == (
        "bad",
        60.0,
        60,
        100,
        True,
    )
    assert worst["rest"] == pytest.approx(100 * 66 / 324)
    assert worst["gap"] == pytest.approx(60 - 100 * 66 / 324)
    assert worst["gap_low"] < worst["gap"] < worst["gap_high"]
    assert found.rows["touchpoint"].to_list() == ["bad", "alike", "usual"]
    alone = rank_drop_off(
        warehouse(journey_steps=[*steps("most", 40, 100), *steps("few", 2, 4)], minimum_n_shown=5), Scope()
    )
    assert alone.rows.select("touchpoint", "value", "rest", "gap", "gap_low", "p", "burden").rows() == [
        ("most", 40.0, *[None] * 5)
    ]
    assert (alone.surviving, alone.compared) == (0, 0)
    equal = warehouse(
        journey_steps=[*steps("a", 21, 100), *steps("b", 20, 100), *steps("c", 19, 100)], minimum_n_shown=5
    )
    assert (rank_drop_off(equal, Scope()).surviving, rank_drop_off(equal, FEBRUARY).compared) == (0, 0)


def test_a_stage_named_like_a_pattern_is_no_pattern() -> None:
    assert verbatim("pre_sale 5%!") == "pre!_sale 5!%!!"
