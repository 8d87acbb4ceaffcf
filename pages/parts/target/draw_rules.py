"""What the expected map rests on: what is left out, how numbers and intervals are put together, and how it will be checked."""

import streamlit as st

from pages.parts.formats import plain
from pages.parts.page import Page
from pages.parts.target.checks import check_rows
from pages.parts.target.numbers import Target
from pages.parts.target.words import aside_lines, source_titles

RULES = ("parts", "overlap", "interval", "class", "money", "promise")


def draw_target_rules(page: Page, target: Target) -> None:
    """Left out, rules, checks."""
    texts = page.texts
    lines = aside_lines(page, target, source_titles(page, target))
    st.header(texts("target.rests_on"), anchor=False)
    if lines:
        st.markdown(f"**{texts('target.left_out')}**")
        st.markdown("\n".join(f"- {plain(line)}" for line in lines))
    st.markdown(f"**{texts('target.rules')}**")
    st.markdown("\n".join(f"- {texts(f'target.rule_{name}')}" for name in RULES))
    rows = check_rows(page, target)
    if rows:
        st.markdown(f"**{texts('target.checks')}**")
        st.markdown(texts("target.checks_help"))
        st.markdown("\n".join(f"- **{plain(what)}** · {plain(metric)} · {plain(how)}" for what, metric, how in rows))
