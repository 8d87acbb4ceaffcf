"""What is meant to change: the effects of chosen proposals and of planned actions, each with the name of what it belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from metrics.analyses.proposals.proposal import Effect, Proposal
from metrics.catalogue import METRICS
from metrics.semantic.compute import measure
from metrics.semantic.engine import Engine
from metrics.semantic.estimate import Bounded
from metrics.semantic.scope import Filters, Scope
from warehouse.actions.action import Action
from warehouse.config.errors import WrongUse

Reason = Literal["nothing_expected", "unknown_here", "not_measured", "no_rows", "overlap"]


@dataclass(frozen=True)
class Planned:
    """An effect and whose it is; without an interval where nobody stated one."""

    source: str
    kind: Literal["proposal", "action"]
    effect: Effect
    has_interval: bool = True


@dataclass(frozen=True)
class Aside:
    """What is not in the expected map (or not everywhere), and why; overlap: where `instead` changes more of the same rows."""

    source: str
    metric: str
    reason: Reason
    instead: str = ""


def planned_by_proposals(proposals: Iterable[Proposal]) -> list[Planned]:
    """Every effect of every proposal; their filters hold the page's already."""
    return [Planned(proposal.id, "proposal", effect) for proposal in proposals for effect in proposal.effects]


def planned_by_actions(engine: Engine, scope: Scope, actions: Iterable[Action]) -> tuple[list[Planned], list[Aside]]:
    """The expected differences of actions, from the level that the scope shows today; and those that say none or cannot be measured."""
    found, aside = [], []
    for action in actions:
        effect = effect_of(engine, scope, action)
        if isinstance(effect, str):
            aside.append(Aside(action.id, action.metric, effect))
            continue
        stated = action.expected
        has_interval = stated is not None and None not in (stated.low, stated.high)
        found.append(Planned(action.id, "action", effect, has_interval))
    return found, aside


def effect_of(engine: Engine, scope: Scope, action: Action) -> Effect | Reason:
    """The action's effect on today's level, or why there is none."""
    stated = action.expected
    if stated is None:
        return "nothing_expected"
    if action.metric not in METRICS:
        return "unknown_here"
    filters: Filters = tuple(dict.fromkeys((*scope.filters, *action.filters)))
    try:
        row = measure(engine, action.metric, Scope(scope.start, scope.end, filters)).row(0, named=True)
    except WrongUse:
        return "unknown_here"
    today = row["value"]
    if today is None:
        return "not_measured"
    low, high = (stated.difference if bound is None else bound for bound in (stated.low, stated.high))
    return Effect(
        action.metric,
        filters,
        today,
        Bounded(today + stated.difference, today + low, today + high, row["n"], row["unit"]),
        "action_states",
    )
