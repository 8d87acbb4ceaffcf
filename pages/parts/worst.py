"""The touchpoints that hurt most, shrunk for small samples; a row opens its contacts."""

import polars as pl
import streamlit as st

from metrics.catalogue.entry import Metric
from metrics.presenter.numbers import decimal, format_value
from pages.parts.controls import change_view
from pages.parts.numbers import ranked
from pages.parts.page import Page
from pages.parts.tables import Column, draw_table
from pages.parts.view import open_cell

BY = ("channel", "stage", "touchpoint")
MOST = 12
EVERY = 100_000  # withheld ones are ranked too and drop out here, where they would tell their value


def draw_worst(page: Page, metric: Metric) -> None:
    """The list with value, adjusted value and n."""
    texts = page.texts
    st.header(texts("touchpoints.worst"), anchor=False)
    if metric.better == "neutral" or not metric.is_withheld_when_small:
        st.markdown(f":gray[{texts('touchpoints.no_worst')}]")
        return
    frame = ranked(page.published, metric.name, page.scope, BY, EVERY)
    frame = frame.filter(pl.col("value").is_not_null() & (pl.col("gap") > 0)).head(MOST)
    if frame.is_empty():
        st.markdown(f":gray[{texts('touchpoints.no_ranking')}]")
        return
    st.markdown(f":small[:gray[{texts('touchpoints.worst_help')}]]")
    key = f"worst_{texts.language}_{metric.name}"

    def chosen() -> None:
        if rows := st.session_state[key].selection.rows:
            row = frame.row(rows[0], named=True)
            change_view(page, lambda view: open_cell(view, {name: row[name] or "" for name in BY}))

    def shown(value: float) -> str:
        return format_value(value, metric.unit, texts)

    columns = [
        Column("channel", texts.dimension("channel"), code=lambda code: texts.code("channel", code)),
        Column("touchpoint", texts.dimension("touchpoint"), code=lambda code: texts.touchpoint(code)),
        Column("stage", texts.dimension("stage"), code=lambda code: texts.code("stage", code)),
        Column("value", texts("table.value"), shown),
        Column("shrunk", texts("table.shrunk"), shown),
        Column("n", "n", lambda n: decimal(n, texts)),
    ]
    soft = [n < page.engine.settings.minimum_n_firm for n in frame["n"]]
    draw_table(frame, columns, key, texts("touchpoints.worst"), on_select=chosen, soft=soft)
