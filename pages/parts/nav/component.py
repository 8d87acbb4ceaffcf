"""The links between the pages as real navigation: landmarks, the current page marked, a way past them for the keyboard.

A link keeps language, period, filters and metric, and is followed without loading the document anew; with a key held it opens a tab.
"""

from base64 import b64encode
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from pages.parts.first_document import base_path
from pages.parts.menu import GROUPS, MARK, WITHOUT_DATA, group_of
from pages.parts.texts import Texts

HERE = Path(__file__).parent
CSS, JS = ((HERE / name).read_text(encoding="utf-8") for name in ("nav.css", "nav.js"))
# Registered once a process; words come as `data` and are put in as text.
GROUPS_NAV = st.components.v2.component("hilo_groups", html='<div class="nav groups"></div>', css=CSS, js=JS)
TABS_NAV = st.components.v2.component("hilo_tabs", html='<div class="nav tabs"></div>', css=CSS, js=JS)
SIGN = f"data:image/png;base64,{b64encode(MARK.read_bytes()).decode()}"
Query = dict[str, str | list[str]]


def draw_groups(name: str, texts: Texts, query: Query, languages: tuple[str, ...]) -> None:
    """The mark, which leads to the first page, and a link a group; on a phone a menu with every page and the languages."""
    here = group_of(name)
    links = [link(next(iter(pages)), texts(f"group.{group}"), query, group == here) for group, pages in GROUPS.items()]
    menu = [
        {
            "label": texts(f"group.{group}"),
            "links": [link(page, texts(f"nav.{page}"), query, page == name) for page in pages],
        }
        for group, pages in GROUPS.items()
    ]
    tongues = [link(name, code.upper(), query | {"lang": code}, code == texts.language) for code in languages]
    GROUPS_NAV(key="nav_groups", data={
        "label": texts("header.groups"), "skip": texts("header.skip"), "mark": link("overview", "Hilo", query, False), "sign": SIGN,
        "links": links, "menu": menu, "menuLabel": texts(f"nav.{name}"),
        "menuName": texts("header.menu"), "languages": {"label": texts("header.language"), "links": tongues},
    })  # fmt: skip


def draw_bare_nav(name: str, texts: Texts) -> None:
    """The pages that bring data in, where nothing is loaded yet."""
    query: Query = {"lang": texts.language}
    links = [link(page, texts(f"nav.{page}"), query, page == name) for page in WITHOUT_DATA]
    GROUPS_NAV(key="nav_bare", data={
        "label": texts("header.groups"), "skip": texts("header.skip"), "mark": link("overview", "Hilo", query, False), "sign": SIGN,
        "links": links,
    })  # fmt: skip


def draw_tabs(name: str, texts: Texts, query: Query) -> None:
    """The pages of the group that the page is of."""
    pages = GROUPS[group_of(name)]
    links = [link(page, texts(f"nav.{page}"), query, page == name) for page in pages]
    TABS_NAV(key="nav_tabs", data={"label": texts(f"group.{group_of(name)}"), "links": links})


def link(name: str, label: str, query: Query, is_here: bool) -> dict[str, Any]:
    """A link to a page with the query; `isHere` marks the one that is shown."""
    return {"label": label, "href": f"{base_path()}/{name}?{urlencode(query, doseq=True)}", "isHere": is_here}
