"""For CX managers: how well the thread of a matter holds from contact to contact, where it breaks, and the matters behind it."""

from pages.parts.header import card, open_page
from pages.parts.numbers import measured_metrics
from pages.parts.thread.cost_by_channels import draw_cost_by_channels
from pages.parts.thread.gaps import draw_no_matters
from pages.parts.thread.hop_map import draw_hop_map
from pages.parts.thread.matters_opened import draw_matters_opened
from pages.parts.thread.table import draw_thread_table
from pages.parts.thread.tiles import draw_thread_tiles
from pages.parts.thread.worst_hops import draw_worst_hops

page = open_page("continuity")
if "matters" not in measured_metrics(page.published):
    draw_no_matters(page)
else:
    draw_thread_tiles(page)
    with card("hops_card"):
        draw_hop_map(page)
    with card("matters_card"):
        draw_matters_opened(page)
    with card("worst_hops_card"):
        draw_worst_hops(page)
    with card("cost_card"):
        draw_cost_by_channels(page)
    with card("thread_table_card"):
        draw_thread_table(page)
