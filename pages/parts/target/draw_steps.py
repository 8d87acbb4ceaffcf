"""Today beside expected for one metric: a chart of what changes, and the table of everything, opened by a row."""

from dataclasses import replace

import polars as pl
import streamlit as st

from metrics.catalogue import METRICS
from pages.parts.charts import draw_chart
from pages.parts.controls import change_view, draw_choice
from pages.parts.measured import metric_label, value_axis
from pages.parts.opened import draw_opened
from pages.parts.page import Page
from pages.parts.tables import draw_downloads, draw_table, stamped, table_frame
from pages.parts.target.figures import step_figure
from pages.parts.target.numbers import Target
from pages.parts.target.steps import changed_places, step_chart, step_columns, step_frame
from pages.parts.view import open_cell

CELL = ("stage", "channel", "touchpoint")


def draw_target_steps(page: Page, target: Target) -> None:
    """Choice of the metric, chart, table with downloads, and what is opened of it."""
    texts, possible = page.texts, target.metrics
    if not possible:
        return
    metric = page.view.metric if page.view.metric in possible else possible[0]
    st.header(texts("target.steps", metric=metric_label(METRICS[metric], texts)), anchor=False)
    with st.container(width=340):
        draw_choice(page, "target_metric", texts("table.metric"), possible, metric,
                    lambda name: metric_label(METRICS[name], texts), lambda view, name: replace(view, metric=name, opened=()))  # fmt: skip
    frame, columns = step_frame(page, target, metric), step_columns(page, metric)
    shown = changed_places(frame)
    chart = step_chart(page, metric, shown)
    codes = shown.select(CELL).rows()
    key = f"steps_{metric}_{texts.language}"

    def clicked() -> None:
        if points := st.session_state[key].selection.points:
            open_place(page, metric, dict(zip(CELL, points[0]["customdata"], strict=True)))

    draw_chart(step_figure(chart, value_axis(METRICS[metric], texts), codes), texts, key, chart.name, clicked)
    st.markdown(f":small[:gray[{texts('target.steps_help')}]]")
    table_key = f"step_table_{metric}_{texts.language}"

    def chosen() -> None:
        if rows := st.session_state[table_key].selection.rows:
            open_place(page, metric, frame.row(rows[0], named=True))

    soft = (
        [n < page.engine.settings.minimum_n_firm for n in frame["n"]] if METRICS[metric].is_withheld_when_small else []
    )
    draw_table(frame, columns, table_key, chart.name, on_select=chosen, soft=soft)
    draw_downloads(page, lambda: stamped(page, exported(frame, columns), page.scope, metric), f"target_{metric}")
    if page.view.opened:
        draw_opened(page, METRICS[metric])


def open_place(page: Page, metric: str, place: dict[str, str | None]) -> None:
    """Open a stage or a touchpoint to its numbers, comments and contacts; the whole is the page itself."""
    named = {name: place[name] or "" for name in CELL if place[name] is not None or place["channel"] is not None}
    if named:
        change_view(page, lambda view: replace(open_cell(view, named), metric=metric))


def exported(frame: pl.DataFrame, columns: list) -> pl.DataFrame:
    """The table with bounds as numbers beside the words."""
    numbers = frame.select("low", "high", "expected_low", "expected_high", "unit")
    return table_frame(frame, columns).hstack(numbers)
