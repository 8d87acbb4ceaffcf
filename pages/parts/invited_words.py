"""The response rate beside a score, in a few words."""

import streamlit as st

from metrics.analyses.invited import Invited, invited_to
from metrics.catalogue.entry import Metric
from metrics.presenter.numbers import decimal, format_value
from metrics.semantic.scope import Scope
from pages.parts.numbers import KEPT_RESULTS, Published, engine_of
from pages.parts.page import Page


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def invited_in(published: Published, name: str, scope: Scope) -> Invited | None:
    """`metrics.analyses.invited.invited_to` on the version."""
    return invited_to(engine_of(published), name, scope)


def invited_words(page: Page, metric: Metric) -> str:
    """How many of those who were asked answered, and how many answers are of surveys that list nobody; empty of other numbers."""
    found = invited_in(page.published, metric.name, page.scope)
    if found is None:
        return ""
    if found.rate is None:
        return page.texts("tile.no_invitations")
    words = {
        "rate": format_value(found.rate, "percent", page.texts),
        "invitations": decimal(found.invitations, page.texts),
    }
    if not found.uninvited:
        return page.texts("tile.invited", **words)
    return page.texts(
        "tile.invited_in_part",
        **words,
        uninvited=decimal(found.uninvited, page.texts),
        answers=decimal(found.answers, page.texts),
    )
