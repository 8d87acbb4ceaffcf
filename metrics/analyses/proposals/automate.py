"""Positive and automated: what machines settle as well as people do, and cheaper, they could do more of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from metrics.analyses.proposals.evidence import Place
from metrics.analyses.proposals.findings import Findings, Outcome
from metrics.analyses.proposals.levels import Comparison, Level, Names, compare_one, margin_of, read_levels
from metrics.analyses.proposals.make import make_proposal
from metrics.analyses.proposals.proposal import Effect, Proposal
from metrics.analyses.proposals.shrunk import shrink_levels
from metrics.analyses.proposals.sides import assisted_channels, costs_of, mixed_effect, moved_money, pooled
from metrics.semantic.estimate import Bounded
from metrics.semantic.scope import Filters
from metrics.stats.intervals import Z

KIND = "automate"
# No other contact on any channel, not given up, handed off or stated unresolved: verified, and known of people as of machines.
SETTLED = "ocr"
NOT_OF_MACHINES = ("abandonment",)  # nobody queues for a machine


def compare(place: Place) -> Findings:
    """By topic, and over all topics: the machines' channels against those of people, asked whether they are as good, and whether better."""
    rules, people = place.engine.settings.proposals, assisted_channels(place)
    machines = present_machines(place)
    if not machines or not people:
        return Findings((), "no_machines" if not machines else "no_people")
    found = []
    for metric in dict.fromkeys((SETTLED, *rules.judged_by)):
        for by in ((), ("topic",)) if metric not in NOT_OF_MACHINES else ():
            here, there = (levels_of(place, metric, channels, by) for channels in (machines, people))
            for group in sorted(here.keys() & there.keys()):
                found.append(compare_one(here[group], (there[group],), "as_good", margin_of(metric, rules.least_gap)))
                found.append(compare_one(here[group], (there[group],), "better"))
    return Findings(tuple(found), "" if found else "machines_not_measured", (("n", rules.minimum_n),))


def present_machines(place: Place) -> Names:
    """The automated channels that the data have."""
    automated = place.engine.settings.proposals.automated_channels
    found = place.contacts_by("channel")["channel"].to_list()
    return tuple(channel for channel in automated if channel in found)


def levels_of(place: Place, metric: str, channels: Names, by: Names) -> dict[Names, Level]:
    """The levels of some channels together, by group."""
    scope = place.scope_at(place.at(("channel", channels)))
    return {level.group: level for level in read_levels(place, metric, scope, by)}


def propose(place: Place, findings: Findings, standing: Sequence[Comparison]) -> Outcome:
    """One proposal a topic; one over all topics only where no single topic is proposed."""
    all_of, kept = by_group(findings.comparisons), by_group(standing)
    positive = {group: found for group, found in kept.items() if is_positive(place, all_of[group], found)}
    if not positive:
        return why_not(place, all_of)
    topics = {group: found for group, found in positive.items() if group} or positive
    made = [proposal for group, found in topics.items() if (proposal := proposal_of(place, group, found, all_of))]
    return Outcome(tuple(made), "" if made else "no_gain")


def why_not(place: Place, all_of: Mapping[Names, Sequence[Comparison]]) -> Outcome:
    """What machines settle over all topics, beside people and beside what is asked of them, where it is measured."""
    settled = next((c for c in all_of.get((), ()) if c.level.metric == SETTLED), None)
    if settled is None:
        return Outcome((), "machines_worse")
    least = place.engine.settings.proposals.least_settled
    words = (("value", settled.level.value), ("peer", settled.peers[0].value), ("least", least))
    return Outcome((), "machines_unsettled", words)


def by_group(comparisons: Sequence[Comparison]) -> dict[Names, list[Comparison]]:
    """The comparisons of each topic."""
    found: dict[Names, list[Comparison]] = defaultdict(list)
    for comparison in comparisons:
        found[comparison.level.group].append(comparison)
    return found


