"""For CX managers: the journey of the customers as a map, per kind of customer, and what each stage is made of."""

import streamlit as st

from pages.parts.header import card, open_page
from pages.parts.journey.draw_map import draw_map

page = open_page("journey")

with card("journey_card"):
    st.header(page.texts("journey.map"), anchor=False)
    draw_map(page)
