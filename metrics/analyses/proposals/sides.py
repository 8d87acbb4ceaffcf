"""Machines, self-service and people: which channels are which, and what moving contacts from one side to the other would change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from metrics.analyses.proposals.evidence import Place
from metrics.analyses.proposals.levels import Comparison, Level, interval_of, together, value_of
from metrics.analyses.proposals.make import cost_per_contact
from metrics.analyses.proposals.proposal import Effect, Evidence, Words
from metrics.analyses.proposals.shrunk import shrunk_gap
from metrics.catalogue import METRICS
from metrics.semantic.estimate import Bounded
from metrics.semantic.scope import Filters
from warehouse.config.codes import SERVICE_TYPES


@dataclass(frozen=True)
class Costs:
    """What a contact costs on either side, with the evidence."""

    here: Evidence
    there: Evidence

    @property
    def is_cheaper_here(self) -> bool:
        """Whether a contact here costs less, beyond what chance in the number of contacts makes of it."""
        return (self.here.high or 0.0) < (self.there.low or 0.0)


def assisted_channels(place: Place) -> tuple[str, ...]:
    """Channels in which people answer: they have service contacts, and are neither automated nor self-service."""
    rules = place.engine.settings.proposals
    found = place.contacts_by("channel", "interaction_type")
    own = {*rules.automated_channels, *rules.self_service_channels}
    served = {row["channel"] for row in found.iter_rows(named=True) if row["interaction_type"] in SERVICE_TYPES}
    return tuple(sorted(channel for channel in served if channel and channel not in own))


def costs_of(place: Place, here: Filters, there: Filters) -> Costs | None:
    """Both costs per contact; None unless both are known, in one currency."""
    found = cost_per_contact(place, here), cost_per_contact(place, there)
    if any(cost is None or cost.value is None for cost in found):
        return None
    costs = Costs(*(cost for cost in found if cost))
    return costs if costs.here.unit == costs.there.unit else None


def mixed_effect(
    place: Place, comparison: Comparison, filters: Filters, whole: Level, share: float, assumption: str, words: Words
) -> Effect:
    """The metric of the whole when `share` of the contacts of the peers become contacts like the level's.

    The whole moves by share × the peers' weight in it × the difference, own level and peers shrunk; its interval is the
    difference's, carried over.
    """
    gap, *bounds = shrunk_gap(comparison)
    weight = sum(peer.n for peer in comparison.peers) / whole.n * share
    sign = 1 if METRICS[whole.metric].better == "lower" else -1  # a gap is how much worse
    low, high = sorted(whole.value + weight * sign * bound for bound in bounds)
    expected = whole.value + weight * sign * gap
    return Effect(
        whole.metric, filters, whole.value, Bounded(expected, low, high, whole.n, whole.unit), assumption, words
    )


def pooled(levels: Sequence[Level]) -> Level:
    """Several groups as one, without a name of its own."""
    counts = together(levels)
    metric = levels[0].metric
    low, high = interval_of(metric, counts)
    shown = (value_of(counts), low, high, int(counts[-1]), levels[0].unit)
    return Level(*shown, metric=metric, by=(), group=(), counts=counts)


def moved_money(
    moved: float, costs: Costs | None, settled: tuple[float, float, float] = (1.0, 1.0, 1.0)
) -> Bounded | None:
    """What is saved when `moved` contacts change sides: those that are settled there (share, low, high) cost no more here."""
    if costs is None or costs.here.value is None or costs.there.value is None:
        return None
    here, there = costs.here.value, costs.there.value
    amount, low, high = (moved * (share * there - here) for share in settled)
    return Bounded(amount, low, high, unit=costs.here.unit)


def names_of(levels: Iterable[Level], dimension: str) -> tuple[str, ...]:
    """The values of a dimension that the groups have, in order."""
    return tuple(sorted({level.named(dimension) for level in levels}))
