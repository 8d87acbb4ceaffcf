"""The journey map on the page: drawn by a component of our own, opened by click or key, with a table of the same numbers."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from metrics.analyses.touchpoints.map import CELL
from metrics.presenter.numbers import decimal
from pages.parts.controls import change_view
from pages.parts.journey.component import COMPONENT
from pages.parts.journey.map_html import JourneyMap, map_html
from pages.parts.journey.numbers import mapped
from pages.parts.journey.quotes import with_quotes
from pages.parts.journey.stops import Ends, Stop, read_stops
from pages.parts.page import Page
from pages.parts.view import open_cell, write_query


def draw_map(page: Page) -> None:
    """The map of the page's scope; a touchpoint that is chosen is opened below."""
    texts = page.texts
    st.header(texts("journey.map"), anchor=False)
    stops = with_quotes(page, read_stops(mapped(page.published, page.scope), texts, page.engine.settings))
    if not stops:
        st.markdown(f":gray[{texts('chart.empty')}]")
        return
    totals = read_stops(mapped(page.published, page.scope, ("stage",)), texts, page.engine.settings)
    journey = JourneyMap(stages_of(page, stops), totals, stops, lambda ends: link_to(page, ends), opened_ends(page))
    key = f"journey_{texts.language}"

    def opened() -> None:
        place = st.session_state[key].opened
        if isinstance(place, int) and 0 <= place < len(stops):
            change_view(page, lambda view: open_cell(view, dict(zip(CELL, stops[place].ends, strict=True))))

    margin = decimal(100 * page.engine.settings.touchpoint_margin, texts)
    st.markdown(f":small[:gray[{texts('journey.reading', margin=margin)}]]")
    COMPONENT(key=key, data={"html": map_html(journey, texts)}, on_opened_change=opened)


def stages_of(page: Page, stops: Sequence[Stop]) -> list[str]:
    """All stages of the configuration, then what the data name beside them, not stated last."""
    named = page.engine.settings.stages
    others = sorted({stop.ends[0] for stop in stops} - set(named), key=lambda stage: (stage == "", stage))
    return [*named, *others]


def opened_ends(page: Page) -> Ends | None:
    """The touchpoint that the URL opens."""
    opened = dict(page.view.opened)
    if not all(name in opened for name in CELL):
        return None
    stage, channel, touchpoint = (opened[name][0] for name in CELL)
    return stage, channel, touchpoint


def link_to(page: Page, ends: Ends) -> str:
    """The address of the page with the touchpoint opened, for a new tab."""
    view = open_cell(replace(page.view, person="", matter=""), dict(zip(CELL, ends, strict=True)))
    return f"?{urlencode(write_query(view), doseq=True)}"
