"""Self-service that is better and sells: a campaign that brings more customers to it."""

from collections import defaultdict
from collections.abc import Sequence

from metrics.analyses.proposals.evidence import Place
from metrics.analyses.proposals.findings import Findings, Outcome
from metrics.analyses.proposals.levels import (
    Comparison,
    Names,
    compare_one,
    margin_of,
    read_levels,
    together,
    value_of,
)
from metrics.analyses.proposals.make import make_proposal
from metrics.analyses.proposals.outlook import better_off
from metrics.analyses.proposals.proposal import Evidence, Proposal
from metrics.analyses.proposals.shrunk import shrunk_gap
from metrics.analyses.proposals.sides import costs_of, mixed_effect, moved_money, names_of

KIND = "campaign"
BY = ("stage", "channel")


def compare(place: Place) -> Findings:
    """By stage: each self-service channel against the channels that are none, together."""
    rules, found = place.engine.settings.proposals, []
    for metric in rules.judged_by:
        levels = read_levels(place, metric, place.scope, BY)
        for level in levels:
            others = tuple(
                other
                for other in levels
                if other.named("stage") == level.named("stage") and not is_self_service(place, other.named("channel"))
            )
            if others and is_self_service(place, level.named("channel")):
                found.append(compare_one(level, others, "better"))
    return Findings(tuple(found), "" if found else "no_self_service", (("n", rules.minimum_n),))


def is_self_service(place: Place, channel: str) -> bool:
    """Whether customers help themselves there."""
    return channel in place.engine.settings.proposals.self_service_channels


def propose(place: Place, findings: Findings, standing: Sequence[Comparison]) -> Outcome:
    """One proposal a channel and stage that is better by some metric, worse by none, and sells."""
    all_of: dict[Names, list[Comparison]] = defaultdict(list)
    for comparison in findings.comparisons:
        all_of[comparison.level.group].append(comparison)
    better: dict[Names, list[Comparison]] = defaultdict(list)
    for comparison in standing:
        if not any(other.is_worse for other in all_of[comparison.level.group]):
            better[comparison.level.group].append(comparison)
    if not better:
        return Outcome((), "self_service_worse")
    made = [proposal for comparisons in better.values() if (proposal := proposal_of(place, comparisons))]
    return Outcome(tuple(made), "" if made else "not_selling", (("n", place.engine.settings.proposals.minimum_n),))


def proposal_of(place: Place, comparisons: Sequence[Comparison]) -> Proposal | None:
    """The proposal; None for a channel that does not sell: too few orders, or fewer customers who buy than elsewhere."""
    rules = place.engine.settings.proposals
    best = min(comparisons, key=lambda comparison: comparison.gap.high)
    gap, _, gap_high = shrunk_gap(best)
    if gap > -margin_of(best.level.metric, rules.least_gain):
        return None
    channels = names_of(best.peers, "channel")
    stage = ("stage", (best.level.named("stage"),))
    here, there = place.at(*best.level.filters), place.at(stage, ("channel", channels))
    orders = place.look("orders", "orders", place.at(("channel", (best.level.named("channel"),))))
    conversion = [place.look("conversion", "conversion", place.at(("channel", names))) for names in
                  ((best.level.named("channel"),), channels)]  # fmt: skip
    if orders is None or orders.n < rules.minimum_n or sells_less(*conversion):
        return None
    costs, moved = costs_of(place, here, there), rules.moved_share * place.volume(there)
    whole = next(
        (level for level in read_levels(place, best.level.metric, place.scope_at(place.at(stage)), ())),
        None,
    )
    if whole is None or not moved:
        return None
    evidence = [
        place.look("self_service", best.level.metric, here), place.look("assisted", best.level.metric, there),
        *(place.look(role, found.level.metric, filters) for found in comparisons if found is not best
          for role, filters in (("self_service", here), ("assisted", there))),
        orders, place.look("revenue", "revenue", orders.filters), *conversion,
        place.look("volume", "interactions", there), place.look("volume", "orders", there),
        *((costs.here, costs.there) if costs else ()),
    ]  # fmt: skip
    words = (
        ("metric", best.level.metric), ("value", best.level.value), ("peer", whole_of(best)), ("unit", best.level.unit),
        ("orders", orders.n),
    )  # fmt: skip
    effects = [mixed_effect(place, best, place.at(stage), whole, rules.moved_share, "moved_as_today",
                            (("moved", 100 * rules.moved_share),))]  # fmt: skip
    priority = moved * better_off(best.level.metric, max(-gap_high, 0.0))
    contacts = rules.moved_share * place.count("interactions", there)
    saves = moved_money(contacts, costs) if costs and costs.is_cheaper_here else None
    return make_proposal(place, KIND, here, evidence, effects, words, priority, saves)


def whole_of(comparison: Comparison) -> float:
    """The value of the peers together."""
    return value_of(together(comparison.peers))


def sells_less(here: Evidence | None, there: Evidence | None) -> bool:
    """Whether fewer of those who come buy, beyond noise; not where one of the two was not measured."""
    if here is None or there is None or here.high is None or there.low is None:
        return False
    return here.high < there.low
