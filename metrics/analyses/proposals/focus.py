"""Negative in one area: a touchpoint, team, country or channel that is worse than its peers, while most of its kind are not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from metrics.analyses.proposals.evidence import Place
from metrics.analyses.proposals.findings import Findings, Outcome
from metrics.analyses.proposals.levels import Comparison, Names, compare_with_peers, read_levels
from metrics.analyses.proposals.make import Gain, cost_per_contact, gains_of, make_proposal, repeats_saved
from metrics.analyses.proposals.proposal import Evidence, Proposal
from metrics.semantic.scope import Filters

KIND = "focus"
# Peers: of the same channel and stage before those of the same stage.
GROUPS = {"touchpoint": ("stage", "channel", "touchpoint"), "channel": ("stage", "channel")}
SAME_AREA = 1 / 3  # of an area's contacts that lie in areas proposed before it: it is no other area


def compare(place: Place) -> Findings:
    """Every area against its peers, by every metric that judges."""
    rules = place.engine.settings.proposals
    found = [
        comparison
        for area in rules.areas
        for metric in rules.judged_by
        for comparison in compare_area(place, area, metric)
    ]
    return Findings(tuple(found), "" if found else "no_areas", (("n", rules.minimum_n),))


def compare_area(place: Place, area: str, metric: str) -> list[Comparison]:
    """The areas of one kind by one metric."""
    rules, by = place.engine.settings.proposals, GROUPS.get(area, ("stage", area))
    levels = read_levels(place, metric, place.scope, by)
    return compare_with_peers(levels, by[:-1], ("stage",), rules.least_peers)


def propose(place: Place, findings: Findings, standing: Sequence[Comparison]) -> Outcome:
    """One proposal an area, unless most areas of its kind are as bad; areas that mostly are one already proposed stand beside it."""
    negative = [comparison for comparison in standing if is_negative(place, comparison)]
    if standing and not negative:
        return Outcome((), "not_negative")
    alone = [comparison for comparison in negative if is_one_area(place, comparison, findings.comparisons, standing)]
    if not alone:
        return Outcome(
            (),
            "everywhere" if standing else "",
            (("share", 100 * place.engine.settings.proposals.most_negative_share),),
        )
    proposed: list[tuple[list[Gain], list[Evidence]]] = []
    for gains in candidates(place, alone):
        covering = covered_by(place, gains[0].effect.filters, [other[0][0].effect.filters for other in proposed])
        if covering is None:
            proposed.append((gains, []))
        elif also := place.look("also", gains[0].effect.metric, gains[0].effect.filters):
            proposed[covering][1].append(also)
    listed = sorted(proposed, key=lambda found: -found[0][0].helped)[: place.engine.settings.proposals.most_proposals]
    made = tuple(proposal_of(place, gains, also) for gains, also in listed)
    return Outcome(made, "" if made else "unsure", (("gain", place.engine.settings.proposals.least_gain),))


def is_negative(place: Place, comparison: Comparison) -> bool:
    """Whether the journey map does not say otherwise: of touchpoints that customers score there, the area is or has a negative one."""
    level = comparison.level
    if level.by not in GROUPS.values():
        return True
    scored = [name for key, name in place.classes().items() if key[: len(level.group)] == level.group]
    return not scored or any(name in ("negative", "unknown") for name in scored)


def is_one_area(place: Place, one: Comparison, all_of: Iterable[Comparison], standing: Sequence[Comparison]) -> bool:
    """Whether at most the set share of the areas of its kind, stage and metric are negative."""

    def alike(other: Comparison) -> bool:
        same = other.level.metric == one.level.metric and other.level.by == one.level.by
        return same and other.level.named("stage") == one.level.named("stage")

    negative = sum(alike(other) for other in standing)
    return negative <= place.engine.settings.proposals.most_negative_share * sum(alike(other) for other in all_of)


def candidates(place: Place, standing: Iterable[Comparison]) -> Iterator[list[Gain]]:
    """The gains of each area: kinds of area in the order of the settings, in each the one that helps most contacts first."""
    order = [GROUPS.get(area, ("stage", area)) for area in place.engine.settings.proposals.areas]
    of_area: dict[tuple[Names, Names], list[Comparison]] = defaultdict(list)
    for comparison in standing:
        of_area[comparison.level.by, comparison.level.group].append(comparison)
    found = [gains for comparisons in of_area.values() if (gains := gains_of(comparisons, place))]
    yield from sorted(found, key=lambda gains: (order.index(gains[0].comparison.level.by), -gains[0].helped))


def covered_by(place: Place, filters: Filters, before: Sequence[Filters]) -> int | None:
    """The number of the proposed area that most of this one's contacts lie in; None where most lie in none of them."""
    own = place.volume(filters)
    shared = [place.volume(both(filters, other)) for other in before]
    return shared.index(max(shared)) if own and sum(shared) >= SAME_AREA * own else None


def both(filters: Filters, others: Filters) -> Filters:
    """Rows that are in both; a value that the two do not share leaves none."""
    merged = [*filters, *others]
    return tuple(dict.fromkeys(merged))


def proposal_of(place: Place, gains: Sequence[Gain], also: Iterable[Evidence]) -> Proposal:
    """The proposal with the group's own numbers, the peer that is the median, and the stage as a whole."""
    best = gains[0]
    level, target, filters = best.comparison.level, best.target, best.effect.filters
    stage = place.at(("stage", (level.named("stage"),)))
    evidence = [
        place.look("score", level.metric, filters),
        place.look("peer", level.metric, place.at(*target.filters)),
        place.look("whole", level.metric, stage),
        place.look("volume", "interactions", filters), place.look("volume", "orders", filters),
        *also, cost_per_contact(place, filters),
    ]  # fmt: skip
    words = (
        ("area", level.by[-1]), ("metric", level.metric), ("value", level.value), ("peer", target.value), ("unit", level.unit),
        ("gap", best.comparison.gap.value), ("shared", ",".join(best.comparison.shared)),
    )  # fmt: skip
    effects = [gain.effect for gain in gains]
    return make_proposal(place, KIND, filters, evidence, effects, words, best.helped, repeats_saved(place, gains))
