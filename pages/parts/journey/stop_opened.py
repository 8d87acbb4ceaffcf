"""A touchpoint that was opened: its numbers, what customers say there, its contacts, and the ways through it."""

from dataclasses import replace

import streamlit as st

from metrics.analyses.touchpoints.map import CELL
from metrics.catalogue import METRICS
from pages.parts.controls import change_view
from pages.parts.drill import draw_rows
from pages.parts.formats import plain
from pages.parts.journey.ways import draw_ways
from pages.parts.measured import metric_label
from pages.parts.numbers import compared, first_row
from pages.parts.page import Page
from pages.parts.scripts import scroll_to
from pages.parts.tile import draw_tile
from pages.parts.voice.comments import draw_comments
from warehouse.config.errors import WrongUse

# What a manager asks of a touchpoint, in this order; the ones that were measured there are shown.
ASKED = (
    "csat",
    "nps",
    "ces",
    "negative_emotions",
    "wait",
    "first_response",
    "abandonment",
    "drop_off",
    "fcr",
    "cost_per_contact",
)
MOST_TILES = 6
ROWS = ("interactions", "orders", "csat", "nps", "ces")  # whose records may stand behind it


def draw_stop(page: Page) -> None:
    """Title, tiles, and tabs that are drawn when they are looked at; nothing where no touchpoint is opened."""
    texts, here = page.texts, replace(page, scope=page.opened)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(plain(stop_words(page)), anchor=False)
        st.button(texts("touchpoints.close"), key="close_opened", type="tertiary", icon=":material/close:",
                  on_click=change_view, args=(page, lambda view: replace(view, opened=())))  # fmt: skip
    tiles = [name for name in ASKED if has_any(here, name)][:MOST_TILES]
    if tiles:
        with st.grid(min(len(tiles), MOST_TILES), min_column_width=170, gap="small"):
            for name in tiles:
                draw_tile(here, name)
    rows = [name for name in ROWS if has_any(here, name)]
    labels = [texts("voice.title"), texts("journey.ways"), *(metric_label(METRICS[name], texts) for name in rows)]
    comments, ways, *tables = st.tabs(labels, key="stop_tabs", on_change="rerun")
    if comments.open:
        with comments:
            draw_comments(here, here.scope, "stop")
    if ways.open:
        with ways:
            draw_ways(here)
    for name, table in zip(rows, tables, strict=True):
        if table.open:
            with table:
                draw_rows(here, name, here.scope, key="stop")
    scroll_to("stop_card", page.view.opened)


def stop_words(page: Page) -> str:
    """Touchpoint, channel, stage, and the kind of customer where one was opened."""
    texts, opened = page.texts, {name: values[0] for name, values in page.view.opened}
    first = [texts.touchpoint(opened["touchpoint"])] if opened.get("touchpoint") else []
    order = [*(name for name in ("channel", "stage") if name in opened), *(name for name in opened if name not in CELL)]
    return " · ".join([*first, *(texts.value(name, opened[name]) for name in order)])


def has_any(page: Page, name: str) -> bool:
    """Whether anything was measured in the scope."""
    if name not in METRICS:
        return False
    try:
        return bool(first_row(compared(page.published, name, page.scope))["n"])
    except WrongUse:  # a dimension that the metric does not have
        return False
