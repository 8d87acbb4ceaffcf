"""The actions with what became of them; one opens to its course, its numbers and what else it moved."""

from dataclasses import replace

import streamlit as st

from metrics.analyses.verdicts.looks import ALARMS
from metrics.presenter.numbers import decimal
from pages.parts.actions.detail import draw_detail
from pages.parts.actions.form import draw_change_button, draw_new_button
from pages.parts.actions.numbers import verdict_in
from pages.parts.actions.stop import draw_stop_button
from pages.parts.actions.words import LOOKS, head_words, verdict_words
from pages.parts.controls import change_view
from pages.parts.formats import plain
from pages.parts.page import Page
from warehouse.actions.log import Entry, current_actions
from warehouse.config.errors import HiloError


def draw_actions(page: Page) -> None:
    """Title, the way to register one, how far verdicts can be wrong, and the actions, the latest start first."""
    texts = page.texts
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="actions_head"
    ):
        st.header(texts("action.header"), anchor=False, width="content")
        draw_new_button(page)
    try:
        entries = current_actions()
    except HiloError as error:
        st.warning(plain(texts.said(str(error))))
        return
    if not entries:
        st.markdown(f":gray[{texts('action.none')}]")
        st.code("python -m pipelines actions --add FILE.toml", language="bash")
        return
    st.markdown(f":small[:gray[{texts('action.help', rate=decimal(100 * ALARMS, texts))}]]")
    for entry in reversed(entries):
        draw_action(page, entries, entry)


def draw_action(page: Page, entries: list[Entry], entry: Entry) -> None:
    """One action: verdict, what and where, the sentences, and what can be done with it."""
    texts, action = page.texts, entry.action
    is_open = page.view.item == action.id
    with st.container(border=True, key=f"action_{action.id.replace('.', '_')}", gap="small"):
        with st.spinner(texts("action.judging")):
            verdict = verdict_in(page.published, entries, action.id, is_open)
        icon, colour = LOOKS[verdict.outcome]
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(texts(f"action.outcome_{verdict.outcome}"), icon=icon, color=colour)  # type: ignore[arg-type]
            st.markdown(f"**{plain(action.title)}**", width="content")
        st.markdown(f":small[:gray[{head_words(action, texts)}]]")
        st.markdown("  \n".join(verdict_words(verdict, texts)))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            draw_open_button(page, action.id, is_open)
            draw_change_button(page, entry)
            if not action.stopped_on:
                draw_stop_button(page, entry)
        if is_open:
            draw_detail(page, verdict, entry)


def draw_open_button(page: Page, name: str, is_open: bool) -> None:
    """Opens or closes the action; which one is open stands in the URL."""
    texts, item = page.texts, "" if is_open else name
    label = texts("action.close" if is_open else "action.see")
    icon = ":material/expand_less:" if is_open else ":material/monitoring:"
    st.button(label, key=f"see_action_{name}", icon=icon, type="tertiary", on_click=change_view,
              args=(page, lambda view: replace(view, item=item, opened=(), sheet=1)))  # fmt: skip
