"""What every page starts from: the view of the URL, the version that is read, its scope and its words."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import streamlit as st

from metrics.catalogue import METRICS
from metrics.catalogue.composites import COMPOSITES
from metrics.catalogue.dimensions import DIMENSIONS
from metrics.semantic.known_values import known_attributes
from metrics.semantic.scope import Scope
from pages.parts.formats import format_days
from pages.parts.numbers import Published, choices_of, engine_of, published_version
from pages.parts.periods import period_dates
from pages.parts.texts import FALLBACK, Texts, languages
from pages.parts.view import OPENED_ONLY, OWN_DATES, View, read_view
from warehouse.store.engine import Engine

# Filters by values that exist on every fact table; a scale or a currency is chosen where its metric is shown.
FILTERS = (
    "channel",
    "stage",
    "segment",
    "country",
    "touchpoint",
    "topic",
    "team",
    "agent",
    "language",
    "source",
    "value_class",
    "loyalty_class",
)


@dataclass(frozen=True)
class KnownData:
    """What a URL may name in a version: languages, metrics, dimensions and the values that the data have."""

    published: Published
    languages: tuple[str, ...]
    metrics: tuple[str, ...]
    dimensions: tuple[str, ...]
    filters: tuple[str, ...]

    def values(self, dimension: str) -> list[str]:
        """The values of a dimension that can be filtered by, in the order that they are shown; "": not stated."""
        listed = dimension in self.filters or (dimension in OPENED_ONLY and dimension in self.dimensions)
        return choices_of(self.published, dimension) if listed else []


@dataclass(frozen=True)
class Page:
    """One drawing of a page."""

    name: str
    view: View
    texts: Texts
    known: KnownData
    published: Published
    scope: Scope
    last_day: date | None

    @property
    def engine(self) -> Engine:
        """The engine on the version that the page reads."""
        return engine_of(self.published)

    @property
    def opened(self) -> Scope:
        """The scope of the opened cell: the page's scope, narrowed to it."""
        scope = self.scope
        for dimension, values in self.view.opened:
            scope = scope.limited(dimension, values)
        return scope


def read_page(name: str) -> Page:
    """The page as the URL asks for it. Raises NoWarehouse when nothing is published."""
    published = published_version()
    engine = engine_of(published)
    known = known_data(published, engine)
    if name == "definitions":  # what analyses make of metrics is defined there, and drawn on pages of its own
        known = replace(known, metrics=(*known.metrics, *COMPOSITES))
    view = read_view(query_now(), known, preferred_language())
    last_day = last_day_of(engine)
    return Page(
        name, view, Texts(view.language), known, published, scope_of(view, last_day, first_day_of(engine)), last_day
    )


def known_data(published: Published, engine: Engine) -> KnownData:
    """What the version knows: the catalogue's metrics and dimensions, and the attributes that the mappings named."""
    attributes = tuple(known_attributes(engine))
    filters = tuple(name for name in FILTERS if name in DIMENSIONS) + attributes
    return KnownData(published, languages(), tuple(METRICS), (*DIMENSIONS, *attributes), filters)


def query_now() -> dict[str, list[str]]:
    """The URL's parameters with all their values."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def preferred_language() -> str:
    """The URL's language, else the browser's, else English."""
    asked = st.query_params.get("lang") or (st.context.locale or "").split("-")[0]
    return asked if asked in languages() else FALLBACK


def scope_of(view: View, last_day: date | None, first_day: date | None = None) -> Scope:
    """The metric scope of a view: own dates, or a period counted back from the end of the data, `last_day`, to `first_day` at
    most.

    Own dates that reach beyond the data end with them: days that nobody has measured would make the period before look fuller.
    """
    dates = (view.start, view.end) if view.period == OWN_DATES else period_dates(view.period, last_day, first_day)
    if last_day and dates[0] and dates[1] and dates[0] <= last_day < dates[1]:
        dates = (dates[0], last_day + timedelta(days=1))
    return Scope(dates[0], dates[1], view.filters)


def last_day_of(engine: Engine) -> date | None:
    """The last day of which the data have a record, in the reporting zone."""
    until = engine.facts.get("data_until")
    return datetime.fromisoformat(until).date() if until else None


def first_day_of(engine: Engine) -> date | None:
    """The first day of which the data have a record, in the reporting zone; None of a version that does not know it."""
    since = engine.facts.get("data_from")
    return datetime.fromisoformat(since).date() if since else None


def scope_words(page: Page, scope: Scope) -> str:
    """Period and filters in words."""
    texts = page.texts
    filters = [
        f"{texts.dimension(dimension)}: {', '.join(texts.code(dimension, value) for value in values)}"
        for dimension, values in scope.filters
    ]
    return " · ".join([format_days(scope.start, scope.end, texts), *filters])
