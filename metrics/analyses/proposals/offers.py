"""The channel of people to offer first in a stage: as good as the others and cheaper."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from metrics.analyses.proposals.evidence import Place
from metrics.analyses.proposals.findings import Findings
from metrics.analyses.proposals.levels import Comparison, Names, read_levels, together, value_of
from metrics.analyses.proposals.make import make_proposal
from metrics.analyses.proposals.outlook import better_off
from metrics.analyses.proposals.proposal import Proposal
from metrics.analyses.proposals.shrunk import shrunk_gap
from metrics.analyses.proposals.sides import costs_of, mixed_effect, moved_money, names_of
from metrics.semantic.scope import Filters

KIND = "channel"


def offers(place: Place, findings: Findings, standing: Sequence[Comparison]) -> Iterator[Proposal]:
    """By stage, the cheapest channel of people that is as good as the others by some metric and worse by none."""
    all_of, kept = (by_place(found) for found in (findings.comparisons, standing))
    best: dict[str, tuple[float, Proposal]] = {}
    for group, comparisons in kept.items():
        if any(comparison.is_worse for comparison in all_of[group]):
            continue
        if proposal := offer_of(place, comparisons):
            cost = next(e.value or 0.0 for e in proposal.evidence if e.role == "cost")
            stage = group[0]
            if stage not in best or cost < best[stage][0]:
                best[stage] = (cost, proposal)
    yield from (proposal for _, proposal in best.values())


def by_place(comparisons: Sequence[Comparison]) -> dict[Names, list[Comparison]]:
    """The comparisons of each stage and channel of people."""
    found: dict[Names, list[Comparison]] = defaultdict(list)
    for comparison in comparisons:
        if comparison.asked == "as_good":
            found[comparison.level.group].append(comparison)
    return found


def offer_of(place: Place, comparisons: Sequence[Comparison]) -> Proposal | None:
    """The proposal to offer this channel first; None where it is not known to be cheaper."""
    rules = place.engine.settings.proposals
    best = min(comparisons, key=lambda comparison: comparison.gap.high)
    stage, channels = ("stage", (best.level.named("stage"),)), names_of(best.peers, "channel")
    here, there = place.at(*best.level.filters), place.at(stage, ("channel", channels))
    costs = costs_of(place, here, there)
    whole = next(
        iter(read_levels(place, best.level.metric, place.scope_at(both_of(here, there, place)), ())),
        None,
    )
    if costs is None or not costs.is_cheaper_here or whole is None:
        return None
    contacts = place.count("interactions", there)
    moved = rules.moved_share * contacts
    evidence = [
        costs.here, costs.there,
        place.look("score", best.level.metric, here), place.look("others", best.level.metric, there),
        *(place.look(role, found.level.metric, filters) for found in comparisons if found is not best
          for role, filters in (("score", here), ("others", there))),
        place.look("volume", "interactions", here), place.look("volume", "interactions", there),
        place.look("preference", "matters", here), place.look("preference", "matters", there),
    ]  # fmt: skip
    words = (
        ("channel", best.level.named("channel")), ("metric", best.level.metric), ("value", best.level.value),
        ("peer", value_of(together(best.peers))), ("unit", best.level.unit),
        ("cost", costs.here.value or 0.0), ("peer_cost", costs.there.value or 0.0), ("currency", costs.here.unit),
    )  # fmt: skip
    effect = mixed_effect(
        place, best, both_of(here, there, place), whole, rules.moved_share, "moved_as_today", (("moved", 100 * rules.moved_share),)
    )  # fmt: skip
    saves = moved_money(moved, costs)
    priority = moved * better_off(best.level.metric, max(-shrunk_gap(best)[2], 0.0)) + cost_in_contacts(
        saves.low if saves else 0.0, costs.there.value
    )
    return make_proposal(place, KIND, here, evidence, [effect], words, priority, saves, "offer")


def cost_in_contacts(amount: float, cost: float | None) -> float:
    """Money as the number of contacts that it pays."""
    return max(amount, 0.0) / cost if cost else 0.0


def both_of(here: Filters, there: Filters, place: Place) -> Filters:
    """The channels of both sides in their stage."""
    channels = tuple(sorted({*dict(here)["channel"], *dict(there)["channel"]}))
    return place.at(("stage", dict(here)["stage"]), ("channel", channels))
