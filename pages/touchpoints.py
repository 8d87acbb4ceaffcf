"""For CX managers: where it hurts, what to mend first, any metric by channel and stage, and the contacts, words and ways behind it."""

import streamlit as st

from metrics.catalogue import METRICS
from pages.parts.controls import draw_metric_choice
from pages.parts.header import card, open_page
from pages.parts.heat import draw_heat_map
from pages.parts.league.league import draw_league
from pages.parts.numbers import measured_metrics
from pages.parts.opened import draw_opened
from pages.parts.worst import draw_worst

FIRST_CHOICE = ("csat", "nps", "ces", "csat_mean", "fcr", "first_response")

page = open_page("touchpoints")
measured = measured_metrics(page.published)
metric = METRICS[page.view.metric or next((name for name in FIRST_CHOICE if name in measured), "csat")]

with card("league_card"):
    draw_league(page)
with st.container(width=340):
    draw_metric_choice(page, metric.name, measured)
wide, narrow = st.columns([6, 7])
with wide, card("map_card"):
    draw_heat_map(page, metric)
with narrow, card("worst_card"):
    draw_worst(page, metric)
with card("opened_card"):
    draw_opened(page, metric)
