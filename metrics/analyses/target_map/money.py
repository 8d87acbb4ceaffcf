"""What the chosen proposals save and cost together, by currency: savings on the same contacts are not added twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from metrics.analyses.proposals.make import added
from metrics.analyses.proposals.proposal import Proposal
from metrics.analyses.target_map.groups import Numbers
from metrics.analyses.target_map.overlap import may_meet, merge_filters
from metrics.catalogue import METRICS
from metrics.semantic.engine import Engine
from metrics.semantic.estimate import Bounded
from metrics.semantic.scope import Scope


@dataclass(frozen=True)
class MoneySum:
    """An amount of the period shown with its interval; of how many of the proposals it is known; who is left out, instead of whom."""

    total: Bounded
    known: int
    left_out: tuple[tuple[str, str], ...] = ()


def total_savings(engine: Engine, scope: Scope, proposals: Sequence[Proposal]) -> tuple[MoneySum, ...]:
    """One sum per currency; of two proposals that share contacts only the greater saving counts."""
    contacts = Numbers(engine, METRICS["interactions"], scope)

    def meet(one: Proposal, other: Proposal) -> bool:
        return may_meet(one.filters, other.filters) and bool(
            contacts.reached(merge_filters(one.filters, other.filters))
        )

    found = []
    for group in by_currency((p.saves.unit, p) for p in proposals if p.saves):
        saving = sorted(group, key=lambda p: (-(p.saves.value if p.saves else 0.0), p.id))
        kept: list[Proposal] = []
        left_out = []
        for proposal in saving:
            rival = next((other for other in kept if meet(proposal, other)), None)
            if rival is None:
                kept.append(proposal)
            else:
                left_out.append((proposal.id, rival.id))
        found.append(MoneySum(added([p.saves for p in kept if p.saves]), len(saving), tuple(left_out)))
    return tuple(found)


def total_costs(proposals: Sequence[Proposal]) -> tuple[MoneySum, ...]:
    """One sum per currency of what the proposals cost: each costs what it costs."""
    listed = by_currency((p.costs.unit, p) for p in proposals if p.costs)
    return tuple(MoneySum(added([p.costs for p in group if p.costs]), len(group)) for group in listed)


def by_currency(named: Iterable[tuple[str, Proposal]]) -> list[list[Proposal]]:
    """The proposals of each currency, in the order of its code."""
    ordered = sorted(named, key=lambda pair: pair[0])
    return [[proposal for _, proposal in group] for _, group in groupby(ordered, key=lambda pair: pair[0])]
