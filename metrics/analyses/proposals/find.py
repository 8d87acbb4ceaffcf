"""What to do about the journey: every rule looks at its differences, all of them are judged together, and what stands is proposed."""

from collections.abc import Sequence
from dataclasses import replace
from types import ModuleType

import polars as pl

from metrics.analyses.proposals import automate, campaign, channels, focus, knowledge_base
from metrics.analyses.proposals.evidence import Place, classes_in
from metrics.analyses.proposals.findings import Findings, Outcome
from metrics.analyses.proposals.levels import Comparison, margin_of
from metrics.analyses.proposals.payback import pays_for_itself
from metrics.analyses.proposals.proposal import Proposals, Tried, Words
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope
from metrics.stats.discoveries import benjamini_hochberg

RULES: tuple[ModuleType, ...] = (knowledge_base, focus, automate, campaign, channels)


def find_proposals(engine: Engine, scope: Scope | None = None, scores: pl.DataFrame | None = None) -> Proposals:
    """The proposals for the scope, the greatest priority first, and what came of each rule.

    A proposal needs numbers of at least `minimum_n`, a difference of at least `least_gap` that survives Benjamini-Hochberg
    among all differences of its family (family_of) that all rules looked at, an expected gain (own level and peers shrunk) of at
    least `least_gain` whose cautious end is above 0, and, where cost and saving are known, a saving that pays it in `payback_days`.
    `scores`: what score_groups gave for the touchpoints of the scope, where it is known already.
    """
    place = Place(engine, scope or Scope(), {} if scores is None else {"classes": classes_in(scores)})
    findings = [rule.compare(place) for rule in RULES]
    standing = surviving(engine, findings)
    proposals, tried = [], []
    for rule, found, kept in zip(RULES, findings, standing, strict=True):
        large = [comparison for comparison in kept if is_large(engine, comparison)]
        outcome = paying(place, rule.propose(place, found, large))
        listed = sorted(outcome.proposals, key=lambda proposal: (-proposal.priority, proposal.id))
        listed = listed[: engine.settings.proposals.most_proposals]
        proposals += listed
        reason, words = (outcome.reason, outcome.words) if large else why_nothing(engine, found, kept)
        tried.append(
            Tried(rule.KIND, len(found.comparisons), len(kept), len(listed), *(("", ()) if listed else (reason, words)))
        )
    return Proposals(tuple(sorted(proposals, key=lambda proposal: (-proposal.priority, proposal.id))), tuple(tried))


def paying(place: Place, outcome: Outcome) -> Outcome:
    """The proposals that pay for themselves in time, as far as that is known."""
    kept = tuple(proposal for proposal in outcome.proposals if pays_for_itself(place, proposal))
    if kept or not outcome.proposals:
        return replace(outcome, proposals=kept)
    return Outcome((), "not_paying", (("days", place.engine.settings.proposals.payback_days),))


def surviving(engine: Engine, findings: Sequence[Findings]) -> list[list[Comparison]]:
    """By rule, the comparisons that are no chance among all of their family over all rules."""
    every = [comparison for found in findings for comparison in found.comparisons]
    kept: set[int] = set()
    for family in dict.fromkeys(map(family_of, every)):
        members = [comparison for comparison in every if family_of(comparison) == family]
        is_real = benjamini_hochberg([comparison.p for comparison in members], engine.settings.proposals.false_share)
        kept.update(id(comparison) for comparison, real in zip(members, is_real, strict=True) if real)
    return [[comparison for comparison in found.comparisons if id(comparison) in kept] for found in findings]


def family_of(comparison: Comparison) -> str:
    """What is judged together: that most channels are as good, or that few customers are known on one, lets no chance pass as
    a difference in what customers lived."""
    if comparison.asked == "as_good":
        return "as_good"
    return "known" if comparison.level.metric in channels.KNOWN_BY else "lived"


def is_large(engine: Engine, comparison: Comparison) -> bool:
    """Whether the gap is worth acting on; who is asked to be as good need be neither worse nor better."""
    least = margin_of(comparison.level.metric, engine.settings.proposals.least_gap)
    return {"worse": comparison.gap.value >= least, "better": comparison.gap.value <= -least, "as_good": True}[
        comparison.asked
    ]


def why_nothing(engine: Engine, found: Findings, kept: Sequence[Comparison]) -> tuple[str, Words]:
    """The reason where no difference is left: nothing to compare, all of it chance, or too small."""
    if not found.comparisons:
        return found.reason, found.words
    compared = ("compared", len(found.comparisons))
    return ("too_small", (compared, ("gap", engine.settings.proposals.least_gap))) if kept else ("chance", (compared,))
