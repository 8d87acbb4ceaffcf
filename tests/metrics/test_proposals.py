"""Proposals rest on numbers that compute() gives and on differences that are no chance; what is planted is found, noise is not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import msgspec
import numpy as np
import pytest
from scipy import stats

from metrics.analyses.proposals.channel_table import channel_table
from metrics.analyses.proposals.evidence import BY_WEEK, TOUCHPOINT, Place, look_beside
from metrics.analyses.proposals.find import family_of, find_proposals
from metrics.analyses.proposals.levels import Level, compare_one, compare_with_peers, read_levels
from metrics.analyses.proposals.make import add_money, gain_of, name_of
from metrics.analyses.proposals.outlook import reach_median
from metrics.analyses.proposals.payback import pays_for_itself
from metrics.analyses.proposals.proposal import KINDS, Proposal, Proposals
from metrics.analyses.proposals.reachable import reachable
from metrics.analyses.proposals.shrunk import shrink_levels, shrunk_gap
from metrics.analyses.proposals.sides import mixed_effect, pooled
from metrics.analyses.touchpoints.scores import score_groups
from metrics.analyses.touchpoints.week_noise import week_noise
from metrics.catalogue import find_metric
from metrics.semantic.compute import compute, measure
from metrics.semantic.estimate import Bounded
from metrics.semantic.rows import count_rows_behind, rows_behind
from metrics.semantic.scope import Scope
from tests.metrics.conftest import MakeWarehouse, make_engine
from tests.proposals_proof.company import make_company
from warehouse.config.settings import ProposalCost, ProposalRules

PERIOD = Scope(date(2021, 1, 4), date(2021, 3, 29))
SEEDS = {"automate": 5}  # of companies in which what is planted is found
PRICES = ProposalRules(costs=(ProposalCost("focus", 900.0, "EUR"),))


class Companies:
    """A company for each kind of proposal, with its reason planted; what is proposed to it, asked once a scope."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        self.engines = {
            kind: make_engine(factory.mktemp(kind), make_company(SEEDS.get(kind, 4), 6000, kind), minimum_n_shown=5, proposals=PRICES) for kind in KINDS
        }  # fmt: skip
        self.asked: dict[tuple[str, Scope], Proposals] = {}

    def find(self, kind: str, scope: Scope = PERIOD) -> Proposals:
        if (kind, scope) not in self.asked:
            self.asked[kind, scope] = find_proposals(self.engines[kind], scope)
        return self.asked[kind, scope]

    def only(self, kind: str) -> Proposal:
        (found,) = (proposal for proposal in self.find(kind).proposals if proposal.kind == kind)
        return found


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Companies]:
    companies = Companies(tmp_path_factory)
    yield companies
    for engine in companies.engines.values():
        engine.close()


def test_a_frequent_question_that_goes_badly_gets_a_knowledge_base(planted: Companies) -> None:
    proposal = planted.only("knowledge_base")
    assert proposal.filters == (
        ("stage", ("service",)), ("channel", ("chat",)), ("touchpoint", ("help chat",)), ("topic", ("returns",)),
    )  # fmt: skip
    scope = replace(PERIOD, filters=proposal.filters)
    place = replace(PERIOD, filters=proposal.filters[:3])
    contacts, all_of = (
        compute(planted.engines["knowledge_base"], "interactions", s)["n"].item() for s in (scope, place)
    )
    assert dict(proposal.rule_words)["share"] == pytest.approx(100 * contacts / all_of)
    assert {effect.metric for effect in proposal.effects} >= {"csat", "ocr"}
    assert all(effect.expected.value > effect.today for effect in proposal.effects)


def test_a_touchpoint_that_hurts_alone_gets_the_focus(planted: Companies) -> None:
    proposal = planted.only("focus")
    assert dict(proposal.filters)["touchpoint"] == ("claims",)
    assert proposal.costs == Bounded(900.0, 900.0, 900.0, unit="EUR")
    peer = next(evidence for evidence in proposal.evidence if evidence.role == "peer")
    assert peer.value is not None
    assert 2 <= proposal.effects[0].difference < peer.value - proposal.effects[0].today


