"""Why a page about matters has none: nothing loaded, nobody known, or no contact that opens a matter."""

import streamlit as st

from metrics.semantic.scope import Scope
from pages.parts.numbers import computed, first_row, measured_metrics
from pages.parts.page import Page


def draw_no_matters(page: Page) -> None:
    """The reason in a sentence, and what to load."""
    st.info(page.texts(f"continuity.nothing_{missing_part(page)}"), icon=":material/info:")


def missing_part(page: Page) -> str:
    """contacts, persons or service: the first thing that is missing for matters."""
    if "interactions" not in measured_metrics(page.published):
        return "contacts"
    coverage = first_row(computed(page.published, "coverage", Scope()))["value"]
    return "service" if coverage else "persons"
