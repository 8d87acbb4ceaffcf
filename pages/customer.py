"""For whoever serves or studies one customer: everything on every channel as one story, found by any identifier."""

import streamlit as st

from metrics.presenter.numbers import decimal
from pages.parts.customer.chart import draw_person_chart, thread_colours
from pages.parts.customer.head import draw_person_head
from pages.parts.customer.numbers import Known, known_of
from pages.parts.customer.same_person import draw_same_person
from pages.parts.customer.search import draw_search
from pages.parts.customer.story import draw_story
from pages.parts.customer.story_blocks import story_blocks
from pages.parts.header import card, open_page

page = open_page("customer", has_scope=False)
texts = page.texts


def draw_known(known: Known) -> None:
    """The person: head, lanes, story, and why it is one person."""
    gap_days = page.engine.settings.matter_gap_days
    blocks = story_blocks(known.events.to_dicts(), known.matters.to_dicts(), gap_days)
    with card("person_card"):
        draw_person_head(page, known)
    with card("lanes_card"):
        st.header(texts("customer.lanes"), anchor=False)
        st.markdown(f":small[:gray[{texts('customer.lanes_help')}]]")
        draw_person_chart(page, blocks)
    st.header(texts("customer.story"), anchor=False)
    total, shown = sum(known.counts.values()), known.events.height
    if total > shown:
        numbers = {"shown": decimal(shown, texts), "total": decimal(total, texts)}
        st.markdown(f":gray[{texts('customer.newest', **numbers)}]")
    draw_story(page, blocks, thread_colours(blocks))
    with card("same_card"):
        draw_same_person(page, known.profile.person_id)


is_found = draw_search(page)
if page.view.person and is_found:
    number = int(page.view.person)
    found = known_of(page.published, number)
    if found is None:
        st.info(texts("customer.no_such_person"), icon=":material/person_off:")
    else:
        draw_known(found)
