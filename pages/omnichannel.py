"""For executives: how omnichannel the company is, what that number is made of, what would raise it most, and who uses several channels."""

import streamlit as st

from pages.parts.header import card, open_page
from pages.parts.omnichannel.customers_compared import draw_customers
from pages.parts.omnichannel.evenness_table import draw_evenness
from pages.parts.omnichannel.levers import draw_levers
from pages.parts.omnichannel.sources_table import draw_sources_table
from pages.parts.omnichannel.tiles import draw_index_tiles
from pages.parts.omnichannel.trend import draw_index_trend

page = open_page("omnichannel")
texts = page.texts

draw_index_tiles(page)
wide, narrow = st.columns([6, 5])
with wide, card("index_trend_card"):
    trend_place = st.container()
with narrow, card("levers_card"):
    draw_levers(page)
with card("evenness_card"):
    draw_evenness(page)
with card("integration_card"):
    draw_sources_table(page)
with card("customers_card"):
    customers_place = st.container()
# What takes longest comes last, so that nothing else waits for it.
with customers_place:
    draw_customers(page)
with trend_place:
    draw_index_trend(page)
