"""What the target map counts with: proposals as they are chosen (none named: all of them), and every planned action not taken out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from metrics.analyses.proposals.proposal import Proposal
from pages.parts.view import View
from warehouse.actions.action import Action

OUT = "-"  # before a name in the URL: not this one
NO_PROPOSAL = f"{OUT}proposals"


def chosen_proposals(view: View, proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Those that the URL names; all when it names none."""
    names = [name for name in view.chosen if not name.startswith(OUT)]
    if not names and NO_PROPOSAL not in view.chosen:
        return tuple(proposals)
    return tuple(one for one in proposals if one.id in names)


def acting_actions(view: View, actions: Iterable[Action]) -> tuple[Action, ...]:
    """The planned actions without those that the URL takes out."""
    return tuple(one for one in actions if OUT + one.id not in view.chosen)


def toggle_proposal(view: View, proposals: Sequence[Proposal], name: str) -> View:
    """The view with a proposal put in or taken out."""
    before = [one.id for one in chosen_proposals(view, proposals)]
    after = [one.id for one in proposals if (one.id in before) != (one.id == name)]
    others = [kept for kept in view.chosen if kept.startswith(OUT) and kept != NO_PROPOSAL]
    said = [] if len(after) == len(proposals) else after or [NO_PROPOSAL]
    return replace(view, chosen=(*said, *others))


def toggle_action(view: View, name: str) -> View:
    """The view with an action put in or taken out."""
    out = OUT + name
    chosen = tuple(kept for kept in view.chosen if kept != out) if out in view.chosen else (*view.chosen, out)
    return replace(view, chosen=chosen)
