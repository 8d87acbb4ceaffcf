"""For analysts and CX managers: how well the contacts are tied to persons, by which identifiers, and what people decide."""

import streamlit as st

from pages.parts.header import card, open_page
from pages.parts.identity_words import identity_mark
from pages.parts.people.decisions_log import draw_decisions
from pages.parts.people.identifiers import draw_identifiers
from pages.parts.people.suggestions import draw_suggestions
from pages.parts.summary import draw_summary
from pages.parts.tile import draw_tile

RATES = ("coverage", "match_rate")

page = open_page("identity")
texts = page.texts

with st.grid(2, min_column_width=300):
    for name in RATES:
        draw_tile(page, name, said=[identity_mark(page)])  # the two tiles are the mark's two numbers
by_channel, by_source = st.columns(2)
for column, dimension in ((by_channel, "channel"), (by_source, "source")):
    with column, card(f"rates_{dimension}"):
        st.header(texts(f"identity.by_{dimension}"), anchor=False)
        draw_summary(page, dimension, ("interactions", *RATES))
with card("suggestions_card"):
    st.header(texts("identity.suggestions"), anchor=False)
    draw_suggestions(page)
with card("decisions_card"):
    st.header(texts("identity.decisions"), anchor=False)
    draw_decisions(page)
with card("identifiers_card"):
    st.header(texts("identity.identifiers"), anchor=False)
    draw_identifiers(page)
