"""The button that makes a proposal an action."""

from metrics.proposals.proposal import Proposal
from pages.parts.page import Page


def draw_make_action(page: Page, proposal: Proposal) -> None:
    """Nothing until actions have a form."""
