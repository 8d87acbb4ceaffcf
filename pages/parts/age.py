"""How old the data behind a number are, and which checks on them failed: by the sources that feed it."""

import streamlit as st

from metrics.catalogue.entry import Metric
from pages.parts.formats import format_day, plain
from pages.parts.numbers import Published, engine_of, sources_of
from pages.parts.page import Page
from warehouse.store.registry import list_checks, list_sources

LAGS_DAYS = 7  # a source that ends this much before the newest one is named


@st.cache_data(max_entries=4, show_spinner=False)
def source_ends(published: Published) -> dict[str, object]:
    """Source: its last record, in the reporting zone."""
    return {row["source"]: row["last_record"] for row in list_sources(engine_of(published)).iter_rows(named=True)}


@st.cache_data(max_entries=4, show_spinner=False)
def open_warnings(published: Published) -> list[dict[str, str]]:
    """Warning expectations of the last load of each source that were not met: table_name, source, rule."""
    checks = list_checks(engine_of(published))
    return [c for c in checks.iter_rows(named=True) if c["severity"] == "warning" and not c["is_met"]]


def age_sentence(page: Page, metric: Metric) -> str:
    """Until when the sources of a number have data; one that lags is named."""
    texts, ends = page.texts, source_ends(page.published)
    known = {name: ends[name] for name in sources_of(page.published, metric.name, page.scope) if ends.get(name)}
    if not known:
        return ""
    newest = max(known.values())  # type: ignore[type-var]
    late = [name for name, end in known.items() if (newest - end).days >= LAGS_DAYS]  # type: ignore[operator]
    words = texts("tile.until", day=format_day(newest, texts))  # type: ignore[arg-type]
    if late:
        words += " · " + texts("tile.late", source=plain(late[0]), day=format_day(known[late[0]], texts))  # type: ignore[arg-type]
    return words


def page_age(page: Page) -> str:
    """Until when all the data reach, as the top of every page says it."""
    return page.texts("tile.until", day=format_day(page.last_day, page.texts)) if page.last_day else ""


def failed_checks(page: Page, metric: Metric) -> str:
    """A sentence on the warnings that failed on a table and source that feed the number; empty when none did."""
    tables = tables_of(metric)
    warnings = [w for w in open_warnings(page.published) if w["table_name"] in tables]
    if not warnings:
        return ""
    feeding = sources_of(page.published, metric.name, page.scope)
    failed = [w for w in warnings if not w["source"] or w["source"] in feeding]
    sources = ", ".join(dict.fromkeys(w["source"] or w["table_name"] for w in failed))
    return page.texts("tile.check_failed", count=len(failed), sources=plain(sources)) if failed else ""


def tables_of(metric: Metric) -> set[str]:
    """The canonical tables that a metric reads."""
    tables = {leg.table for leg in metric.row_legs}
    return tables | {leg.table for leg in metric.legs if hasattr(leg, "table")}
