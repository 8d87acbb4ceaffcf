"""What the map counts with: proposals and planned actions to tick, each with what it is expected to do."""

from functools import partial

import streamlit as st

from metrics.presenter.numbers import decimal
from pages.parts.controls import change_view
from pages.parts.formats import plain
from pages.parts.menu import PAGES
from pages.parts.page import Page
from pages.parts.proposals.words import ICONS
from pages.parts.target.choice import toggle_action, toggle_proposal
from pages.parts.target.numbers import Target
from pages.parts.target.words import source_titles
from pages.parts.view import Change, carried, write_query


def draw_target_choice(page: Page, target: Target) -> None:
    """Two lists to tick; what is not ticked changes nothing. All proposals until one is named."""
    texts, titles = page.texts, source_titles(page, target)
    st.header(texts("target.choice"), anchor=False)
    left, right = st.columns(2)
    with left:
        shown = texts(
            "target.proposals", chosen=decimal(len(target.chosen), texts), all=decimal(len(target.proposals), texts)
        )
        st.markdown(f"**{shown}**")
        chosen = {one.id for one in target.chosen}
        for one in target.proposals:
            label = f"{ICONS.get(one.kind, '')} {plain(titles[one.id])}"
            draw_tick(
                page, one.id, label, one.id in chosen, partial(toggle_proposal, proposals=target.proposals, name=one.id)
            )
        if not target.proposals:
            st.markdown(f":gray[{texts('proposals.none')}]")
    with right:
        st.markdown(
            f"**{texts('target.actions', acting=decimal(len(target.acting), texts), all=decimal(len(target.actions), texts))}**"
        )
        acting = {one.id for one in target.acting}
        for action in target.actions:
            label = plain(titles[action.id])
            draw_tick(page, action.id, label, action.id in acting, partial(toggle_action, name=action.id))
        st.markdown(f":small[:gray[{texts('target.actions_help' if target.actions else 'target.no_actions')}]]")
        if "actions" in PAGES:
            query = write_query(carried(page.view))
            st.page_link(
                "pages/actions.py", label=texts("target.to_actions"), icon=PAGES["actions"], query_params=query
            )


def draw_tick(page: Page, name: str, label: str, is_chosen: bool, change: Change) -> None:
    """A box to tick, kept in the URL."""
    key = f"target_{name}_{page.texts.language}"
    st.session_state[key] = is_chosen
    st.checkbox(label, key=key, on_change=change_view, args=(page, change))
