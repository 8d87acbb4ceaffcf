"""For CX managers and the board: today's journey beside the expected one, under the chosen proposals and the planned actions."""

import streamlit as st

from pages.parts.header import card, open_page
from pages.parts.target.draw_choice import draw_target_choice
from pages.parts.target.draw_downloads import draw_presentation
from pages.parts.target.draw_map import draw_target_map
from pages.parts.target.draw_rules import draw_target_rules
from pages.parts.target.draw_steps import draw_target_steps
from pages.parts.target.draw_tiles import draw_target_tiles
from pages.parts.target.numbers import read_target

page = open_page("target")
with st.spinner(page.texts("proposals.looking")):
    target = read_target(page)
draw_presentation(page, target)
draw_target_tiles(page, target)
with card("target_choice_card"):
    draw_target_choice(page, target)
with card("target_map_card"):
    draw_target_map(page, target)
if target.metrics:
    with card("target_steps_card"):
        draw_target_steps(page, target)
with card("target_rules_card"):
    draw_target_rules(page, target)
