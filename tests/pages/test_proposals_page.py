"""The page of what to do: every proposal is said in both languages, opens to its numbers, and is kept in the URL when it is chosen."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metrics.analyses.proposals.find import find_proposals
from metrics.analyses.proposals.proposal import Effect, Proposal, Proposals
from metrics.catalogue import METRICS
from metrics.presenter.numbers import decimal, format_value
from metrics.semantic.estimate import Bounded
from metrics.semantic.scope import Scope
from pages.parts.measured import metric_label
from pages.parts.page import last_day_of
from pages.parts.periods import period_dates
from pages.parts.proposals.words import effect_words, money_words, payback_words, place_words, rule_words, title_words
from pages.parts.texts import TEXTS, Texts, languages
from tests.pages.conftest import Open, words_of
from warehouse.store.engine import open_engine

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
KEY = re.compile(r"\b(?:proposals?|proposal_kind|tried|evidence|assumption|channel_table)\.[a-z_]+\b")


@pytest.fixture(scope="module")
def found(sample_home: Path) -> Proposals:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HILO_HOME", str(sample_home))
        patch.setenv("HILO_TIMEZONE", "Europe/Madrid")
        engine = open_engine()
        return find_proposals(engine, Scope(*period_dates("12w", last_day_of(engine))))


@pytest.mark.parametrize("language", languages())
def test_every_proposal_says_what_why_and_what_is_expected(
    language: str, found: Proposals, sample_home: Path, open_page: Open
) -> None:
    words, texts = words_of(open_page(sample_home, "actions", lang=language)), Texts(language)
    assert found.proposals
    assert KEY.findall(words) == []
    for proposal in found.proposals:
        assert title_words(proposal, texts, ()) in words
        assert rule_words(proposal, texts) in words
        assert (
            texts("proposals.priority", count=round(proposal.priority), number=decimal(proposal.priority, texts))
            in words
        )
        shared = set.intersection(*(set(effect.filters) for effect in proposal.effects))
        has_places = len({effect.filters for effect in proposal.effects}) > 1
        assert effect_words(proposal.effects[0], texts, tuple(shared), has_places) in words


def test_a_number_of_the_evidence_opens_to_what_customers_said_and_to_its_records(
    found: Proposals, sample_home: Path, open_page: Open
) -> None:
    proposal = next(p for p in found.proposals if p.kind == "focus")
    evidence = next(e for e in proposal.evidence if e.role == "score")
    opened = {f"in.{name}": list(values) for name, values in evidence.filters}
    app = open_page(sample_home, "actions", lang="en", item=proposal.id, metric=evidence.metric, **opened)
    texts = Texts("en")
    label = f"**{metric_label(METRICS[evidence.metric], texts)}: {format_value(evidence.value, evidence.unit, texts)}**"
    assert f"{label} · {place_words(evidence.filters, texts)}" in words_of(app)
    assert next(iter(app.tabs)).label == texts("touchpoints.comments")
    assert not app.exception


def test_a_chosen_proposal_is_in_the_url(found: Proposals, sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "actions", lang="en")
    first, second = found.proposals[:2]
    boxes = [box for box in app.checkbox if box.key and box.key.startswith("choose_")]
    assert len(boxes) == len(found.proposals)
    boxes[0].check().run()
    assert chosen_in(app) == [first.id]
    next(box for box in app.checkbox if box.key == f"choose_{second.id}_en").check().run()
    assert chosen_in(app) == [first.id, second.id]
    next(box for box in app.checkbox if box.key == f"choose_{first.id}_en").uncheck().run()
    assert chosen_in(app) == [second.id]


def chosen_in(app: AppTest) -> list[str]:
    """What the URL chooses; one value is no list there."""
    chosen = app.query_params["chosen"]
    return [chosen] if isinstance(chosen, str) else list(chosen)


@pytest.mark.parametrize("language", languages())
def test_nothing_measured_is_nothing_proposed_with_the_reasons(
    language: str, empty_home: Path, open_page: Open
) -> None:
    words, texts = words_of(open_page(empty_home, "actions", lang=language)), Texts(language)
    assert texts("proposals.none") in words
    for kind in ("knowledge_base", "focus", "automate", "campaign", "channel"):
        assert texts(f"proposal_kind.{kind}") in words
    assert KEY.findall(words) == []


@pytest.mark.parametrize("language", languages())
def test_every_reason_assumption_and_role_in_the_code_has_words(language: str) -> None:
    code = "\n".join(path.read_text() for path in Path("metrics/analyses/proposals").glob("*.py"))
    known = (TEXTS / f"{language}.po").read_text()
    roles = set(re.findall(r'look\(\s*"(\w+)"', code)) | {"self_service", "assisted", "score", "peer", "others"}
    assumptions = set(re.findall(r'"(peers_median|moved_\w+)"', code))
    reasons = set(re.findall(r'(?:Findings|Outcome)\(.*?"([a-z_]+)"', code)) | {"chance", "too_small"}
    for prefix, names in (("evidence", roles), ("assumption", assumptions), ("tried", reasons)):
        assert [name for name in sorted(names) if f'msgid "{prefix}.{name}"' not in known] == []


def test_amounts_in_dollars_are_no_formulas() -> None:
    texts = Texts("es")
    said = money_words(Bounded(553.95, 500.0, 600.0, unit="USD"), "proposals.saves_channel", texts)
    assert said.count("$") == said.count("\\$") == 3


def test_an_effect_says_from_where_to_where_with_interval_and_n() -> None:
    effect = Effect("csat", (("channel", ("phone",)),), 46.4, Bounded(73.8, 71.1, 78.1, 617, "percent"), "peers_median")
    said = effect_words(effect, Texts("en"), (), False).replace("\u202f", " ")
    assert said == "CSAT: 46.4% → **73.8%** (95%: 71.1% to 78.1%; +27.4 pp) · n = 617."
    longer = effect_words(
        replace(effect, metric="nps", expected=replace(effect.expected, unit="points")), Texts("en"), (), True
    )
    assert longer.startswith("NPS · Phone: 46.4 → **73.8**")


def test_the_saving_pays_for_a_proposal_in_so_many_periods() -> None:
    texts = Texts("en")
    cheap = Proposal(
        "focus.1",
        "focus",
        (),
        (),
        (),
        (),
        Bounded(400, 300, 500, unit="USD"),
        Bounded(6000, 6000, 6000, unit="USD"),
        1.0,
    )
    assert payback_words(cheap, texts) == " The saving alone pays for it in 15 periods like this."
    for other in (
        replace(cheap, saves=None),
        replace(cheap, costs=Bounded(1, 1, 1, unit="EUR")),
        replace(cheap, saves=Bounded(0, 0, 0, unit="USD")),
    ):
        assert payback_words(other, texts) == ""
