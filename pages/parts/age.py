"""How old the data behind a number are, by the sources that feed it."""

from datetime import date

import streamlit as st

from metrics.catalogue.entry import Metric
from pages.parts.formats import format_day
from pages.parts.numbers import Published, engine_of, sources_of
from pages.parts.page import Page
from warehouse.store.registry import list_sources


@st.cache_data(max_entries=4, show_spinner=False)
def source_ends(published: Published) -> dict[str, date]:
    """Source: its last record, in the reporting zone."""
    return {row["source"]: row["last_record"] for row in list_sources(engine_of(published)).iter_rows(named=True)}


def age_sentence(page: Page, metric: Metric) -> str:
    """Until when the sources of a number have data."""
    ends = source_ends(page.published)
    known = [ends[name] for name in sources_of(page.published, metric.name, page.scope) if ends.get(name)]
    return page.texts("tile.until", day=format_day(max(known), page.texts)) if known else ""


def page_age(page: Page) -> str:
    """Until when all the data reach, as the top of every page says it."""
    return page.texts("tile.until", day=format_day(page.last_day, page.texts)) if page.last_day else ""
