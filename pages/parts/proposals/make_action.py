"""The button that makes a proposal an action."""

from metrics.proposals.proposal import Proposal
from pages.parts.actions.form import draw_action_form
from pages.parts.page import Page
from pages.parts.proposals.words import title_words


def draw_make_action(page: Page, proposal: Proposal) -> None:
    """Opens the form of an action with the proposal's title, place, effect and evidence."""
    title = title_words(proposal, page.texts, page.scope.filters)
    draw_action_form(page, proposal, title.replace("\\", "").replace("\u2060", ""))
