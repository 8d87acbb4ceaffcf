"""Widgets that read their value from the URL and write it back: language, period, filters, metric, dimensions."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import streamlit as st

from metrics.catalogue import METRICS
from metrics.catalogue.periods import EARLIEST
from pages.parts.formats import format_days, plain
from pages.parts.measured import metric_label
from pages.parts.menu import NO_PAGE
from pages.parts.page import Page, query_now
from pages.parts.periods import PERIODS
from pages.parts.texts import Texts, languages
from pages.parts.view import OWN_DATES, Change, View, find_refused, limit, read_view, write_query

MOST_NAMED = 3  # values of a filter, or things that an address asks for in vain
LONGEST_SAID = 80  # characters of one of them


def change_view(page: Page, change: Change) -> None:
    """Apply a change to what the URL says now (not to what an older run saw) and write it back: one step of history."""
    now = read_view(query_now(), page.known, page.view.language)
    st.query_params.from_dict(write_query(change(now)))


def seed(page: Page, name: str, value: object) -> str:
    """The key of a widget that shows `value`. It carries the language, else the browser keeps labels of the old one."""
    key = f"{name}_{page.view.language}"
    st.session_state[key] = value
    return key


def draw_language(page: Page) -> None:
    """The language switch."""
    key = seed(page, "language", page.view.language)

    def changed() -> None:
        if chosen := st.session_state[key]:
            change_view(page, lambda view: replace(view, language=chosen))

    st.segmented_control(
        page.texts("header.language"), page.known.languages, format_func=str.upper, key=key, on_change=changed,
        label_visibility="collapsed", required=True,
    )  # fmt: skip


def draw_bare_language(texts: Texts) -> None:
    """The language switch where nothing is loaded, so that the address says nothing else."""
    key = f"language_{texts.language}"
    st.session_state[key] = texts.language

    def changed() -> None:
        if chosen := st.session_state[key]:
            st.query_params["lang"] = chosen

    st.segmented_control(
        texts("header.language"), languages(), format_func=str.upper, key=key, on_change=changed, label_visibility="collapsed",
        required=True,
    )  # fmt: skip


def draw_filters(page: Page) -> None:
    """One button that opens a picker for every dimension; they are drawn only while it is open, because some have many values."""
    texts, count = page.texts, len(page.view.filters)
    label = texts("filter.all") + (f" · {count}" if count else "")
    with st.popover(label, icon=":material/filter_list:", key="filters_pop", on_change="rerun") as popover:
        if popover.open:
            for dimension in page.known.filters:
                draw_picker(page, dimension)
            if count:
                st.button(texts("filter.clear"), key="clear_filters", icon=":material/filter_list_off:",
                          on_click=change_view, args=(page, lambda view: replace(view, filters=())))  # fmt: skip


def draw_picker(page: Page, dimension: str) -> None:
    """A picker of several values of one dimension."""
    texts = page.texts
    options = page.known.values(dimension)
    if not options:
        return
    key = seed(page, f"pick_{dimension}", list(page.view.filtered(dimension)))

    def changed() -> None:
        chosen = st.session_state[key]
        change_view(page, lambda view: limit(view, dimension, chosen))

    st.multiselect(
        plain(texts.dimension(dimension)), options, key=key, on_change=changed, select_all=False,
        format_func=lambda code: texts.code(dimension, code), placeholder=texts("filter.every"),
    )  # fmt: skip


def draw_limits(page: Page) -> None:
    """The filters in force, each to be taken away by a click."""
    if not page.view.filters:
        return
    texts = page.texts
    with st.container(horizontal=True, key="header_limits", gap="xsmall"):
        for dimension, values in page.view.filters:
            words = ", ".join(texts.code(dimension, value) for value in values[:MOST_NAMED])
            more = f" +{len(values) - MOST_NAMED}" if len(values) > MOST_NAMED else ""
            st.button(plain(f"{texts.dimension(dimension)}: {words}{more}"), key=f"limit_{dimension}", icon=":material/close:",
                      help=texts("filter.remove"), on_click=change_view,
                      args=(page, lambda view, dimension=dimension: limit(view, dimension, ())))  # fmt: skip


def draw_refused(page: Page) -> None:
    """What the address asks for and these data do not have, so that nobody takes the whole for a part."""
    refused, texts = find_refused(query_now(), page.view), page.texts
    said = [texts("address.no_page", page=plain(value)) for name, value in refused if name == NO_PAGE]
    wrong = [f"«{plain(f'{name}={value}'[:LONGEST_SAID])}»" for name, value in refused if name != NO_PAGE]
    if wrong:
        named = ", ".join(wrong[:MOST_NAMED]) + (f" +{len(wrong) - MOST_NAMED}" if len(wrong) > MOST_NAMED else "")
        said.append(texts("address.refused", count=len(wrong), what=named))
    if not said:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="header_refused", gap="small"):
        st.markdown(f":orange[:material/warning:] {' '.join(said)}", width="content")
        st.button(
            texts("address.remove"),
            key="remove_refused",
            type="tertiary",
            on_click=change_view,
            args=(page, lambda view: view),
        )


def draw_period(page: Page) -> None:
    """The period: complete weeks back from the end of the data, everything, or dates of one's own."""
    texts, view = page.texts, page.view
    label = format_days(page.scope.start, page.scope.end, texts)
    with st.popover(label, icon=":material/calendar_month:", key="period_pop", help=texts("period.help")):
        key = seed(page, "period", view.period if view.period in PERIODS else None)

        def changed() -> None:
            if chosen := st.session_state[key]:
                change_view(page, lambda view: replace(view, period=chosen, start=None, end=None))

        st.radio(texts("period.label"), PERIODS, key=key, on_change=changed,
                 format_func=lambda code: texts(f"period.{code}"))  # fmt: skip
        draw_own_dates(page)


def draw_own_dates(page: Page) -> None:
    """First and last day of a period of one's own; the widget's last day is inclusive, the URL's `to` is not.

    A URL may name days beyond those of the data (of a version that was rolled back): the widget takes them, too.
    """
    scope = page.scope
    shown = (scope.start, scope.end - timedelta(days=1)) if scope.start and scope.end else ()
    key = seed(page, "dates", shown)

    def changed() -> None:
        chosen = st.session_state[key]
        if len(chosen) == 2:
            first, last = chosen
            change_view(page, lambda view: replace(view, period=OWN_DATES, start=first, end=last + timedelta(days=1)))

    st.date_input(page.texts("period.own"), key=key, on_change=changed, format="DD/MM/YYYY",
                  min_value=EARLIEST, max_value=max((day for day in (page.last_day, *shown) if day), default=None))  # fmt: skip


def draw_choice(
    page: Page, name: str, label: str, options: Sequence[str], chosen: str, words: Callable[[str], str],
    change: Callable[[View, str], View],
) -> None:  # fmt: skip
    """A box to choose one code from; `change` says what the choice does to the view."""
    key = seed(page, name, chosen)

    def changed() -> None:
        if picked := st.session_state[key]:
            change_view(page, lambda view: change(view, picked))

    st.selectbox(label, options, key=key, on_change=changed, format_func=words)


def draw_metric_choice(page: Page, chosen: str, options: Sequence[str]) -> None:
    """The metric that a chart shows, kept in the URL."""
    shown = list(options) if chosen in options else [chosen, *options]
    draw_choice(page, "metric", page.texts("table.metric"), shown, chosen,
                lambda name: metric_label(METRICS[name], page.texts), lambda view, name: replace(view, metric=name))  # fmt: skip
