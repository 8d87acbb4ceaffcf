"""How a time is distributed: the cumulative share, with the median and the 90th percentile, not one average."""

import streamlit as st

from metrics.catalogue.entry import Metric
from metrics.presenter.numbers import decimal, format_tick, format_value
from pages.parts.charts import Axis, draw_chart
from pages.parts.numbers import computed, curve_of, first_row, measured_metrics
from pages.parts.page import Page
from pages.parts.palette import colour_of
from pages.parts.share_curve import share_curve

CLOCKS = ("first_response", "wait", "handle", "resolution")


def draw_distribution(page: Page, metric: Metric) -> None:
    """The clock of the chosen metric, or one of the clocks that this version has."""
    texts = page.texts
    title = st.container()
    clock = clock_of(page, metric)
    name = texts(f"clock.{clock}")
    title.header(texts("channels.distribution", metric=name), anchor=False)
    curve = curve_of(page.published, clock, page.scope)
    if curve.is_empty() or curve["n"][0] < page.engine.settings.minimum_n_shown:
        st.markdown(f":gray[{texts('channels.distribution_empty')}]")
        return
    found = {
        q: first_row(computed(page.published, clock + suffix, page.scope)) for q, suffix in ((50, ""), (90, "_p90"))
    }
    words = {q: format_value(row["value"], "seconds", texts) for q, row in found.items()}
    marks = [
        (row["value"], q, f"{'P90' if q == 90 else texts('clock.median')} {words[q]}")
        for q, row in found.items()
        if row["value"]
    ]
    figure = share_curve(
        list(curve.select("seconds", "share").iter_rows()), marks,
        Axis(name, lambda seconds: format_tick(seconds, "seconds", texts), True), texts("channels.distribution_axis"), colour_of(None, 0),
    )  # fmt: skip
    draw_chart(figure, texts, f"distribution_{texts.language}", texts("channels.distribution_alt", metric=name))
    note = texts("channels.distribution_note", median=words[50], p90=words[90], n=decimal(curve["n"][0], texts))
    st.markdown(f":small[:gray[{note}]]")


def clock_of(page: Page, metric: Metric) -> str:
    """The metric's own clock; for a metric that is no time, the one that the reader chooses."""
    own = next((clock for clock in CLOCKS if metric.name == clock or metric.name.startswith(clock + "_")), None)
    if own:
        return own
    measured = [clock for clock in CLOCKS if clock in measured_metrics(page.published)] or list(CLOCKS)
    texts = page.texts
    chosen = st.segmented_control(texts("clock.label"), measured, default=measured[0], key=f"clock_{texts.language}", required=True,
                                  format_func=lambda clock: texts(f"clock.{clock}"), label_visibility="collapsed")  # fmt: skip
    return chosen or measured[0]
