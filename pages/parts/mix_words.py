"""What a share over several scales is with the mix of the period before, in a few words."""

import streamlit as st

from metrics.analyses.mix_held import HeldMix, hold_mix
from metrics.presenter.estimates import sample_words, value_words
from metrics.semantic.scope import Scope
from pages.parts.measured import Measured
from pages.parts.numbers import KEPT_RESULTS, Published, engine_of
from pages.parts.page import Page


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def mix_in(published: Published, name: str, scope: Scope) -> HeldMix | None:
    """`metrics.analyses.mix_held.hold_mix` on the version."""
    return hold_mix(engine_of(published), name, scope)


def mix_words(page: Page, measured: Measured) -> str:
    """What the number is with the mix of scales of before; empty where it is over one scale or the mix hardly moved."""
    if "mixed scales" not in measured.estimate.notes:
        return ""
    found = mix_in(page.published, measured.metric.name, page.scope)
    if found is None:
        return ""
    words = {"value": value_words(found.held, page.texts), "sample": sample_words(found.held, page.texts)}
    return page.texts("tile.mix_moved", **words)
