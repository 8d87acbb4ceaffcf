"""Drawing the page that the address names, with all pages in their order and the reader's language."""

import streamlit as st

from pages.parts.guard import draw_guarded
from pages.parts.menu import MARK, PAGES
from pages.parts.page import preferred_language
from pages.parts.texts import Texts


def draw_dashboard() -> None:
    """Draw the page of the address, or a sentence where that cannot be done."""
    texts = Texts(preferred_language())
    pages = [st.Page(f"pages/{name}.py", title=f"{texts(f'nav.{name}')} · Hilo", url_path=name) for name in PAGES]
    # The first page a second time, because Streamlit knows a default page under / only and links to it by its name.
    start = st.Page("pages/overview.py", title=pages[0].title, url_path="start", default=True)
    page = st.navigation([*pages, start], position="hidden")
    st.set_page_config(page_icon=str(MARK), layout="wide", initial_sidebar_state="collapsed")
    draw_guarded(page.url_path or "overview", page.run, texts)
