"""For CX managers and analysts: the paths that customers really take, where they stop, and the journeys behind every number."""

from pages.parts.drivers.card import draw_drivers
from pages.parts.header import card, open_page
from pages.parts.numbers import measured_metrics
from pages.parts.paths.drop_off import draw_drop_off
from pages.parts.paths.flow import draw_flow
from pages.parts.paths.funnel import draw_funnel
from pages.parts.paths.journeys_opened import draw_journeys
from pages.parts.paths.tiles import draw_no_journeys, draw_path_tiles
from pages.parts.paths.totals import draw_totals
from pages.parts.paths.turns import draw_turns

page = open_page("paths")
if "journeys" not in measured_metrics(page.published):
    draw_no_journeys(page)
else:
    draw_path_tiles(page)
    with card("flow_card"):
        draw_flow(page)
    with card("totals_card"):
        draw_totals(page)
    with card("funnel_card"):
        draw_funnel(page)
    with card("journeys_card"):
        draw_journeys(page)
    with card("drop_off_card"):
        draw_drop_off(page)
    with card("turns_card"):
        draw_turns(page)
with card("drivers_card"):
    draw_drivers(page)
