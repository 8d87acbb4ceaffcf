"""The map of a metric by channel and stage; a click on a cell opens it."""

import streamlit as st

from metrics.catalogue import METRICS
from metrics.catalogue.entry import Metric
from metrics.presenter.numbers import MISSING
from pages.parts.charts import chart_words, draw_chart
from pages.parts.controls import change_view
from pages.parts.formats import unit_words
from pages.parts.heat_chart import Cell, heat_map
from pages.parts.identity_words import draw_identity_line
from pages.parts.measured import Measured, metric_label
from pages.parts.numbers import choices_of, computed
from pages.parts.page import Page
from pages.parts.view import open_cell

AXES = ("channel", "stage")


def draw_heat_map(page: Page, metric: Metric) -> None:
    """Title, map and how to read it. Stronger colour is worse, or more where neither is better."""
    texts, settings = page.texts, page.engine.settings
    title = texts("touchpoints.map", metric=metric_label(metric, texts), unit=unit_words(metric.unit, texts))
    st.header(title, anchor=False)
    cells = map_cells(page, metric)
    if not cells:
        st.markdown(f":gray[{texts('chart.empty')}]")
        return
    rows, columns = (labels_in_order(page, axis, {cell.codes[i] for cell in cells}) for i, axis in enumerate(AXES))
    opened = tuple(dict(page.view.opened).get(axis, ("",))[0] for axis in AXES)
    key = f"map_{page.view.language}_{metric.name}"
    figure = heat_map(cells, rows, columns, metric.better == "higher", opened)  # type: ignore[arg-type]

    def clicked() -> None:
        if points := st.session_state[key].selection.points:
            channel, stage = points[0]["customdata"]
            change_view(page, lambda view: open_cell(view, {"channel": channel, "stage": stage}))

    draw_chart(figure, texts, key, texts("touchpoints.map_alt", metric=metric_label(metric, texts)), clicked)
    reading = texts("touchpoints.map_help_neutral" if metric.better == "neutral" else "touchpoints.map_help")
    small = texts("touchpoints.map_small", firm=settings.minimum_n_firm, least=settings.minimum_n_shown)
    st.markdown(f":small[:gray[{reading} {small if metric.is_withheld_when_small else ''}]]")
    draw_identity_line(page, metric.name)


def map_cells(page: Page, metric: Metric) -> list[Cell]:
    """One cell per channel and stage that has anything measured."""
    texts, cells = page.texts, []
    for row in computed(page.published, metric.name, page.scope, AXES).iter_rows(named=True):
        measured = Measured(METRICS[metric.name], row, texts, page.engine.settings)
        if not measured.n:
            continue
        codes = (row["channel"] or "", row["stage"] or "")
        labels = (chart_words(texts.code("channel", codes[0])), chart_words(texts.code("stage", codes[1])))
        hover = "<br>".join(
            [f"<b>{labels[0]} · {labels[1]}</b>", measured.value, measured.sample, *measured.sentences()]
        )
        text = measured.value if row["value"] is not None else MISSING
        cells.append(Cell(*labels, codes, row["value"], text, measured.state == "firm", hover))
    return cells


def labels_in_order(page: Page, axis: str, codes: set[str]) -> list[str]:
    """The labels of the codes, in the order of the axis."""
    return [chart_words(page.texts.code(axis, code)) for code in choices_of(page.published, axis) if code in codes]
