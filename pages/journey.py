"""For CX managers: the journey of the customers as a map, per kind of customer, and what each stage is made of."""

import streamlit as st

from pages.parts.header import card, open_page
from pages.parts.journey.draw_map import draw_map
from pages.parts.journey.inventory import draw_inventory
from pages.parts.journey.kinds import draw_kinds
from pages.parts.journey.map_table import draw_map_table
from pages.parts.journey.stop_opened import draw_stop

page = open_page("journey")

with card("journey_card"):
    draw_map(page)
    draw_map_table(page)
if page.view.opened:
    with card("stop_card"):
        draw_stop(page)
with card("kinds_card"):
    kinds_place = st.container()
with card("inventory_card"):
    draw_inventory(page)
# What takes longest comes last, so that nothing else waits for it.
with kinds_place:
    draw_kinds(page)
