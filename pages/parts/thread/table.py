"""The thread by stage, topic, segment or channel: the rates side by side with their intervals, worst first."""

from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st

from metrics.catalogue import METRICS
from metrics.presenter.estimates import interval_words
from metrics.presenter.numbers import decimal, format_value
from metrics.semantic.estimate import read_estimate
from pages.parts.controls import change_view, draw_choice
from pages.parts.formats import plain
from pages.parts.numbers import computed
from pages.parts.page import Page
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame
from pages.parts.view import open_cell

SHOWN = ("ocr", "fcr", "hop_rate", "reexplanation", "contacts_per_matter")
FIRST = ("stage", "topic", "segment", "channel")


def draw_thread_table(page: Page) -> None:
    """The choice of the dimension and the table; a chosen row opens its matters."""
    texts = page.texts
    possible = [*FIRST, *(name for name in page.known.filters if name not in FIRST)]
    by = next((name for name in page.view.by if name in possible), FIRST[0])
    st.header(texts("continuity.table", by=plain(texts.dimension(by).lower())), anchor=False)
    with st.container(width=260):
        draw_choice(page, "thread_by", texts("continuity.by"), possible, by, texts.dimension,
                    lambda view, name: replace(view, by=(name,)))  # fmt: skip
    frame = thread_frame(page, by)
    if frame.is_empty():
        st.markdown(f":gray[{texts('chart.empty')}]")
        return
    st.markdown(f":small[:gray[{texts('continuity.table_help')}]]")
    columns = thread_columns(page, by)
    firm = page.engine.settings.minimum_n_firm
    soft = {
        head: [n is not None and n < firm for n in frame[f"n_{name}"]]
        for name in SHOWN
        for head in (texts(f"continuity.short_{name}"), interval_head(page, name))
    }
    key = f"thread_{by}_{texts.language}"

    def chosen() -> None:
        if rows := st.session_state[key].selection.rows:
            value = frame[by][rows[0]] or ""
            change_view(page, lambda view: open_cell(view, {by: value}))

    draw_table(
        frame,
        columns,
        key,
        texts("continuity.table", by=texts.dimension(by).lower()),
        on_select=chosen,
        soft_cells=soft,
    )
    draw_downloads(page, stamped(page, table_frame(frame, columns), page.scope), "thread")


def thread_frame(page: Page, by: str) -> pl.DataFrame:
    """One row per value with matters: n, and of every rate value, n and interval; firm groups first, of these the worst."""
    frame = computed(page.published, "matters", page.scope, (by,)).select(by, pl.col("value").alias("matters"))
    for name in SHOWN:
        rows = computed(page.published, name, page.scope, (by,))
        numbers = [read_estimate(row) for row in rows.iter_rows(named=True)]
        values = rows.select(
            by, pl.col("value").alias(name), pl.col("n").alias(f"n_{name}"),
            pl.Series(f"range_{name}", [interval_words(number, page.texts) for number in numbers], pl.String),
        )  # fmt: skip
        frame = frame.join(values, on=by, how="left", maintain_order="left", nulls_equal=True)
    frame = frame.filter(pl.col("matters") > 0)
    is_firm = pl.col("n_ocr") >= page.engine.settings.minimum_n_firm
    return frame.sort(is_firm, "ocr", by, descending=[True, False, False], nulls_last=True)


def interval_head(page: Page, name: str) -> str:
    """The head of the column with a metric's interval."""
    return page.texts("continuity.interval_of", metric=page.texts(f"continuity.short_{name}"))


def thread_columns(page: Page, by: str) -> list[Column]:
    """The dimension, the matters behind it, then each rate beside its interval."""
    texts = page.texts
    columns = [
        Column(by, texts.dimension(by), code=partial(texts.value, by)),
        Column("matters", texts("continuity.n_matters"), lambda n: decimal(n, texts)),
    ]
    for name in SHOWN:
        shown = partial(format_value, unit=METRICS[name].unit, texts=texts)
        columns.append(Column(name, texts(f"continuity.short_{name}"), shown))
        columns.append(Column(f"range_{name}", interval_head(page, name)))
    return columns
