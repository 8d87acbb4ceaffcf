"""Channels that deserve priority: one to be integrated better, one of people that is as good as its peers and cheaper."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from metrics.analyses.proposals.evidence import Place
from metrics.analyses.proposals.findings import Findings, Outcome
from metrics.analyses.proposals.levels import (
    Comparison,
    Names,
    compare_one,
    compare_with_peers,
    margin_of,
    read_levels,
)
from metrics.analyses.proposals.make import gain_of, make_proposal
from metrics.analyses.proposals.offers import KIND, offers
from metrics.analyses.proposals.proposal import Proposal
from metrics.analyses.proposals.reachable import reachable
from metrics.analyses.proposals.sides import assisted_channels

# Can be integrated: its contacts carry a key, and the person is known elsewhere too.
KNOWN_BY = ("coverage", "match_rate")
BY = ("stage", "channel")
PEOPLE_ONLY = ("abandonment",)


def compare(place: Place) -> Findings:
    """Every channel of some traffic by how well its customers are known; every channel of people, asked whether it is as good."""
    rules, busy = place.engine.settings.proposals, busy_channels(place)
    found = []
    for metric in KNOWN_BY:
        levels = read_levels(place, metric, place.scope, ("channel",))
        compared = compare_with_peers(levels, (), (), rules.least_peers)
        found += [comparison for comparison in compared if comparison.level.named("channel") in busy]
    people = [channel for channel in assisted_channels(place) if channel in busy]
    for metric in rules.judged_by:
        levels = [
            level
            for level in read_levels(place, metric, place.scope, BY)
            if level.named("channel") in people and metric not in PEOPLE_ONLY
        ]
        for level in levels:
            others = tuple(o for o in levels if o is not level and o.named("stage") == level.named("stage"))
            if others:
                found.append(compare_one(level, others, "as_good", margin_of(metric, rules.least_gap)))
    return Findings(tuple(found), "" if found else "no_channels", (("n", rules.minimum_n),))


def busy_channels(place: Place) -> Names:
    """Channels with at least the set share of all contacts."""
    found = place.contacts_by("channel")
    least = place.engine.settings.proposals.least_traffic_share * int(found["n"].sum())
    return tuple(row["channel"] for row in found.iter_rows(named=True) if row["channel"] and row["n"] >= least)


def propose(place: Place, findings: Findings, standing: Sequence[Comparison]) -> Outcome:
    """Channels to integrate, and the channel of people to offer first in a stage."""
    made = [*integrations(place, standing), *offers(place, findings, standing)]
    return Outcome(tuple(made), "" if made else "channels_even")


def integrations(place: Place, standing: Sequence[Comparison]) -> Iterator[Proposal]:
    """A channel whose customers are known less than those of its peers: one proposal, by what tells most."""
    of_channel: dict[str, list[Comparison]] = defaultdict(list)
    for comparison in standing:
        if comparison.level.metric in KNOWN_BY:
            of_channel[comparison.level.named("channel")].append(comparison)
    for channel, comparisons in of_channel.items():
        gains = [
            gain
            for comparison in comparisons
            if (gain := gain_of(comparison, place, reachable(place, comparison.level)))
        ]
        if not gains:
            continue
        best = max(gains, key=lambda gain: gain.helped)
        level, target, filters = best.comparison.level, best.target, best.effect.filters
        evidence = [
            place.look("score", level.metric, filters), place.look("peer", level.metric, place.at(*target.filters)),
            place.look("volume", "interactions", filters), place.look("whole", "interactions", place.scope.filters),
            place.look("preference", "matters", filters),
        ]  # fmt: skip
        words = (
            ("channel", channel),
            ("metric", level.metric),
            ("value", level.value),
            ("peer", target.value),
            ("unit", level.unit),
        )
        yield make_proposal(
            place, KIND, filters, evidence, [gain.effect for gain in gains], words, best.helped, variant="integrate"
        )
