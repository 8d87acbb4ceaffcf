"""The top of every page: mark, links that carry the view, language, filters, title and how fresh the data are."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from metrics.catalogue.periods import period_before
from pages.parts.controls import draw_bare_language, draw_filters, draw_language
from pages.parts.formats import format_days, format_moment
from pages.parts.menu import GROUPS, PAGES, WITHOUT_DATA
from pages.parts.numbers import Published, published_version
from pages.parts.page import Page, read_page
from pages.parts.scripts import say_language
from pages.parts.texts import Texts
from pages.parts.view import carried, write_query
from warehouse.config.errors import HiloError

MARK = Path(__file__).with_name("hilo.png")
STYLE = Path(__file__).with_name("style.css")
STALE_DAYS = 7
LOOK_AGAIN_SECONDS = 10  # a newly published version shows within this time without a click


def open_page(name: str, has_scope: bool = True) -> Page:
    """Draw the top of the page and return what the page needs; a page without scope has neither filters nor period."""
    run_by_app()
    page = read_page(name)
    st.html(STYLE)
    say_language(page.view.language)
    with st.container(horizontal=True, vertical_alignment="center", key="header", gap="small"):
        draw_links(page)
        draw_language(page)
    draw_group(page)
    if has_scope:
        draw_filters(page)
    st.title(page.texts(f"{name}.title"), anchor=False)
    period = f"{period_line(page)}  \n" if has_scope else ""
    st.markdown(f":gray[{period}:small[{freshness_line(page)}]]")
    if page.view.renamed:
        st.info(page.texts("header.renamed", old=page.view.renamed, new=page.view.metric))
    look_again(page.published)
    return page


def run_by_app() -> None:
    """Start over through app.py when Streamlit ran a page file by itself.

    Until `st.navigation` is called for the first time in a process, a folder named pages/ is its old kind of multipage app,
    so the first visitor who comes by a deep link would get the bare file: no wide layout, no titles, no error sentences.
    """
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()


def draw_links(page: Page) -> None:
    """The mark, one link a group and under it the group's pages, on a phone all behind one button.

    Links carry language, period, filters and metric only.
    """
    query = write_query(carried(page.view))
    here = next(group for group, names in GROUPS.items() if page.name in names)
    with st.container(horizontal=True, vertical_alignment="center", key="nav", gap="small"):
        draw_mark()
        with st.container(horizontal=True, vertical_alignment="center", key="links", gap=None, width="content"):
            for group, names in GROUPS.items():
                with st.container(key=f"group_{group}{'_here' if group == here else ''}", width="content"):
                    st.page_link(
                        f"pages/{next(iter(names))}.py", label=page.texts(f"group.{group}"), query_params=query
                    )
        with st.container(key="menu", width="content"):
            label = page.texts(f"nav.{page.name}")
            with st.popover(label, icon=":material/menu:", key="menu_pop", on_change="rerun") as menu:
                if menu.open:
                    for group, names in GROUPS.items():
                        st.markdown(f":small[:gray[{page.texts(f'group.{group}')}]]")
                        for name in names:
                            draw_link(page, name, query, "menu")


def draw_mark() -> None:
    """The mark and the name."""
    with st.container(horizontal=True, vertical_alignment="center", key="mark", gap="small", width="content"):
        st.image(MARK, width=30, alt="")
        st.markdown("**Hilo**", width="content")


def draw_group(page: Page) -> None:
    """The pages of the group that the page is of."""
    query = write_query(carried(page.view))
    with st.container(horizontal=True, vertical_alignment="center", key="group_pages", gap=None):
        for name in next(names for names in GROUPS.values() if page.name in names):
            draw_link(page, name, query, "nav")


def draw_link(page: Page, name: str, query: dict[str, str | list[str]], place: str) -> None:
    """A link to a page; the one that is shown is marked."""
    with st.container(key=f"{place}_{name}{'_here' if name == page.name else ''}", width="content"):
        st.page_link(f"pages/{name}.py", label=page.texts(f"nav.{name}"), icon=PAGES[name], query_params=query)


def period_line(page: Page) -> str:
    """The period and the one before it."""
    scope, texts = page.scope, page.texts
    line = format_days(scope.start, scope.end, texts)
    if scope.start and scope.end:
        line += " · " + texts("freshness.compared", days=format_days(*period_before(scope.start, scope.end), texts))
    return line


def freshness_line(page: Page) -> str:
    """The age of the data, the reporting zone and the version, on every page."""
    facts, texts = page.engine.facts, page.texts
    until = facts.get("data_until")
    zone = page.engine.settings.timezone
    published = facts.get("published_at")
    return texts(
        "freshness.line",
        until=until_words(datetime.fromisoformat(until), datetime.now(ZoneInfo(zone)), texts)
        if until
        else texts("freshness.no_data"),
        zone=zone,
        version=page.published[0],
        published=format_moment(in_zone(published, zone), texts) if published else "–",
    )


def until_words(until: datetime, now: datetime, texts: Texts) -> str:
    """When the data end, and how long ago where that is a day or more; marked from a week on: a dashboard that nobody loads looks alive."""
    days = (now.date() - until.date()).days
    words = format_moment(until, texts)
    if days < 1:
        return words
    age = texts("freshness.age", count=days)
    return f"{words} (:orange[:material/history: {age}])" if days >= STALE_DAYS else f"{words} ({age})"


def in_zone(moment: str, zone: str) -> datetime:
    """An ISO time, UTC unless it says otherwise, in the reporting zone."""
    parsed = datetime.fromisoformat(moment)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(ZoneInfo(zone))


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def look_again(shown: Published | None) -> None:
    """Draw the whole page again when another version was published meanwhile."""
    if readable_version() != shown:
        st.rerun()


def readable_version() -> Published | None:
    """The version that is published now; None where nothing is or hilo.toml cannot be read: the page says which."""
    try:
        return published_version()
    except HiloError:
        return None


def draw_bare_header(texts: Texts, name: str) -> None:
    """The top of a page where nothing is loaded yet: mark, the pages that bring data in, language."""
    run_by_app()
    st.html(STYLE)
    say_language(texts.language)
    with st.container(horizontal=True, vertical_alignment="center", key="header", gap="small"):
        draw_mark()
        for page in WITHOUT_DATA:
            with st.container(key=f"nav_{page}{'_here' if page == name else ''}", width="content"):
                st.page_link(f"pages/{page}.py", label=texts(f"nav.{page}"), icon=PAGES[page],
                             query_params={"lang": texts.language})  # fmt: skip
        draw_bare_language(texts)


@contextmanager
def card(key: str) -> Iterator[None]:
    """A bordered box with a stable class for tests and style."""
    with st.container(border=True, key=key, height="stretch"):
        yield
