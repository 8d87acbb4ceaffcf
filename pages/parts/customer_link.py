"""The way from a record, an identifier or a matter to its customer's story."""

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from pages.parts.page import Page
from pages.parts.view import carried, write_query
from warehouse.people.profile import known_among


def draw_customer_links(page: Page, persons: Iterable[int | None]) -> None:
    """A link for each of the persons who is known: of others there is no story to tell."""
    asked = list(dict.fromkeys(person for person in persons if person is not None))
    known = known_among(page.engine, asked)
    for person in asked:
        if person in known:
            draw_customer_link(page, person, page.texts("customer.link"))


def draw_customer_link(page: Page, person_id: int, label: str) -> None:
    """A link to the customer page that keeps period and filters."""
    query = write_query(replace(carried(page.view), person=str(person_id)))
    st.page_link("pages/customer.py", label=label, icon=":material/person_search:", query_params=query, width="content")
