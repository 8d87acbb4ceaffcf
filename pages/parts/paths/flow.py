"""The paths that customers really take: the diagram, the same as a table, and how to read it."""

import math
from dataclasses import replace
from datetime import timedelta
from functools import partial

import streamlit as st

from metrics.analyses.journeys.journey_list import PathStep
from metrics.analyses.journeys.paths import UNITS, Paths
from metrics.presenter.numbers import decimal, format_value
from pages.parts.controls import change_view, draw_choice
from pages.parts.formats import format_day
from pages.parts.page import Page
from pages.parts.paths.flow_chart import Words, flow_chart
from pages.parts.paths.flow_tables import draw_paths_table, draw_ribbons
from pages.parts.paths.numbers import DEPTH, TOP, paths_of, reach_of, totals_of
from pages.parts.paths.place import close_place, open_step, unit_of, unit_words


def draw_flow(page: Page) -> None:
    """Title, what the steps are, the diagram and the table."""
    texts, unit = page.texts, unit_of(page)
    st.header(texts("paths.flow"), anchor=False)
    with st.container(width=260):
        draw_choice(page, "path_unit", texts("paths.unit"), UNITS, unit, texts.dimension,
                    lambda view, name: replace(close_place(view), by=(name,)))  # fmt: skip
    paths = paths_of(page.published, page.scope, unit)
    if not paths.total:
        st.markdown(f":gray[{texts('chart.empty')}]")
        return
    help_words = texts("paths.flow_help", journeys=decimal(paths.total, texts), top=TOP, depth=DEPTH)
    st.markdown(f":small[:gray[{help_words}]]")
    draw_young(page, paths)
    draw_diagram(page, paths)
    with st.expander(texts("paths.as_table"), key="paths_table", on_change="rerun") as table:
        if table.open:
            draw_paths_table(page, paths)
            draw_ribbons(page, paths)


def draw_young(page: Page, paths: Paths) -> None:
    """Where most of the journeys are still open: since when all touches are settled."""
    is_open, texts = totals_of(page.published, page.scope).open, page.texts
    longest = reach_of(page.published)[1]
    if page.last_day is None or longest is None or is_open * 2 < paths.total:
        return
    day = format_day(page.last_day - timedelta(days=math.ceil(longest)), texts)
    words = texts("paths.settled", open=decimal(is_open, texts), journeys=decimal(paths.total, texts), day=day)
    st.markdown(f":small[:material/hourglass_top: {words}]")


def draw_diagram(page: Page, paths: Paths) -> None:
    """The Sankey diagram; a click on a node or a ribbon opens its journeys."""
    texts = page.texts
    words = Words(
        partial(head_words, page, paths.depth), partial(unit_words, texts, paths.unit), lambda end: texts(f"paths.end_{end}"),
        partial(count_words, page, paths.total),
    )  # fmt: skip
    flow = flow_chart(paths, words)
    key = f"flow_{texts.language}_{paths.unit}"

    def clicked() -> None:
        for chosen in st.session_state[key].selection.selected:
            places = flow.links if chosen["data_type"] == "edge" else flow.nodes
            if chosen["data_indices"]:
                open_place(page, paths.unit, places[chosen["data_indices"][0]])

    with st.container(key="paths_scroll"):
        st.echarts_chart(flow.spec, key=key, height=flow.height, on_select=clicked, alt=texts("paths.flow_alt"))


def head_words(page: Page, depth: int, level: int) -> str:
    """Step 2; the column after the last step is what comes then."""
    return page.texts("paths.step", step=level) if level <= depth else page.texts("paths.then")


def count_words(page: Page, total: int, n: int) -> str:
    """101 · 7,1 %."""
    return f"{decimal(n, page.texts)} · {format_value(100 * n / total, 'percent', page.texts)}"


def open_place(page: Page, unit: str, place: PathStep) -> None:
    """Put the place into the URL."""
    change_view(page, lambda view: open_step(view, unit, place))
