"""For executives: how omnichannel the company is, what that number is made of, what would raise it most, and who uses several channels."""

import streamlit as st

from pages.parts.customers_compared import draw_customers
from pages.parts.evenness_table import draw_evenness
from pages.parts.header import card, open_page
from pages.parts.index_levers import draw_levers
from pages.parts.index_tiles import draw_index_tiles
from pages.parts.index_trend import draw_index_trend
from pages.parts.sources_table import draw_sources_table

page = open_page("omnichannel")
texts = page.texts

draw_index_tiles(page)
wide, narrow = st.columns([6, 5])
with wide, card("index_trend_card"):
    draw_index_trend(page)
with narrow, card("levers_card"):
    draw_levers(page)
with card("evenness_card"):
    draw_evenness(page)
with card("integration_card"):
    draw_sources_table(page)
with card("customers_card"):
    draw_customers(page)
