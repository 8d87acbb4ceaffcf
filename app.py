"""The dashboard: its pages and their order, in the reader's language. Run by `make run`."""

import logging

import streamlit as st

from pages.parts.fonts import place_font
from pages.parts.header import MARK, PAGES, draw_empty
from pages.parts.page import preferred_language
from pages.parts.texts import Texts
from warehouse.errors import HiloError, NoWarehouse

st.set_page_config(page_title="Hilo", page_icon=str(MARK), layout="wide", initial_sidebar_state="collapsed")
place_font()
texts = Texts(preferred_language())
pages = [
    st.Page(f"pages/{name}.py", title=f"{texts(f'nav.{name}')} · Hilo", url_path=name, default=name == "overview")
    for name in PAGES
]
page = st.navigation(pages, position="hidden")
try:
    page.run()
except NoWarehouse:
    draw_empty(texts)
except HiloError as error:
    st.warning(str(error))
except Exception:
    logging.getLogger("hilo").exception("%s could not be drawn", page.url_path or "overview")
    st.error(f"**{texts('error.title')}**  \n{texts('error.text')}")
