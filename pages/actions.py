"""For CX managers: what to do about the journey, with the evidence for it and what it is expected to change."""

from pages.parts.actions.list import draw_actions
from pages.parts.header import card, open_page
from pages.parts.proposals.draw_channels import draw_channels
from pages.parts.proposals.draw_list import draw_proposals

page = open_page("actions")
with card("proposals_card"):
    draw_proposals(page)
with card("actions_card"):
    draw_actions(page)
with card("channel_table_card"):
    draw_channels(page)
