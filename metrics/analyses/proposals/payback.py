"""Whether a proposal pays for itself by what it saves, in the time that the company gives it."""

from datetime import date

from metrics.analyses.proposals.evidence import Place
from metrics.analyses.proposals.proposal import Proposal
from metrics.semantic.comparison import end_of_data


def pays_for_itself(place: Place, proposal: Proposal) -> bool:
    """Whether what is saved pays its cost within the set days; so also where one of the two is not known."""
    days = payback_days(place, proposal)
    return days is None or days <= place.engine.settings.proposals.payback_days


def payback_days(place: Place, proposal: Proposal) -> float | None:
    """In how many days the saving alone pays for it, infinite where nothing is saved; None where one of the two is not known."""
    saves, costs = proposal.saves, proposal.costs
    if saves is None or costs is None or saves.unit != costs.unit:
        return None
    return days_of(place) * costs.value / saves.value if saves.value > 0 else float("inf")


def days_of(place: Place) -> int:
    """The length of the scope's period; without a start, from the first week with contacts on."""
    scope = place.scope
    end = scope.end or end_of_data(place.engine)
    if scope.start is None:
        first = place.contacts_by("week")["week"].min()
        return max((end - date.fromisoformat(str(first))).days, 1) if first else 1
    return max((end - scope.start).days, 1)
