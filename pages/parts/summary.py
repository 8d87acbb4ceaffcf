"""Channels or stages side by side: a few metrics each, with the samples that carry them."""

import polars as pl
import streamlit as st

from metrics.catalogue import METRICS
from pages.parts.formats import format_value
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
        columns.append(
            Column(name, metric_label(METRICS[name], texts), lambda value, unit=unit: format_value(value, unit, texts))
        )
    draw_table(frame, columns, f"summary_{dimension}_{texts.language}", texts(f"overview.summary_{dimension}"))


def summary_frame(page: Page, dimension: str, names: tuple[str, ...]) -> pl.DataFrame:
    """The dimension's values in their own order, and a column of values per metric."""
    order = [code for code in choices_of(page.published, dimension) if code]
    frame = pl.DataFrame({dimension: order}, schema={dimension: pl.String})
    for name in names:
        values = computed(page.published, name, page.scope, (dimension,)).select(dimension, pl.col("value").alias(name))
        frame = frame.join(values, on=dimension, how="left", maintain_order="left")
    return frame.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in names))
