"""The top of every page: mark, links that carry the view, language, filters, title and how fresh the data are."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from metrics.catalogue.periods import period_before
from pages.parts.controls import draw_bare_language, draw_filters, draw_language, draw_limits, draw_period, draw_refused
from pages.parts.formats import format_day, format_days, format_moment
from pages.parts.nav.component import draw_bare_nav, draw_groups, draw_tabs
from pages.parts.numbers import Published, published_version
from pages.parts.page import Page, first_day_of, read_page
from pages.parts.scripts import say_language
from pages.parts.texts import Texts, languages
from pages.parts.view import carried, write_query
from warehouse.config.errors import HiloError

STYLE = Path(__file__).with_name("style.css")
STALE_DAYS = 7
LOOK_AGAIN_SECONDS = 10  # a newly published version shows within this time without a click


def open_page(name: str, has_scope: bool = True) -> Page:
    """Draw the top of the page and return what the page needs; a page without scope has neither filters nor period."""
    run_by_app()
    page = read_page(name)
    texts, query = page.texts, write_query(carried(page.view))
    draw_ground(texts)
    with st.container(horizontal=True, vertical_alignment="center", key="header", gap="small"):
        draw_groups(name, texts, query, languages())
        if has_scope:
            draw_period(page)
            draw_filters(page)
        draw_language(page)
    with st.container(horizontal=True, vertical_alignment="center", key="header_page", gap="small"):
        st.title(texts(f"{name}.title"), anchor=False, width="content")
        draw_tabs(name, texts, query)
        draw_freshness(page, has_scope)
    draw_content_place()
    draw_limits(page)
    draw_refused(page)
    if page.view.renamed:
        st.info(texts("header.renamed", old=page.view.renamed, new=page.view.metric))
    look_again(page.published)
    return page


def draw_ground(texts: Texts) -> None:
    """What every page needs before anything is drawn: the style and its language."""
    st.html(STYLE)
    say_language(texts.language)


def draw_content_place() -> None:
    """Where the link past the navigation leads."""
    with st.container(key="content_place"):
        st.html('<div id="content" tabindex="-1"></div>')


def run_by_app() -> None:
    """Start over through app.py when Streamlit ran a page file by itself.

    Until `st.navigation` is called for the first time in a process, a folder named pages/ is its old kind of multipage app,
    so the first visitor who comes by a deep link would get the bare file: no wide layout, no titles, no error sentences.
    """
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()


def draw_freshness(page: Page, has_scope: bool) -> None:
    """What the period is compared with, and until when the data reach; what else is known of them behind it."""
    with st.container(key="freshness", width="content", horizontal=True, vertical_alignment="center", gap="small"):
        if has_scope and (words := compared_words(page)):
            st.markdown(f":small[:gray[{words}]]", width="content")
        with st.popover(freshness_words(page), key="freshness_pop", type="tertiary"):
            st.markdown(freshness_line(page))


def freshness_words(page: Page) -> str:
    """Until when the data reach; from a week on how long ago: a dashboard that nobody loads looks alive."""
    facts, texts = page.engine.facts, page.texts
    if not facts.get("data_until"):
        return texts("freshness.no_data")
    until = datetime.fromisoformat(facts["data_until"]).date()
    words = texts("freshness.until", day=format_day(until, texts))
    days = (datetime.now(ZoneInfo(page.engine.settings.timezone)).date() - until).days
    if days < STALE_DAYS:
        return f":green[:material/check_circle:] {words}"
    return f":orange[:material/history:] {words} · {texts('freshness.age', count=days)}"


def compared_words(page: Page) -> str:
    """The period that the numbers are compared with, or that the data have none; empty where all time is shown."""
    scope, texts = page.scope, page.texts
    if not (scope.start and scope.end):
        return ""
    start, end = period_before(scope.start, scope.end)
    first = first_day_of(page.engine)
    if first and start < first:
        return texts("freshness.not_compared", days=format_days(start, end, texts), first=format_day(first, texts))
    return texts("freshness.compared", days=format_days(start, end, texts))


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
    draw_ground(texts)
    with st.container(horizontal=True, vertical_alignment="center", key="header", gap="small"):
        draw_bare_nav(name, texts)
        draw_bare_language(texts)
    draw_content_place()


@contextmanager
def card(key: str) -> Iterator[None]:
    """A bordered box with a stable class for tests and style."""
    with st.container(border=True, key=key, height="stretch"):
        yield
