"""For whoever must trust the numbers: what was loaded, how fresh it is, what was kept aside and why, what was checked."""

import streamlit as st

from pages.parts.header import card, open_page
from pages.parts.inbox.outcome import draw_outcome
from pages.parts.inbox.reader import Reader
from pages.parts.loading import (
    draw_checks,
    draw_emptied,
    draw_files,
    draw_loads,
    draw_rejections,
    draw_skips,
    draw_sources,
    draw_versions,
)
from pages.parts.masked import is_masked

page = open_page("data", has_scope=False)
texts = page.texts

draw_outcome(Reader(texts, is_masked(page), page.engine.settings.timezone, has_data=True))

PARTS = (
    ("freshness", draw_sources), ("expectations", draw_checks), ("rejected", draw_rejections), ("emptied", draw_emptied),
    ("files", draw_files), ("skipped", draw_skips), ("loads", draw_loads), ("versions", draw_versions),
)  # fmt: skip
for name, draw in PARTS:
    with card(f"{name}_card"):
        st.header(texts(f"data.{name}"), anchor=False)
        draw(page)
