"""Finding a person by one identifier."""

import streamlit as st

from pages.parts.page import Page


def draw_search(page: Page) -> None:
    st.text_input(page.texts("customer.search"), key="find", help=page.texts("customer.search_help"))