def is_positive(place: Place, all_of: Sequence[Comparison], standing: Sequence[Comparison]) -> bool:
    """As good where it counts: no touchpoint of the machines negative on the journey map, as much settled in one contact as by
    people (where that is measured) and often enough, and by no metric worse."""
    if any(name == "negative" and key[1] in present_machines(place) for key, name in place.classes().items()):
        return False
    settled = next((c for c in all_of if c.level.metric == SETTLED and c.asked == "as_good"), None)
    as_good = [comparison for comparison in standing if comparison.asked == "as_good"]
    least = place.engine.settings.proposals.least_settled
    is_settled = bool(as_good) if settled is None else settled in as_good and settled.level.value >= least
    return is_settled and not any(comparison.is_worse for comparison in all_of)


def settled_share(level: Level, all_of: Mapping[Names, Sequence[Comparison]]) -> tuple[float, float, float]:
    """The share that machines settle, low, high (0 … 1); of one topic drawn towards the others, of which it was chosen as a good one."""
    topics = [c.level for group, found in all_of.items() for c in found
              if group and c.level.metric == SETTLED and c.asked == "as_good"]  # fmt: skip
    if level not in topics or len(topics) < 2:
        return level.value / 100, level.low / 100, level.high / 100
    value, error = (float(part[topics.index(level)]) / 100 for part in shrink_levels(topics))
    return value, max(value - Z * error, 0.0), min(value + Z * error, 1.0)


def proposal_of(
    place: Place, group: Names, standing: Sequence[Comparison], all_of: Mapping[Names, Sequence[Comparison]]
) -> Proposal | None:
    """The proposal with both sides' numbers; None where a machine is neither cheaper nor better."""
    rules, people = place.engine.settings.proposals, assisted_channels(place)
    topic = tuple(("topic", (name,)) for name in group)
    here, there = place.at(("channel", present_machines(place)), *topic), place.at(("channel", people), *topic)
    costs, contacts = costs_of(place, here, there), place.count("interactions", there)
    is_better = any(found.asked == "better" for found in standing)
    standing = [found for found in standing if found.asked == "as_good"]
    best = next((found for found in standing if found.level.metric == SETTLED), standing[0])
    is_cheaper = costs is not None and costs.is_cheaper_here
    if contacts < rules.minimum_n or not (is_cheaper or is_better):
        return None
    moved = rules.moved_share * contacts
    settled = settled_share(best.level, all_of) if best.level.metric == SETTLED else None
    evidence = [
        place.look("automated", best.level.metric, here), place.look("assisted", best.level.metric, there),
        place.look("volume", "interactions", there), place.look("self_service", "interactions", here),
        *(place.look("automated", found.level.metric, here) for found in standing if found is not best),
        *(place.look("assisted", found.level.metric, there) for found in standing if found is not best),
        *((costs.here, costs.there) if costs else ()),
    ]  # fmt: skip
    words = (
        ("topic", group[0] if group else ""), ("metric", best.level.metric), ("value", best.level.value),
        ("peer", best.peers[0].value), ("unit", best.level.unit), ("contacts", contacts),
    )  # fmt: skip
    spared = moved * (settled[1] if settled else 0.0)
    return make_proposal(
        place, KIND, there, evidence, effects_of(place, best, moved, settled, contacts, topic), words, spared,
        moved_money(moved, costs, settled) if settled and costs else None,
    )  # fmt: skip


def effects_of(
    place: Place,
    best: Comparison,
    moved: float,
    settled: tuple[float, float, float] | None,
    contacts: int,
    topic: Filters,
) -> list[Effect]:
    """Fewer contacts for people: those moved that the machine settles; and the level of both sides together."""
    rules, people = place.engine.settings.proposals, assisted_channels(place)
    share = (("moved", 100 * rules.moved_share),)
    there = place.at(("channel", people), *topic)
    both = place.at(("channel", (*present_machines(place), *people)), *topic)
    found = []
    if settled:
        expected, high, low = (contacts - moved * part for part in settled)
        found.append(
            Effect(
                "interactions",
                there,
                contacts,
                Bounded(expected, low, high, contacts, "contacts"),
                "moved_and_settled",
                share,
            )
        )
    whole = pooled([best.level, *best.peers])
    found.append(mixed_effect(place, best, both, whole, rules.moved_share, "moved_as_today", share))
    return found