def test_a_cheap_machine_that_settles_as_well_gets_more_to_do(planted: Companies) -> None:
    found = [p for p in planted.find("automate").proposals if p.kind == "automate"]
    assert [dict(proposal.filters)["channel"] for proposal in found] == [("chat", "email", "phone", "whatsapp")] * len(
        found
    )
    first = found[0]
    values = {(e.role, e.metric): e.value for e in first.evidence}
    contacts = next(e.n for e in first.evidence if e.role == "volume")
    settled = values["automated", "ocr"] / 100  # type: ignore[operator]
    assert first.saves is not None
    fewer = next(effect for effect in first.effects if effect.metric == "interactions")
    promised = (fewer.today - fewer.expected.value) / (0.1 * contacts)
    assert (fewer.today, promised) == (contacts, pytest.approx(settled, abs=0.1))
    assert (promised == pytest.approx(settled)) == (
        "topic" not in dict(first.filters)
    )  # one of several is drawn to them
    assert first.saves.value == pytest.approx(0.1 * contacts * (promised * 5.0 - 0.5), rel=1e-6)
    assert fewer.expected.low < fewer.expected.value < fewer.expected.high


def test_self_service_that_is_better_and_sells_gets_a_campaign(planted: Companies) -> None:
    proposal = planted.only("campaign")
    assert proposal.filters == (("stage", ("purchase",)), ("channel", ("web",)))
    assert next(e.n for e in proposal.evidence if e.metric == "orders") >= 30


def test_a_channel_whose_customers_are_not_recognised_is_to_be_integrated(planted: Companies) -> None:
    proposal = planted.only("channel")
    assert (proposal.variant, proposal.filters) == ("integrate", (("channel", ("email",)),))
    assert proposal.effects[0].metric == "match_rate"


def test_companies_with_nothing_wrong_get_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    for seed in range(2):  # the rate itself: python -m tests.proposals_proof
        engine = make_engine(tmp_path_factory.mktemp("calm"), make_company(seed), minimum_n_shown=5)
        found = find_proposals(engine, PERIOD)
        engine.close()
        assert found.proposals == ()
        assert [tried.kind for tried in found.tried if not tried.reason] == []
        assert found.compared > 50


@pytest.mark.parametrize("filters", [(), (("country", ("ES", "MX")),)])
@pytest.mark.parametrize("kind", KINDS)
def test_every_number_is_computes_own_and_opens_to_as_many_rows(
    planted: Companies, kind: str, filters: tuple[tuple[str, tuple[str, ...]], ...]
) -> None:
    engine, scope = planted.engines[kind], replace(PERIOD, filters=filters)
    proposals = planted.find(kind, scope).proposals
    assert proposals or filters
    for proposal in proposals:
        assert len(proposal.evidence) >= 3
        beside = look_beside(engine, scope, proposal)
        assert beside
        for evidence in (*proposal.evidence, *beside):
            own = replace(scope, filters=evidence.filters)
            row = compute(engine, evidence.metric, own).row(0, named=True)
            assert (evidence.value, evidence.n, evidence.low, evidence.high) == tuple(
                row[c] for c in ("value", "n", "low", "high")
            )
            assert (
                set(filters) <= set(evidence.filters) or evidence.metric == "cost_per_contact"
            )  # costs know channels only
            behind = count_rows_behind(engine, evidence.metric, own)
            is_of_rows = evidence.metric not in ("cost_per_contact", "conversion")  # of amounts, and of persons
            assert behind == evidence.n if is_of_rows else behind >= evidence.n
            assert rows_behind(engine, evidence.metric, own, 1).height == 1
        for effect in proposal.effects:
            row = compute(engine, effect.metric, replace(scope, filters=effect.filters)).row(0, named=True)
            assert (effect.today, effect.expected.n) == (pytest.approx(row["value"]), row["n"])
            assert effect.expected.low <= effect.expected.value <= effect.expected.high


def test_proposals_are_in_order_and_the_same_again(planted: Companies) -> None:
    first, again = planted.find("automate"), find_proposals(planted.engines["automate"], PERIOD)
    assert first == again
    priorities = [proposal.priority for proposal in first.proposals]
    assert priorities == sorted(priorities, reverse=True)
    assert len({proposal.id for proposal in first.proposals}) == len(first.proposals)


def test_proposals_are_the_same_with_scores_that_are_known_already(planted: Companies) -> None:
    engine = planted.engines["focus"]
    assert find_proposals(engine, PERIOD, score_groups(engine, PERIOD, TOUCHPOINT)) == planted.find("focus")


