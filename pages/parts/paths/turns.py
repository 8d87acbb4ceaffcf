"""Loops and returns: where customers come back to the same touchpoint, and which stages they go back to."""

from functools import partial

import polars as pl
import streamlit as st

from metrics.presenter.estimates import interval_words
from metrics.presenter.numbers import decimal, format_seconds, format_value
from metrics.semantic.estimate import read_estimate
from pages.parts.numbers import computed
from pages.parts.page import Page
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame

MOST = 10


def draw_turns(page: Page) -> None:
    """Both tables side by side; on a phone one below the other."""
    texts = page.texts
    st.header(texts("paths.turns"), anchor=False)
    st.markdown(f":small[:gray[{texts('paths.turns_help')}]]")
    loops, returns = st.columns(2, gap="medium")
    with loops:
        draw_turn(page, "loops", ("channel", "touchpoint"), "hits")
    with returns:
        draw_turn(page, "stage_returns", ("stage",), "hits")


def draw_turn(page: Page, name: str, by: tuple[str, ...], order: str) -> None:
    """The share by group with its interval, most of them first, and the time until the next touch there."""
    texts = page.texts
    st.subheader(texts(f"metric.{name}.label"), anchor=False)
    frame = computed(page.published, name, page.scope, by).filter(pl.col("value").is_not_null() & (pl.col("hits") > 0))
    if frame.is_empty():
        st.markdown(f":gray[{texts('chart.empty')}]")
        return
    wait = computed(page.published, "next_touch", page.scope, by).select(*by, pl.col("value").alias("next_seconds"))
    frame = frame.sort(order, *by, descending=[True, *[False] * len(by)]).head(MOST)
    frame = frame.join(wait, on=by, how="left", maintain_order="left", nulls_equal=True)
    frame = frame.with_columns(
        pl.Series(
            "range",
            [interval_words(read_estimate(row), texts) for row in frame.iter_rows(named=True)],
            pl.String,
        )
    )
    columns = [
        *(Column(dimension, texts.dimension(dimension), code=partial(texts.value, dimension)) for dimension in by),
        Column("hits", texts(f"metric.{name}.label"), lambda n: decimal(n, texts)),
        Column("value", texts("paths.share_touches"), lambda value: format_value(value, "percent", texts)),
        Column("range", texts("paths.range")),
        Column("n", "n", lambda n: decimal(n, texts)),
        Column("next_seconds", texts("paths.next_after"), lambda seconds: format_seconds(seconds, texts)),
    ]
    firm = page.engine.settings.minimum_n_firm
    draw_table(
        frame, columns, f"{name}_{texts.language}", texts(f"metric.{name}.label"), soft=[n < firm for n in frame["n"]]
    )
    draw_downloads(page, stamped(page, table_frame(frame, columns), page.scope, name), name)
