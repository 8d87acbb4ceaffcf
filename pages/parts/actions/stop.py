"""Ending an action on a day."""

from datetime import UTC, datetime

import streamlit as st

from pages.parts.formats import plain
from pages.parts.page import Page
from warehouse.actions.log import Entry, stop_action
from warehouse.config.errors import HiloError


def draw_stop_button(page: Page, entry: Entry) -> None:
    """Opens the dialog; the action ends when the reader confirms it."""
    texts, action = page.texts, entry.action
    if not st.button(texts("action.stop"), key=f"stop_{action.id}", icon=":material/stop_circle:", type="tertiary"):
        return

    @st.dialog(texts("action.stop_title"))
    def dialog() -> None:
        if draw_stop_form(page, entry):
            st.rerun()

    dialog()


def draw_stop_form(page: Page, entry: Entry) -> bool:
    """The day, the name and the confirmation. Whether the action was ended."""
    texts, action = page.texts, entry.action
    st.markdown(texts("action.stop_help", title=plain(action.title)))
    day = st.date_input(texts("action.stop_on"), page.last_day, key="stop_on", format="DD/MM/YYYY")
    by = st.text_input(texts("action.by"), key="stop_by")
    if not st.button(texts("action.stop"), key="stop_confirm", type="primary") or day is None:
        return False
    try:
        stop_action(action.id, day, by.strip() or texts("decide.nameless"), datetime.now(UTC))
    except HiloError as error:
        st.warning(plain(texts.said(str(error))))
        return False
    st.toast(texts("action.saved"), icon=":material/check:")
    return True