def test_a_name_is_the_same_whatever_the_order_of_filters() -> None:
    here = (("channel", ("phone",)), ("topic", ("a", "b")))
    assert name_of("focus", "", here) == name_of("focus", "", (("topic", ("b", "a")), ("channel", ("phone",))))
    assert name_of("focus", "", here) != name_of("focus", "", here[:1])


def answers(touchpoint: str, satisfied: int, n: int, channel: str = "phone") -> list[dict]:
    return [
        {"stage": "service", "channel": channel, "touchpoint": touchpoint, "scale": "1-5", "top_box_min": 4, "score": 5 if i < satisfied else 1}
        for i in range(n)
    ]  # fmt: skip


def test_a_gap_is_the_distance_to_the_peers_together(warehouse: MakeWarehouse) -> None:
    engine = warehouse(
        responses=[*answers("a", 20, 50), *answers("b", 45, 60), *answers("c", 90, 100), *answers("few", 0, 29)]
    )
    levels = read_levels(Place(engine, Scope()), "csat", Scope(), ("stage", "channel", "touchpoint"))
    assert [(level.group[-1], level.value, level.n) for level in levels] == [
        ("a", 40, 50),
        ("b", 75, 60),
        ("c", 90, 100),
    ]
    worst = compare_with_peers(levels, ("stage", "channel"), ("stage",), 2)[0]
    assert worst.gap.value == pytest.approx(100 * (135 / 160 - 20 / 50))
    share, other = 21 / 52, 136 / 162  # one hit and one miss more on each side (Agresti and Caffo 2000)
    error = np.sqrt(share * (1 - share) / 52 + other * (1 - other) / 162)
    assert worst.p == pytest.approx(2 * stats.norm.sf((other - share) / error))
    assert (worst.gap.low, worst.gap.high) == pytest.approx(
        tuple(100 * (other - share + z * error) for z in (-1.95996, 1.95996)), abs=1e-3
    )


def test_the_expected_level_is_the_median_peers_own_the_worse_of_two(warehouse: MakeWarehouse) -> None:
    engine = warehouse(responses=[*answers("a", 20, 50), *answers("b", 45, 60), *answers("c", 90, 100)])
    levels = read_levels(Place(engine, Scope()), "csat", Scope(), ("touchpoint",))
    outlook = reach_median(compare_one(levels[0], tuple(levels[1:])))
    assert (outlook.target.group, outlook.target.value) == (("b",), 75)
    # Of levels that differ this much a and b are drawn by little: 2.6 and 0.6 points.
    value, error = shrink_levels(levels)
    assert value == pytest.approx([42.6, 74.4, 89.0], abs=0.2)
    assert outlook.gain.value == pytest.approx(value[1] - value[0], abs=0.3)
    half = 1.96 * np.hypot(error[0], error[1])
    gain = outlook.gain
    assert (gain.low, gain.high) == pytest.approx((gain.value - half, gain.value + half), abs=1)


def test_levels_that_chance_explains_promise_nothing() -> None:
    few = [level_of(hits, 40) for hits in (26, 29, 30, 31, 32)]
    assert reach_median(compare_one(few[0], tuple(few[1:]))).gain.value == pytest.approx(0, abs=0.1)
    many = [level_of(10 * hits, 400) for hits in (26, 29, 30, 31, 32)]
    sure = reach_median(compare_one(many[0], tuple(many[1:])))
    restless = [replace(level, noise=10.0) for level in many]
    assert 4 < sure.gain.value < 10  # of 10 points in sight
    assert reach_median(compare_one(restless[0], tuple(restless[1:]))).gain.value == pytest.approx(0, abs=0.1)


def level_of(hits: int, n: int, metric: str = "csat") -> Level:
    """A share without a name."""
    return Level(
        100 * hits / n, 0, 100, n, "percent", metric=metric, by=("touchpoint",), group=(str(hits),), counts=(hits, n)
    )


def test_too_few_answers_or_peers_are_no_evidence(warehouse: MakeWarehouse) -> None:
    small = warehouse(responses=[*answers("a", 0, 29), *answers("b", 29, 29), *answers("c", 29, 29)])
    found = find_proposals(small)
    assert (found.proposals, found.compared) == ((), 0)
    assert {tried.reason for tried in found.tried} <= {
        "no_areas",
        "no_questions",
        "no_machines",
        "no_self_service",
        "no_channels",
    }


