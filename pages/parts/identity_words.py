"""How much is known of who the customers are, beside every number that depends on it."""

import streamlit as st

from metrics.identity import Identity, identity_of
from metrics.scope import Scope
from pages.parts.formats import MISSING, decimal, format_value
from pages.parts.numbers import KEPT_RESULTS, Published, engine_of
from pages.parts.page import Page


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def identity_in(published: Published, scope: Scope) -> Identity:
    """`metrics.identity.identity_of` on the version."""
    return identity_of(engine_of(published), scope)


def identity_words(page: Page) -> str:
    """Coverage and match rate of the contacts in the page's scope; empty when there are none to speak of."""
    texts, known = page.texts, identity_in(page.published, page.scope)
    if not known.contacts:
        return ""
    coverage, match_rate = (
        MISSING if share is None else format_value(share, "percent", texts)
        for share in (known.coverage, known.match_rate)
    )
    key = "identity.beside" if known.match_rate is not None else "identity.beside_alone"
    words = {"coverage": coverage, "contacts": decimal(known.contacts, texts)}
    return texts(key, **words, match_rate=match_rate)
