"""For whoever must trust the numbers: what was loaded, how fresh it is, what was kept aside and why, what was checked."""

import streamlit as st

from pages.parts.header import card, open_page
from pages.parts.loading import (
    draw_checks,
    draw_files,
    draw_loads,
    draw_rejections,
    draw_skips,
    draw_sources,
    draw_versions,
)

page = open_page("data", has_scope=False)
texts = page.texts

for name, draw in (
    ("freshness", draw_sources),
    ("expectations", draw_checks),
    ("rejected", draw_rejections),
    ("files", draw_files),
):
    with card(f"{name}_card"):
        st.header(texts(f"data.{name}"), anchor=False)
        draw(page)
left, right = st.columns(2)
for column, name, draw in ((left, "skipped", draw_skips), (right, "loads", draw_loads)):
    with column, card(f"{name}_card"):
        st.header(texts(f"data.{name}"), anchor=False)
        draw(page)
with card("versions_card"):
    st.header(texts("data.versions"), anchor=False)
    draw_versions(page)