def test_what_most_areas_suffer_from_is_no_ones_alone(warehouse: MakeWarehouse) -> None:
    rules = ProposalRules(areas=("touchpoint",), most_negative_share=0.2)
    responses = [*answers("a", 20, 90), *answers("b", 85, 90), *answers("c", 86, 90)]
    engine = warehouse(responses=responses, proposals=rules)
    focus = next(tried for tried in find_proposals(engine).tried if tried.kind == "focus")
    assert (focus.reason, focus.proposed) == ("everywhere", 0)  # one of three is more than a fifth


def test_moving_contacts_moves_the_whole_by_its_share(warehouse: MakeWarehouse) -> None:
    engine = warehouse(responses=[*answers("shop", 90, 100, "web"), *answers("desk", 120, 300)])
    place = Place(engine, Scope())
    here, there = read_levels(place, "csat", Scope(), ("channel",))[::-1]
    assert (here.group, there.group) == (("web",), ("phone",))
    comparison = compare_one(here, (there,), "better")
    effect = mixed_effect(place, comparison, (), pooled([here, there]), 0.1, "moved_as_today", ())
    assert (effect.today, effect.expected.n) == (pytest.approx(52.5), 400)
    gap, low, high = shrunk_gap(comparison)
    assert -50 < gap < -48.5
    assert (effect.expected.value, effect.expected.low, effect.expected.high) == pytest.approx(
        tuple(52.5 - 0.1 * 300 / 400 * gap for gap in (gap, high, low))
    )


def test_chance_in_other_questions_does_not_make_a_difference_likelier() -> None:
    level = Level(
        80.0, 70.0, 87.0, 100, "percent", metric="csat", by=("channel",), group=("web",), counts=(80.0, 100.0)
    )
    known = replace(level, metric="match_rate")
    assert [family_of(compare_one(one, (one,), asked)) for one, asked in
            ((level, "worse"), (level, "better"), (level, "as_good"), (known, "worse"))] == ["lived", "lived", "as_good", "known"]  # type: ignore[arg-type]  # fmt: skip


def test_restless_weeks_widen_and_calm_ones_do_not(tmp_path_factory: pytest.TempPathFactory) -> None:
    dice, rows = np.random.default_rng(3), []
    for touchpoint in "abcd":
        for week in range(12):
            share = 0.7 + (0.15 if dice.random() < 0.5 else -0.15) if touchpoint < "z" else 0.7
            hits = dice.binomial(60, share)
            rows += [row | {"answered_local": "2021-01-04T10:00:00"} for row in answers(touchpoint, hits, 60)]
            for row in rows[-60:]:
                row["answered_local"] = (np.datetime64("2021-01-04") + 7 * week).item().isoformat() + "T10:00:00"
    engine = make_engine(tmp_path_factory.mktemp("restless"), {"responses": rows})
    noise = week_noise(find_metric("csat"), measure(engine, "csat", Scope(), BY_WEEK), TOUCHPOINT)
    assert noise and noise.factor(720, 2100) > 3
    calm = [r | {"score": 5 if i % 10 < 7 else 1} for i, r in enumerate(rows)]
    even = make_engine(tmp_path_factory.mktemp("calm"), {"responses": calm})
    noise = week_noise(find_metric("csat"), measure(even, "csat", Scope(), BY_WEEK), TOUCHPOINT)
    assert noise and 1 <= noise.factor(720, 2100) < 1.5


def test_what_does_not_pay_in_time_is_not_proposed(planted: Companies) -> None:
    engine = planted.engines["knowledge_base"]
    (proposal,) = (p for p in planted.find("knowledge_base").proposals if p.kind == "knowledge_base")
    assert proposal.saves
    year_of_saving = proposal.saves.value * 365 / 84
    place = Place(engine, PERIOD)
    paid = {
        amount: pays_for_itself(place, replace(proposal, costs=Bounded(amount, amount, amount, unit="EUR")))
        for amount in (1.9 * year_of_saving, 2.1 * year_of_saving)
    }
    assert list(paid.values()) == [True, False]  # within 730 days
    assert pays_for_itself(place, replace(proposal, costs=Bounded(1e9, 1e9, 1e9, unit="USD")))  # not known
    dear = ProposalRules(costs=(ProposalCost("knowledge_base", 2.1 * year_of_saving, "EUR"),))
    object.__setattr__(engine, "settings", msgspec.structs.replace(engine.settings, proposals=dear))
    tried = next(tried for tried in find_proposals(engine, PERIOD).tried if tried.kind == "knowledge_base")
    assert (tried.proposed, tried.reason, tried.words) == (0, "not_paying", (("days", 730),))


