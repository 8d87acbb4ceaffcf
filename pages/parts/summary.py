"""Channels or stages side by side: a few metrics each, with the samples that carry them."""

from functools import partial

import polars as pl
import streamlit as st

from metrics.catalogue import METRICS
from metrics.presenter.numbers import format_value
from pages.parts.identity_words import SHARES, draw_identity_line
from pages.parts.measured import metric_label
from pages.parts.numbers import choices_of, computed
from pages.parts.page import Page
from pages.parts.tables import Column, draw_table


def draw_summary(page: Page, dimension: str, names: tuple[str, ...]) -> None:
    """One row per value of the dimension that has anything measured in the scope."""
    texts = page.texts
    frame = summary_frame(page, dimension, names)
    if frame.is_empty():
        st.markdown(f":gray[{texts('chart.empty')}]")
        return
    columns = [Column(dimension, texts.dimension(dimension), code=lambda code: texts.code(dimension, code))]
    for name in names:
        unit = METRICS[name].unit
        columns.append(Column(name, metric_label(METRICS[name], texts), partial(format_value, unit=unit, texts=texts)))
    firm = page.engine.settings.minimum_n_firm
    soft = {
        metric_label(METRICS[name], texts): [n is not None and n < firm for n in frame[f"n_{name}"]]
        for name in names
        if METRICS[name].is_withheld_when_small
    }
    draw_table(
        frame, columns, f"summary_{dimension}_{texts.language}", texts(f"overview.summary_{dimension}"), soft_cells=soft
    )
    draw_identity_line(page, *(name for name in names if name not in SHARES))  # they are its numbers


def summary_frame(page: Page, dimension: str, names: tuple[str, ...]) -> pl.DataFrame:
    """The dimension's values in their own order; per metric its values and, as n_…, their samples."""
    order = [code for code in choices_of(page.published, dimension) if code]
    frame = pl.DataFrame({dimension: order}, schema={dimension: pl.String})
    for name in names:
        values = computed(page.published, name, page.scope, (dimension,)).select(
            dimension, pl.col("value").alias(name), pl.col("n").alias(f"n_{name}")
        )
        frame = frame.join(values, on=dimension, how="left", maintain_order="left")
    return frame.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in names))
