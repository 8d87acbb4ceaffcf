"""Negative and a frequent question: a topic that many contacts of a touchpoint are about and that goes worse than its peers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from metrics.analyses.proposals.evidence import Place
from metrics.analyses.proposals.findings import Findings, Outcome
from metrics.analyses.proposals.levels import Comparison, Names, compare_with_peers, read_levels
from metrics.analyses.proposals.make import Gain, add_money, cost_per_contact, gains_of, make_proposal, repeats_saved
from metrics.analyses.proposals.proposal import Proposal

KIND = "knowledge_base"
HERE = ("stage", "channel", "touchpoint")
QUESTION = (*HERE, "topic")
ELSEWHERE = ("stage", "topic")


class Share(NamedTuple):
    """Contacts about a topic at a touchpoint, among those there whose topic is known."""

    contacts: int
    of: int


def compare(place: Place) -> Findings:
    """Frequent questions against the other questions of their touchpoint, and against the same question at other touchpoints."""
    rules, frequent = place.engine.settings.proposals, frequent_questions(place)
    if not frequent:
        return Findings((), "no_questions", (("n", rules.minimum_n), ("share", 100 * rules.frequent_topic_share)))
    found = []
    for metric in rules.judged_by:
        levels = read_levels(place, metric, place.scope, QUESTION)
        for shared in (HERE, ELSEWHERE):
            compared = compare_with_peers(levels, shared, shared, rules.least_peers)
            found += [comparison for comparison in compared if comparison.level.group in frequent]
    return Findings(tuple(found), "" if found else "no_scores_of_questions", (("n", rules.minimum_n),))


def frequent_questions(place: Place) -> dict[Names, Share]:
    """Stage, channel, touchpoint and topic of the questions that are asked often enough, with how often."""
    rules = place.engine.settings.proposals
    counted = {
        tuple(str(row[name] or "") for name in QUESTION): int(row["n"])
        for row in place.contacts_by(*QUESTION).iter_rows(named=True)
        if row["touchpoint"] and row["topic"]
    }
    at_touchpoint: dict[Names, int] = defaultdict(int)
    for group, contacts in counted.items():
        at_touchpoint[group[:-1]] += contacts
    return {
        group: Share(contacts, at_touchpoint[group[:-1]])
        for group, contacts in counted.items()
        if contacts >= max(rules.minimum_n, rules.frequent_topic_share * at_touchpoint[group[:-1]])
    }


def propose(place: Place, findings: Findings, standing: Sequence[Comparison]) -> Outcome:
    """One proposal a touchpoint, for all its questions that go worse."""
    frequent = frequent_questions(place) if standing else {}
    of_question: dict[Names, list[Comparison]] = defaultdict(list)
    for comparison in standing:
        of_question[comparison.level.group].append(comparison)
    of_touchpoint: dict[Names, list[list[Gain]]] = defaultdict(list)
    for group, comparisons in of_question.items():
        if gains := gains_of(comparisons, place):
            of_touchpoint[group[:-1]].append(gains)
    worth = {touchpoint: sum(gains[0].helped for gains in questions) for touchpoint, questions in of_touchpoint.items()}
    listed = sorted(of_touchpoint, key=lambda name: (-worth[name], name))[
        : place.engine.settings.proposals.most_proposals
    ]
    found = [proposal_of(place, frequent, of_touchpoint[touchpoint]) for touchpoint in listed]
    return Outcome(tuple(found), "" if found else "unsure", (("gain", place.engine.settings.proposals.least_gain),))


def proposal_of(place: Place, frequent: Mapping[Names, Share], questions: Sequence[Sequence[Gain]]) -> Proposal:
    """The proposal with how often the questions are asked, how each goes and how its peers go, the worst one first."""
    ordered = sorted(questions, key=lambda gains: (-gains[0].helped, gains[0].comparison.level.group))
    worst = ordered[0][0]
    level, target = worst.comparison.level, worst.target
    topics = tuple(gains[0].comparison.level.named("topic") for gains in ordered)
    touchpoint = place.at(*level.filters[:-1])
    filters = place.at(*level.filters[:-1], ("topic", tuple(sorted(topics))))
    shares = [frequent[gains[0].comparison.level.group] for gains in ordered]
    evidence = [
        place.look("volume", "interactions", filters),
        place.look("whole", "interactions", touchpoint),
        *(place.look(role, gains[0].effect.metric, at) for gains in ordered
          for role, at in (("score", gains[0].effect.filters), ("peer", place.at(*gains[0].target.filters)))),
        cost_per_contact(place, filters),
    ]  # fmt: skip
    words = (
        ("topics", "\t".join(topics)), ("topic", topics[0]), ("share", 100 * sum(share.contacts for share in shares) / shares[0].of),
        ("metric", level.metric), ("value", level.value), ("peer", target.value), ("unit", level.unit),
        ("gap", worst.comparison.gap.value), ("shared", ",".join(worst.comparison.shared)),
    )  # fmt: skip
    effects = [gain.effect for gains in ordered for gain in gains]
    saves = add_money(repeats_saved(place, gains) for gains in ordered)
    return make_proposal(
        place, KIND, filters, evidence, effects, words, sum(gains[0].helped for gains in ordered), saves
    )