@pytest.mark.parametrize(
    ("metric", "keys", "most"),
    [
        ("match_rate", {}, 20.0),
        ("match_rate", {"email": "a@b.es"}, 100.0),
        ("match_rate", {"other_keys": {"cookie": "1"}}, 20.0),
        ("match_rate", {"other_keys": {"loyalty_number": "1"}}, 100.0),
        ("match_rate", {"vendor_customer_id": "1"}, 20.0),
        ("coverage", {"email": "a@b.es"}, 60.0),
    ],
)
def test_customers_are_not_promised_to_be_known_better_than_their_keys_allow(
    warehouse: MakeWarehouse, metric: str, keys: dict, most: float
) -> None:
    visits = [
        {"channel": "web", "touchpoint": "shop" if i < 100 else "help", "is_person_matched": i % 5 == 0,
         "is_person_known": metric == "match_rate" or i < 60} | keys
        for i in range(200)
    ]  # fmt: skip
    place = Place(warehouse(interactions=visits), Scope())
    (level,) = read_levels(place, metric, Scope(), ("channel",))
    assert reachable(place, level) == pytest.approx(most)
    peers = tuple(replace(level_of(hits, 200, metric), by=("channel",)) for hits in (190, 192, 194))
    gain = gain_of(compare_one(level, peers), place, reachable(place, level))
    assert (gain is None) == (most - level.value < 2)
    assert gain is None or gain.effect.expected.value <= most


def test_amounts_add_up_with_independent_errors() -> None:
    assert add_money([Bounded(10, 7, 13, unit="EUR"), None, Bounded(20, 16, 24, unit="EUR")]) == Bounded(
        30, 25, 35, unit="EUR"
    )
    assert add_money([Bounded(10, 7, 13, unit="EUR"), Bounded(20, 16, 24, unit="USD")]) is None
    assert add_money([None]) is None


def test_channels_side_by_side_by_hand(warehouse: MakeWarehouse) -> None:
    rows = [("phone", "invoice")] * 40 + [("phone", "repair")] * 10 + [("chatbot", "invoice")] * 50
    engine = warehouse(
        interactions=[{"channel": channel, "topic": topic, "is_person_matched": i % 2 == 0 or channel == "phone"} for i, (channel, topic) in enumerate(rows)],
        matters=[{"channel": "chatbot", "topic": "invoice", "contacts": 1 if i < 30 else 2} for i in range(40)] + [{"channel": "phone"}] * 10,
        daily_costs=[{"channel": "phone", "amount": 500.0}, {"channel": "chatbot", "amount": 50.0}],
    )  # fmt: skip
    table = channel_table(engine)
    columns = ("channel", "contacts", "traffic", "preference", "automatable", "integrable", "cost", "place", "criteria")
    assert table.select(columns).rows() == [
        ("chatbot", 50, 50.0, 80.0, None, 50.0, 1.0, pytest.approx((0.5 + 1 + 0 + 1) / 4), 4),
        ("phone", 50, 50.0, 20.0, pytest.approx(40 * 75 / 50), 100.0, 10.0, pytest.approx((0.5 + 0 + 1 + 0) / 4), 4),
    ]


def test_what_the_journey_map_calls_positive_is_no_area_to_focus_on(warehouse: MakeWarehouse) -> None:
    loved = [*answers("bot", 290, 300, "chatbot"), *answers("desk", 180, 300), *answers("claims", 170, 300)]
    matters = [
        {"channel": channel, "touchpoint": touchpoint, "contacts": 1 if i < alone else 2}
        for channel, touchpoint, alone in (("chatbot", "bot", 100), ("phone", "desk", 270), ("phone", "claims", 270))
        for i in range(300)
    ]
    found = find_proposals(warehouse(responses=loved, matters=matters))
    focus = next(tried for tried in found.tried if tried.kind == "focus")
    assert focus.surviving > 0
    assert [dict(proposal.filters) for proposal in found.proposals if "chatbot" in str(proposal.filters)] == []
