"""The contacts and comments of an opened cell or row."""

from dataclasses import replace

import polars as pl
import streamlit as st

from metrics.catalogue import METRICS
from metrics.entry import Metric
from pages.parts.controls import change_view
from pages.parts.customer_link import draw_customer_link
from pages.parts.drill import MOST_ROWS, draw_rows
from pages.parts.formats import format_day, plain
from pages.parts.masked import is_masked
from pages.parts.measured import Measured, metric_label
from pages.parts.numbers import compared, first_row, rows_of
from pages.parts.page import Page
from warehouse.profile import known_among

MOST_COMMENTS = 12


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
    comments, *tables = st.tabs(labels, key="opened_tabs", on_change="rerun")
    with comments:
        if comments.open:
            draw_comments(page, names)
    for name, table in zip(names, tables, strict=True):
        with table:
            if table.open:
                draw_rows(page, name, scope, key="opened")


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


def draw_comments(page: Page, names: list[str]) -> None:
    """The newest comments, each with the record that it came from."""
    texts, found = page.texts, []
    if is_masked(page):
        st.markdown(f":gray[{texts('how.masked_comments')}]")
        return
    for name in names:
        rows = rows_of(page.published, name, page.opened, MOST_ROWS)
        if "comment" in rows.columns:
            found.append(
                rows.filter(pl.col("comment").is_not_null()).select(
                    "record_id", "file", "source_line", "time", "comment", "person_id"
                )
            )
    comments = pl.concat(found).unique("record_id", maintain_order=True) if found else pl.DataFrame()
    if comments.is_empty():
        st.markdown(f":gray[{texts('touchpoints.no_comments')}]")
        return
    known = known_among(page.engine, comments.head(MOST_COMMENTS)["person_id"].drop_nulls().unique().to_list())
    for row in comments.head(MOST_COMMENTS).iter_rows(named=True):
        place = plain(texts("how.line_of", file=row["file"], line=row["source_line"]))
        with st.container(gap=None, key=f"comment_{row['record_id']}"):
            st.text(f"“{row['comment']}”")
            st.markdown(f":small[:gray[{format_day(row['time'].date(), texts) if row['time'] else ''} · {place}]]")
            if row["person_id"] in known:
                draw_customer_link(page, row["person_id"], texts("customer.link"))
