"""For whoever must trust the numbers: four lights, what is wrong, and behind tabs all that was loaded, kept aside and checked."""

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
from pages.parts.numbers import quality_of, today
from pages.parts.quality.courses import draw_courses
from pages.parts.quality.exceptions import TABS, draw_exceptions
from pages.parts.quality.lights import draw_lights

page = open_page("data", has_scope=False)
texts = page.texts

draw_outcome(Reader(texts, is_masked(page), page.engine.settings.timezone, has_data=True))

quality = quality_of(page.published, today())
draw_lights(page, quality)
with card("exceptions_card"):
    draw_exceptions(page, quality)

PARTS = {
    "freshness": draw_sources, "history": draw_courses, "expectations": draw_checks, "rejected": draw_rejections, "emptied": draw_emptied,
    "files": draw_files, "skipped": draw_skips, "loads": draw_loads, "versions": draw_versions,
}  # fmt: skip
with card("details_card"):
    tabs = st.tabs([texts(f"data.{name}") for name in PARTS], key=TABS, on_change="rerun")
    for tab, draw in zip(tabs, PARTS.values(), strict=True):
        with tab:
            if tab.open:
                draw(page)
