"""The tiles of the paths, and what holds for every number here, once."""

import math
from datetime import timedelta

import streamlit as st

from metrics.catalogue.periods import period_before
from metrics.presenter.numbers import decimal
from metrics.semantic.scope import Scope
from pages.parts.formats import format_day
from pages.parts.identity_words import identity_mark, identity_words
from pages.parts.numbers import computed, first_row
from pages.parts.page import Page
from pages.parts.paths.numbers import reach_of
from pages.parts.tile import draw_tile, said_by_all

TILES = ("journeys", "touches", "drop_off", "next_touch", "stage_returns", "loops")


def draw_path_tiles(page: Page) -> None:
    """What a journey is, with the limits in force, then one tile a metric."""
    said = said_by_all(page, TILES)
    known = identity_words(page)
    words = [
        limit_words(page),
        beginning_words(page),
        known,
        *(sentence for sentence in said if sentence != identity_mark(page)),
    ]
    st.markdown(f":small[{' '.join(word for word in words if word)}]")
    with st.grid(6, min_column_width=165, gap="small"):
        for name in TILES:
            draw_tile(page, name, said)


def limit_words(page: Page) -> str:
    """What ends a journey, in days of this version."""
    shortest, longest, _ = reach_of(page.published)
    if shortest is None or longest is None:
        return page.texts("paths.what_no_limit")
    low, high = (decimal(round(days), page.texts) for days in (shortest, longest))
    return page.texts("paths.what", days=low if low == high else f"{low}–{high}")


def beginning_words(page: Page) -> str:
    """Where the period, or the one before it, reaches back to the beginning of the data: what that does to the numbers."""
    _, longest, first = reach_of(page.published)
    scope = page.scope
    if longest is None or first is None:
        return ""
    since = first.date() + timedelta(days=math.ceil(longest))
    start = period_before(scope.start, scope.end)[0] if scope.start and scope.end else scope.start
    if start is not None and start >= since:
        return ""
    return page.texts("paths.beginning", day=format_day(first.date(), page.texts), since=format_day(since, page.texts))


def draw_no_journeys(page: Page) -> None:
    """Why there are no journeys: nothing loaded, or nobody known."""
    coverage = first_row(computed(page.published, "coverage", Scope()))
    key = "paths.nothing_contacts" if not coverage["n"] else "paths.nothing_persons"
    st.info(page.texts(key), icon=":material/info:")
