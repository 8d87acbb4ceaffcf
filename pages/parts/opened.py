"""The contacts and comments of an opened cell or row."""

from dataclasses import replace

import streamlit as st

from metrics.catalogue import METRICS
from metrics.catalogue.entry import Metric
from pages.parts.controls import change_view
from pages.parts.drill import draw_rows
from pages.parts.formats import plain
from pages.parts.journey.ways import draw_ways
from pages.parts.measured import Measured, metric_label
from pages.parts.numbers import compared, first_row
from pages.parts.page import Page
from pages.parts.scripts import scroll_to
from pages.parts.voice.comments import draw_comments


def draw_opened(page: Page, metric: Metric) -> None:
    """The opened cell's number, comments and contacts; how to open one when none is."""
    texts = page.texts
    if not page.view.opened:
        st.markdown(f":gray[:material/touch_app: {texts('touchpoints.choose')}]")
        return
    scope = page.opened
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(texts("touchpoints.opened", cell=plain(opened_words(page))), anchor=False)
        st.button(texts("touchpoints.close"), key="close_opened", type="tertiary", icon=":material/close:",
                  on_click=change_view, args=(page, lambda view: replace(view, opened=())))  # fmt: skip
    measured = Measured(metric, first_row(compared(page.published, metric.name, scope)), texts, page.engine.settings)
    st.markdown(
        " · ".join([f"**{metric_label(metric, texts)} {measured.value}**", measured.sample, *measured.sentences()])
    )
    names = ["interactions"] if metric.name == "interactions" else [metric.name, "interactions"]
    labels = [
        texts("touchpoints.comments"),
        *(texts("touchpoints.behind", metric=metric_label(METRICS[n], texts)) for n in names),
    ]
    labels[-1] = texts("touchpoints.contacts")
    comments, ways, *tables = st.tabs(
        [labels[0], texts("journey.ways"), *labels[1:]], key="opened_tabs", on_change="rerun"
    )
    with comments:
        if comments.open:
            draw_comments(page, scope, "opened")
    with ways:
        if ways.open:
            draw_ways(replace(page, scope=scope))
    for name, table in zip(names, tables, strict=True):
        with table:
            if table.open:
                draw_rows(page, name, scope, key="opened")
    scroll_to("opened_card", page.view.opened)


def opened_words(page: Page) -> str:
    """The opened cell in words: Teléfono · Servicio."""
    texts = page.texts
    opened = dict(page.view.opened)
    if "touchpoint" in opened:
        opened.pop("channel", None)
    return " · ".join(
        texts.touchpoint(values[0]) if name == "touchpoint" else texts.code(name, values[0])
        for name, values in opened.items()
    )
