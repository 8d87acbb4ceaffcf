"""Where customers leave: touchpoints whose drop-off differs from that of all others, each row opening to its touches."""

from dataclasses import replace

import polars as pl
import streamlit as st

from metrics.catalogue import METRICS
from metrics.presenter.estimates import interval_words
from metrics.presenter.numbers import decimal, format_difference, format_value
from metrics.semantic.estimate import read_difference, read_estimate
from pages.parts.controls import change_view
from pages.parts.drill import draw_rows
from pages.parts.formats import plain
from pages.parts.page import Page
from pages.parts.paths.numbers import drop_off_of
from pages.parts.paths.place import opened
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame
from pages.parts.voice.comments import draw_comments

ITEM = "drop-off"
FIRST = 12  # rows before the reader asks for all


def draw_drop_off(page: Page) -> None:
    """Title, how many differences are more than chance, the table, and what is opened in it."""
    texts = page.texts
    st.header(texts("paths.drop_off"), anchor=False)
    found = drop_off_of(page.published, page.scope)
    if not found.compared:
        st.markdown(f":gray[{texts('paths.drop_off_none')}]")
        return
    words = texts("paths.survive", surviving=found.surviving, compared=found.compared)
    st.markdown(f"**{words}** :small[:gray[{texts('paths.drop_off_help')}]]")
    draw_drop_off_table(page, found.rows)
    draw_opened_touchpoint(page)


def draw_drop_off_table(page: Page, rows: pl.DataFrame) -> None:
    """All touchpoints, most journeys lost beyond the others' rate first."""
    texts, percent = page.texts, METRICS["drop_off"].unit
    frame = rows.with_columns(
        pl.Series(
            "range",
            [interval_words(read_estimate(row, unit=percent), texts) for row in rows.iter_rows(named=True)],
            pl.String,
        ),
        pl.Series(
            "gap_range",
            [interval_words(read_difference(row, "gap", percent), texts) for row in rows.iter_rows(named=True)],
            pl.String,
        ),
    )
    sure = {True: texts("table.yes"), False: texts("table.no")}
    columns = [
        Column("channel", texts.dimension("channel"), code=lambda code: texts.code("channel", code)),
        Column("touchpoint", texts.dimension("touchpoint"), code=texts.touchpoint),
        Column("value", texts("metric.drop_off.label"), lambda value: format_value(value, percent, texts)),
        Column("range", texts("paths.range")),
        Column("n", "n", lambda n: decimal(n, texts)),
        Column("rest", texts("paths.rest"), lambda value: format_value(value, percent, texts)),
        Column("gap", texts("paths.gap"), lambda gap: format_difference(gap, percent, texts)),
        Column("gap_range", texts("paths.gap_range")),
        Column("survives", texts("paths.beyond_chance"), code=lambda known: sure[bool(known)]),
        Column("burden", texts("paths.burden"), lambda value: decimal(value, texts, sign=True)),
    ]
    firm = page.engine.settings.minimum_n_firm
    key = f"drop_off_{texts.language}"

    def chosen() -> None:
        if picked := st.session_state[key].selection.rows:
            cells = {name: frame[name][picked[0]] for name in ("channel", "touchpoint")}
            change_view(page, lambda view: opened(view, ITEM, cells))

    draw_table(frame, columns, key, texts("paths.drop_off"), on_select=chosen, soft=[n < firm for n in frame["n"]])
    draw_downloads(page, stamped(page, table_frame(frame, columns), page.scope, "drop_off"), "drop_off")


def draw_opened_touchpoint(page: Page) -> None:
    """The touches behind the chosen row, and what customers said there."""
    if page.view.item != ITEM or not page.view.opened:
        return
    texts = page.texts
    with st.container(border=True, key="drop_off_opened"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(plain(texts.touchpoint(dict(page.view.opened).get("touchpoint", ("",))[0])), anchor=False)
            st.button(texts("touchpoints.close"), key="close_drop_off", type="tertiary", icon=":material/close:",
                      on_click=change_view, args=(page, lambda view: replace(view, item="", opened=())))  # fmt: skip
        touches, comments = st.tabs(
            [texts("paths.touches_left"), texts("touchpoints.comments")], key="drop_off_tabs", on_change="rerun"
        )
        with touches:
            if touches.open:
                draw_rows(page, "drop_off", page.opened.limited("outcome", ("left",)), key="drop_off_opened")
        with comments:
            if comments.open:
                draw_comments(page, page.opened, "drop_off_said")
