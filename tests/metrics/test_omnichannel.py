"""The omnichannel index: by hand on a few rows, its interval by simulation, and that nothing unmeasured becomes 0."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from metrics.analyses.omnichannel.folds import FOLDS, Groups
from metrics.analyses.omnichannel.index import COMPONENTS, Score, change_of, index_of, level_of, omnichannel_index
from metrics.analyses.omnichannel.integration import read_sources
from metrics.analyses.omnichannel.levers import Lever, find_levers
from metrics.analyses.omnichannel.parts import Parts
from metrics.analyses.omnichannel.trend import index_by_month
from metrics.semantic.compute import compute
from metrics.semantic.estimate import Difference
from metrics.semantic.scope import Scope
from metrics.stats.jackknife import jackknife_interval
from tests.metrics.conftest import MakeWarehouse

NOTHING = Groups((), {})


def contact(person: int, source: str, **more: object) -> dict:
    return {"person_id": person, "source": source, **more}


def test_integration_by_hand(warehouse: MakeWarehouse) -> None:
    engine = warehouse(
        interactions=[
            contact(1, "desk", is_person_matched=True), contact(1, "desk", is_person_matched=True),
            contact(2, "desk", is_person_matched=False), contact(3, "bot", is_person_known=False),
            contact(4, "bot", is_person_matched=False),
        ],
        orders=[{"person_id": 1, "source": "shop"}],
        customers=[{"person_id": 9, "source": "crm", "is_person_known": True}],
    )  # fmt: skip
    index = omnichannel_index(engine)
    assert index.ingredients["matched_contacts"].value == 40  # 2 of 5
    assert index.ingredients["connected_sources"].value == 50  # desk and shop of bot, crm, desk, shop
    assert index.components["integration"].value == 45
    assert index.total.value == 45
    assert index.missing[:2] == ["consistency", "continuity"]
    coverage, match_rate = (compute(engine, name)["value"].item() for name in ("coverage", "match_rate"))
    assert coverage * match_rate / 100 == pytest.approx(40)
    assert read_sources(engine).shared.rows() == [("desk", "shop", 1), ("shop", "desk", 1)]


def test_a_period_without_anything_has_no_index_though_the_sources_are_connected(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[contact(1, "desk"), contact(1, "bot")])
    index = omnichannel_index(engine, Scope(date(2021, 2, 1), date(2021, 3, 1)))
    assert index.ingredients["connected_sources"].value == 100
    assert (index.total.value, index.total.low, index.total.n) == (None, None, 0)
    assert find_levers(index, 1) == []


def test_an_ingredient_of_fewer_rows_than_are_shown_is_withheld(warehouse: MakeWarehouse) -> None:
    contacts = [contact(i, source, is_person_matched=i > 1) for i, source in enumerate(("desk", "bot") * 3)]
    matters = [{"contacts": 1} for _ in range(4)]
    withheld = omnichannel_index(warehouse(interactions=contacts, matters=matters, minimum_n_shown=5))
    one_contact, matched = (withheld.ingredients[name] for name in ("one_contact", "matched_contacts"))
    assert (one_contact.value, one_contact.n) == (None, 4)
    assert (matched.value, matched.n) == (pytest.approx(100 * 4 / 6), 6)
    assert withheld.components["continuity"].value is None
    shown = omnichannel_index(warehouse(interactions=contacts, matters=[*matters, {"contacts": 2}], minimum_n_shown=5))
    assert (shown.ingredients["one_contact"].value, shown.ingredients["one_contact"].n) == (80, 5)


def test_more_sources_than_bits_in_a_number_are_told_apart(warehouse: MakeWarehouse) -> None:
    names = [f"source {i:03}" for i in range(130)]
    engine = warehouse(interactions=[contact(i // 65, name) for i, name in enumerate(names)])
    seen = read_sources(engine)
    assert seen.names == names
    assert seen.groups.total("shared").tolist() == [1] * 130
    assert seen.shared.height == 130 * 64


def test_a_matter_without_a_channel_counts_as_it_does_in_the_catalogue(warehouse: MakeWarehouse) -> None:
    engine = warehouse(matters=[{"channel": None, "contacts": 2}, {"contacts": 1}, {"contacts": 1}, {"contacts": 1}])
    one_contact = omnichannel_index(engine).ingredients["one_contact"]
    assert (one_contact.value, one_contact.n) == (75, 4)
    assert compute(engine, "ocr").select("value", "n").row(0) == (75, 4)


MATTERS = [
    {"matter_id": 1, "contacts": 1, "hops": 0, "channel": "phone"},
    {"matter_id": 2, "contacts": 1, "hops": 0, "channel": "phone"},
    {"matter_id": 3, "contacts": 2, "hops": 1, "channel": "chat"},
    {"matter_id": 4, "contacts": 3, "hops": 2, "channel": "chat"},
    {"matter_id": 5, "contacts": 9, "hops": 8, "channel": "chat", "is_person_known": False},
    {"matter_id": 6, "contacts": 9, "hops": 8, "channel": "chat", "opened_local": "2021-03-30T10:00:00"},
]  # fmt: skip
STEPS = [
    {"cause": "failure", "is_reexplained": True}, {"cause": "chosen", "is_reexplained": False},
    {"cause": None, "is_reexplained": True}, {"kind": "repeat", "cause": "failure", "is_reexplained": None},
]  # fmt: skip
OPENED = {"is_person_known": True, "opened_local": "2021-02-01T10:00:00", "source": "desk"}


def matters(rows: list[dict]) -> list[dict]:
    return [OPENED | row for row in rows]


def steps(rows: list[dict]) -> list[dict]:
    return [OPENED | {"kind": "hop", "from_channel": "chat", "to_channel": "phone"} | row for row in rows]


def test_continuity_by_hand(warehouse: MakeWarehouse) -> None:
    index = omnichannel_index(warehouse(matters=matters(MATTERS), matter_steps=steps(STEPS)))
    scores = {name: index.ingredients[name].value for name in COMPONENTS["continuity"]}
    # 2 of 4 matters in one contact; 3 hops in 4 matters of which 1 of 2 judged is forced; 1 of 3 hops keeps the context
    assert scores == {"one_contact": 50, "unforced": pytest.approx(62.5), "context": pytest.approx(100 / 3)}
    assert index.components["continuity"].value == pytest.approx((50 + 62.5 + 100 / 3) / 3)
    assert (index.parts.immature, index.ingredients["one_contact"].n) == (1, 4)


def test_hops_that_nobody_judges_are_not_measured_as_unforced(warehouse: MakeWarehouse) -> None:
    index = omnichannel_index(warehouse(matters=matters(MATTERS), matter_steps=steps([{"cause": None}])))
    assert index.ingredients["unforced"].value is None
    assert index.ingredients["context"].value is None


def test_one_contact_is_the_metric_of_the_catalogue(warehouse: MakeWarehouse) -> None:
    engine = warehouse(matters=matters(MATTERS), matter_steps=steps(STEPS))
    index = omnichannel_index(engine)
    assert compute(engine, "ocr")["value"].item() == index.ingredients["one_contact"].value
    assert compute(engine, "forced_hops")["value"].item() == 50


def test_nothing_loaded_is_nothing_measured(warehouse: MakeWarehouse) -> None:
    index = omnichannel_index(warehouse())
    scores = (index.total, *index.components.values(), *index.ingredients.values())
    assert {(score.value, score.low, score.high) for score in scores} == {(None, None, None)}
    assert find_levers(index, 30) == []
    assert index_by_month(warehouse()).is_empty()


def test_one_source_has_nothing_to_connect(warehouse: MakeWarehouse) -> None:
    index = omnichannel_index(warehouse(interactions=[contact(1, "desk", is_person_matched=False)]))
    assert index.components["integration"].value is None


def test_consistency_reads_what_the_metrics_read(warehouse: MakeWarehouse) -> None:
    rows = [
        {"channel": channel, "agent": f"{channel} {i % 2}", "metric": metric, "scale": scale, "top_box_min": box,
         "score": 5 if i // 20 < good else 1, "person_id": i}
        for channel, good in (("phone", 9), ("email", 4), ("chat", 7))
        for metric, scale, box in (("csat", "1-5", 4), ("ces", "1-7", 5)) for i in range(200)
    ]  # fmt: skip
    engine = warehouse(responses=rows, interactions=[
        {"channel": channel, "person_id": i, "wait_seconds": wait * (1 + i % 2), "first_response_seconds": first}
        for channel, wait, first in (("phone", 60, None), ("store", 600, None), ("email", 5, 7200)) for i in range(60)
    ])  # fmt: skip
    index = omnichannel_index(engine)
    cell = index.parts.cells["satisfaction_channel"]
    by_channel = compute(engine, "csat", by=("channel",)).sort("channel")
    assert (100 * cell.total("total") / cell.total("n")).tolist() == pytest.approx(by_channel["value"].to_list())
    assert index.ingredients["satisfaction_channel"].gap == pytest.approx(100 * np.sqrt(2 * 0.19 / 3), rel=1e-9)
    # an e-mail's reply is no wait in a queue: phone and store are compared, ten times as long
    assert index.ingredients["response_channel"].gap == pytest.approx(10, rel=0.02)
    assert index.ingredients["response_channel"].groups == 2
    assert index.ingredients["resolution_channel"].n == 180


def test_without_a_known_person_resolution_is_what_the_exports_state(warehouse: MakeWarehouse) -> None:
    rows = [
        contact(i, "desk", channel=channel, agent=agent, is_person_known=False, is_resolved=i % 10 < good)
        for channel, agent, good in (("phone", "Ana", 9), ("phone", "Luis", 9), ("email", "Eva", 5)) for i in range(400)
    ]  # fmt: skip
    index = omnichannel_index(warehouse(interactions=rows))
    assert index.ingredients["resolution_channel"].n == 1200
    assert index.ingredients["resolution_channel"].gap == pytest.approx(40, abs=6)
    assert index.ingredients["resolution_agent"].groups == 2  # Eva is alone on the e-mail
    assert index.components["continuity"].value is None


def test_a_group_under_the_smallest_sample_shown_is_not_compared(warehouse: MakeWarehouse) -> None:
    rows = [
        {"channel": channel, "scale": "1-5", "top_box_min": 4, "score": 5 - i % 2, "person_id": i}
        for channel, n in (("phone", 30), ("email", 30), ("chat", 4)) for i in range(n)
    ]  # fmt: skip
    index = omnichannel_index(warehouse(responses=rows, minimum_n_shown=5))
    assert index.ingredients["satisfaction_channel"].groups == 2


def test_the_jackknife_of_a_mean_is_the_textbook_interval() -> None:
    values = np.random.default_rng(6).normal(50, 4, FOLDS)
    without = [float(np.delete(values, i).mean()) for i in range(FOLDS)]
    low, high = jackknife_interval(float(values.mean()), without)
    half = 2.0930 * values.std(ddof=1) / np.sqrt(FOLDS)  # t of 19 degrees of freedom
    assert (low, high) == (pytest.approx(values.mean() - half, abs=1e-3), pytest.approx(values.mean() + half, abs=1e-3))


def test_no_interval_from_folds_that_change_nothing_or_lack_the_value() -> None:
    assert jackknife_interval(50.0, [50.0] * FOLDS) == (None, None)
    assert jackknife_interval(50.0, [None, *[50.0 + i for i in range(FOLDS - 1)]]) == (None, None)
    assert jackknife_interval(None, [50.0] * FOLDS) == (None, None)


def test_a_change_is_as_sure_as_the_persons_of_both_periods_make_it() -> None:
    dice = np.random.default_rng(7)
    persons = dice.normal(0, 5, FOLDS)  # who is in a fold is in it in both periods
    now, before = (dice.normal(level, 0.5, FOLDS) + persons for level in (60, 58))

    def score(values: np.ndarray) -> Score:
        return Score(
            float(values.mean()), name="index", folds=tuple(float(np.delete(values, i).mean()) for i in range(FOLDS))
        )

    change = change_of(score(now), score(before))
    difference, low, high = change.value, change.low, change.high
    half = 2.0930 * (now - before).std(ddof=1) / np.sqrt(FOLDS)
    assert difference == pytest.approx((now - before).mean())
    assert (low, high) == (pytest.approx(difference - half, abs=1e-3), pytest.approx(difference + half, abs=1e-3))  # type: ignore[operator]
    assert change_of(score(now), Score(None, name="index")) == Difference(None, unit="points")


def test_consistency_of_one_of_eight_comparisons_is_not_shown() -> None:
    parts = simulated(np.random.default_rng(4))
    one = index_of(replace(parts, cells={"satisfaction_channel": parts.cells["satisfaction_channel"]}))
    assert (one.components["consistency"].value, one.components["consistency"].note) == (None, "one_comparison")
    assert one.total.value == pytest.approx(
        np.mean([one.components[name].value for name in ("integration", "continuity")])
    )  # type: ignore[list-item]
    assert index_of(parts).components["consistency"].value is not None
    nothing_else = replace(parts, sources=Groups((), {"persons": np.zeros((FOLDS, 0)), "shared": np.zeros((FOLDS, 0))}),
                           matters=NOTHING_MATTERS, steps=NOTHING_STEPS)  # fmt: skip
    alone = index_of(replace(nothing_else, cells={"satisfaction_channel": parts.cells["satisfaction_channel"]}))
    assert (alone.total.value, alone.total.note) == (None, "one_comparison")
    assert index_of(nothing_else).total.value is not None


def test_without_known_persons_there_is_no_index() -> None:
    parts = simulated(np.random.default_rng(4))
    nobody = Groups(parts.contacts.names, {**parts.contacts.sums, "known": np.zeros((FOLDS, 1))})
    found = index_of(replace(parts, contacts=nobody, matters=NOTHING_MATTERS, steps=NOTHING_STEPS))
    assert (found.total.value, found.total.low, found.total.note) == (None, None, "no_known_persons")
    assert found.components["consistency"].value is not None


@pytest.mark.parametrize(
    ("value", "low", "level"),
    [(76.0, 75.0, "omnichannel"), (76.0, 74.9, "crosschannel"), (76.0, None, "omnichannel"), (50.0, 49.0, "multichannel"),
     (0.0, None, "multichannel"), (None, None, "")],
)  # fmt: skip
def test_the_level_of_an_index_is_that_of_its_cautious_end(value: float | None, low: float | None, level: str) -> None:
    assert level_of(Score(value, low, name="index")) == level


NOTHING_MATTERS = Groups((), {part: np.zeros((FOLDS, 0)) for part in ("n", "served", "single")})
NOTHING_STEPS = Groups((), {part: np.zeros((FOLDS, 0)) for part in ("n", "judged", "forced", "told", "retold")})
LEVELS = np.array([0.9, 0.8, 0.65, 0.5])
CHANNELS = tuple((name,) for name in ("phone", "email", "chat", "store"))


def simulated(dice: np.random.Generator, persons: int = 1200) -> Parts:
    """Persons with one to three contacts and answers each on one channel, alike among their own."""
    fold, channel, each = dice.integers(0, FOLDS, persons), dice.integers(0, 4, persons), dice.integers(1, 4, persons)
    own = np.clip(LEVELS[channel] + dice.choice((-0.1, 0.1), persons), 0, 1)

    def summed(values: np.ndarray, columns: np.ndarray, width: int) -> np.ndarray:
        found = np.zeros((FOLDS, width))
        np.add.at(found, (fold, columns), values)
        return found

    one = np.zeros(persons, dtype=int)
    matched = summed(dice.binomial(each, 0.6), one, 1)
    n = summed(each, one, 1)
    hops = dice.binomial(each, 0.3)
    forced = dice.binomial(hops, 0.5)
    sources = Groups((("desk",), ("shop",), ("bot",)), {
        "persons": np.full((FOLDS, 3), 50.0), "shared": np.array([[40.0, 40.0, 0.0]] * FOLDS),
    })  # fmt: skip
    return Parts(
        Groups((("desk",),), {"n": n, "known": n, "judged": n, "matched": matched}), sources,
        {
            f"{aspect}_channel": Groups(CHANNELS, {"total": summed(dice.binomial(each, own), channel, 4), "n": summed(each, channel, 4)})
            for aspect in ("satisfaction", "effort")
        },
        Groups((("phone",),), {"n": n, "served": n, "single": summed(dice.binomial(each, 0.7), one, 1)}),
        Groups((("chat", "phone"),), {
            "n": summed(hops, one, 1), "judged": summed(hops, one, 1), "forced": summed(forced, one, 1),
            "told": summed(hops, one, 1), "retold": summed(dice.binomial(hops, 0.4), one, 1),
        }),
    )  # fmt: skip


def test_the_interval_of_the_index_holds_the_truth_in_95_of_100_samples() -> None:
    gap = 100 * np.sqrt(2 * LEVELS.var(ddof=1))
    truth = np.mean([(60 + 200 / 3) / 2, 100 - gap, (70 + 85 + 60) / 3])
    dice = np.random.default_rng(8)
    found = [index_of(simulated(dice)).total for _ in range(120)]
    assert np.mean([score.value for score in found]) == pytest.approx(truth, abs=0.25)
    covered = [score.low <= truth <= score.high for score in found]  # type: ignore[operator]
    assert 0.89 <= np.mean(covered) <= 1.0
    widths = [score.high - score.low for score in found]  # type: ignore[operator]
    assert np.mean(widths) == pytest.approx(2 * 2.093 * np.std([score.value for score in found]), rel=0.25)  # type: ignore[arg-type]


def test_levers_add_what_the_index_gains_when_they_are_pulled() -> None:
    parts = simulated(np.random.default_rng(9), 6000)
    index = index_of(parts)
    levers = {lever.kind: lever for lever in find_levers(index, 30, 20)}
    assert levers["source"].group == ("bot",)
    mended = np.array([[40.0, 40.0, 30.0]] * FOLDS)
    pulled = replace(parts, sources=Groups(parts.sources.names, parts.sources.sums | {"shared": mended}))
    assert levers["source"].gain == pytest.approx(index_of(pulled).total.value - index.total.value)  # type: ignore[operator]

    store = next(
        lever for lever in find_levers(index, 30, 20) if (lever.group, lever.aspect) == (("store",), "satisfaction")
    )
    cell = parts.cells["satisfaction_channel"]
    totals = cell.sums["total"].copy()
    totals[:, 3] += (store.target - store.value) / 100 * cell.sums["n"][:, 3]
    mended_cell = {"satisfaction_channel": Groups(cell.names, cell.sums | {"total": totals})}
    pulled = replace(parts, cells={**parts.cells, **mended_cell})
    assert store.gain == pytest.approx(index_of(pulled).total.value - index.total.value, abs=0.1)  # type: ignore[operator]


def test_the_lever_of_a_hop_is_the_index_without_what_it_loses_more_than_its_peers() -> None:
    names = (("chat", "phone"), ("email", "phone"), ("web", "phone"))
    hops = np.full((FOLDS, 3), 20.0)
    wobble = np.where(np.arange(FOLDS) % 2, 0.01, -0.01)[:, None]

    def made(retold: list[float], forced: list[float]) -> Parts:
        sums = {"n": hops, "judged": hops, "told": hops, "retold": hops * (np.array(retold) + wobble),
                "forced": hops * (np.array(forced) + wobble)}  # fmt: skip
        many = np.full((FOLDS, 1), 200.0)
        return Parts(
            NOTHING_CONTACTS,
            NOTHING_SOURCES,
            {},
            Groups((("phone",),), {"n": many, "served": many, "single": many / 2}),
            Groups(names, sums),
        )

    index = index_of(made([0.9, 0.3, 0.3], [0.2, 0.2, 0.8]))
    levers = {(lever.kind, lever.group): lever for lever in find_levers(index, 30)}
    assert set(levers) == {("context", ("chat", "phone")), ("unforced", ("web", "phone"))}
    told = index_of(made([0.3, 0.3, 0.3], [0.2, 0.2, 0.8])).total.value
    unforced = index_of(made([0.9, 0.3, 0.3], [0.2, 0.2, 0.2])).total.value
    assert levers["context", ("chat", "phone")].gain == pytest.approx(told - index.total.value, abs=0.01)  # type: ignore[operator]
    assert levers["unforced", ("web", "phone")].gain == pytest.approx(unforced - index.total.value, abs=0.01)  # type: ignore[operator]
    assert all(isinstance(lever, Lever) and lever.n == 400 for lever in levers.values())


EMPTY = np.zeros((FOLDS, 0))
NOTHING_CONTACTS = Groups((), dict.fromkeys(("n", "known", "judged", "matched"), EMPTY))
NOTHING_SOURCES = Groups((), dict.fromkeys(("persons", "shared"), EMPTY))


def test_the_trend_has_complete_months_only(warehouse: MakeWarehouse) -> None:
    rows = [
        contact(i, "desk" if i % 2 else "bot", is_person_matched=i % 3 == 0, started_local=f"2021-{month:02}-{day:02}T09:00:00")
        for month in (1, 2, 3) for day in (1, 14, 28) for i in range(30)
    ]  # fmt: skip
    engine = warehouse(interactions=rows[1:])
    found = index_by_month(engine)  # the data end on 31 March: all three months are whole
    assert found["month"].to_list() == ["2021-01", "2021-02", "2021-03"]
    assert found["note"].to_list() == [None, None, "immature"]
    february = omnichannel_index(engine, Scope(date(2021, 2, 1), date(2021, 3, 1)))
    assert found.row(1)[1:5] == (february.total.value, february.total.low, february.total.high, february.total.n)
    assert index_by_month(engine, Scope(end=date(2021, 3, 10)))["month"].to_list() == ["2021-01", "2021-02"]
    late = warehouse(interactions=[row for row in rows if row["started_local"] > "2021-01-02"])
    assert index_by_month(late)["month"].to_list() == ["2021-02", "2021-03"]


def test_a_filter_limits_contacts_but_not_which_sources_are_connected(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[
        contact(1, "desk", channel="phone", is_person_matched=True), contact(1, "bot", channel="chat", is_person_matched=True),
        contact(2, "bot", channel="chat", is_person_matched=False),
    ])  # fmt: skip
    index = omnichannel_index(engine, Scope(filters=(("channel", ("phone",)),)))
    assert index.ingredients["matched_contacts"].value == 100
    assert index.ingredients["connected_sources"].value == 100
    assert index.total.n == 1
