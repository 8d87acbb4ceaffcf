"""Actions that send contacts from one place to another: who was hard to serve goes along, so places trade customers, not quality.

Moving half of the hard contacts of a group into its comparison made it "work" in 50 to 94 % of worlds in which nobody is better
off. Such an action is judged on source and target together, and never against either of them.
"""

import msgspec

from metrics.analyses.verdicts.overlap import can_share
from metrics.semantic.scope import Filters
from warehouse.actions.action import Action

MOVING = ("automate", "campaign", "channel")  # kinds of proposals
RECOGNISING = ("coverage", "match_rate")  # a channel that is integrated better keeps its contacts
PLACES = ("channel", "channel_native", "touchpoint", "team", "agent", "interaction_type")


def moves_contacts(action: Action) -> bool:
    """Whether contacts are meant to end up somewhere else."""
    return action.kind in MOVING and action.metric not in RECOGNISING


def as_judged(action: Action) -> Action:
    """The action in the place that it is judged in: of one that moves contacts, source and target together, without a stated
    comparison that contacts can be sent to."""
    if not moves_contacts(action):
        return action
    union = tuple(pair for pair in action.filters if pair[0] not in PLACES)
    if action.compare == "stated" and can_share(union, action.comparison):
        return msgspec.structs.replace(action, filters=union, compare="none", comparison=())
    return msgspec.structs.replace(action, filters=union)


def together_of(one: Filters, other: Filters) -> Filters | None:
    """The filters of both groups together; None where they differ in more than one dimension."""
    mine, theirs = dict(one), dict(other)
    differing = [name for name in mine if mine[name] != theirs.get(name)]
    if len(mine) != len(one) or mine.keys() != theirs.keys() or len(differing) != 1:
        return None
    return tuple((name, tuple(dict.fromkeys((*mine[name], *theirs[name])))) for name in mine)
