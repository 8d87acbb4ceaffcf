"""For analysts: any metric by any dimensions, its distribution, and the rows behind it, exported as shown."""

import streamlit as st

from metrics.catalogue import METRICS
from pages.parts.breakdown import draw_breakdown, draw_dimensions
from pages.parts.controls import draw_metric_choice
from pages.parts.curve import draw_distribution
from pages.parts.drill import draw_rows
from pages.parts.header import card, open_page
from pages.parts.numbers import measured_metrics

page = open_page("channels")
measured = measured_metrics(page.published)
metric = METRICS[page.view.metric or next(iter(measured), "nps")]

choice, by = st.columns([2, 5])
with choice:
    draw_metric_choice(page, metric.name, list(METRICS))
with by:
    dimensions = draw_dimensions(page, metric)
draw_breakdown(page, metric, dimensions)
with card("distribution_card"):
    draw_distribution(page, metric)
with card("rows_card"):
    st.header(page.texts("channels.rows"), anchor=False)
    draw_rows(page, metric.name, page.opened, key="channels")
