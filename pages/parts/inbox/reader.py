"""The top of a page that brings data in: as every page's where something is loaded, and without a version where nothing is."""

from dataclasses import dataclass

import streamlit as st

from pages.parts.header import draw_bare_header, look_again, open_page
from pages.parts.masked import is_masked
from pages.parts.page import preferred_language
from pages.parts.texts import Texts
from warehouse.config.errors import NoWarehouse
from warehouse.config.settings import load_settings


@dataclass(frozen=True)
class Reader:
    """Who looks: the words, whether personal data are masked, the reporting zone, and whether anything is loaded yet."""

    texts: Texts
    is_masked: bool
    zone: str
    has_data: bool

    @property
    def query(self) -> dict[str, str]:
        """What a link to another page carries."""
        return {"lang": self.texts.language}


def open_for_reader(name: str) -> Reader:
    """Draw the top of the page."""
    try:
        page = open_page(name, has_scope=False)
    except NoWarehouse:
        settings, texts = load_settings(), Texts(preferred_language())
        draw_bare_header(texts, name)
        st.title(texts(f"{name}.title"), anchor=False)
        look_again(None)
        return Reader(texts, settings.personal_data == "masked", settings.timezone, has_data=False)
    return Reader(page.texts, is_masked(page), page.engine.settings.timezone, has_data=True)
