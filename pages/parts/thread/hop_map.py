"""The map of hops from channel to channel, by a choice of measures; a click on a cell, a total or a repeat opens its matters."""

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from metrics.analyses.matters.hops import MEASURES
from pages.parts.charts import draw_chart
from pages.parts.controls import change_view, draw_choice
from pages.parts.numbers import choices_of
from pages.parts.page import Page
from pages.parts.thread.hop_cells import HopMatrix, cells_of, label, read_matrix
from pages.parts.thread.hop_chart import Ends, hop_chart
from pages.parts.view import open_cell


def draw_hop_map(page: Page) -> None:
    """Title, measure, map and how to read it; a sentence where no matter changes its channel."""
    texts = page.texts
    measure = page.view.measure or MEASURES[0]
    name = texts(f"continuity.measure_{measure}")
    st.header(texts("continuity.map", measure=name), anchor=False)
    found = read_matrix(page, measure)
    if not found.hops:
        st.markdown(f":gray[{texts('continuity.no_hops')}]")
        return
    with st.container(width=340):
        draw_choice(page, "measure", texts("continuity.measure"), MEASURES, measure, lambda code: texts(f"continuity.measure_{code}"),
                    lambda view, code: replace(view, measure=code))  # fmt: skip
    if not found.is_measured:
        st.markdown(f":gray[{texts(f'continuity.without_{measure}')}]")
        return
    draw_map(page, found, texts("continuity.map_alt", measure=name))
    settings = page.engine.settings
    small = texts("continuity.map_small", firm=settings.minimum_n_firm, least=settings.minimum_n_shown)
    notes = [texts("continuity.map_help"), texts(f"continuity.help_{measure}"), small]
    if found.other_units:
        notes.append(texts("continuity.other_currencies", shown=found.unit, others=", ".join(found.other_units)))
    st.markdown(f":small[:gray[{' '.join(notes)}]]")


def draw_map(page: Page, found: HopMatrix, alt: str) -> None:
    """The figure and what a click does."""
    texts = page.texts
    total, again = texts("continuity.total"), texts("continuity.again")
    cells = cells_of(page, found, total, again)
    repeated = [cell.ends[0] for cell in cells if cell.column == again]
    rows = in_order(page, [*(start for start, _ in found.hops), *repeated])
    columns = in_order(page, [end for _, end in found.hops])
    aside = [name for name in (total, again) if any(cell.column == name for cell in cells)]
    figure = hop_chart(
        cells, rows, columns, aside, total, opened_ends(page), (texts("continuity.from"), texts("continuity.to"))
    )
    key = f"hops_{texts.language}_{found.measure}"

    def clicked() -> None:
        if points := st.session_state[key].selection.points:
            chosen = dict(zip(("from_channel", "to_channel"), points[0]["customdata"], strict=True))
            change_view(
                page, lambda view: open_cell(view, {name: code for name, code in chosen.items() if code is not None})
            )

    with st.container(key="hops_scroll"):
        draw_chart(figure, texts, key, alt, clicked)


def in_order(page: Page, codes: Iterable[str | None]) -> list[str]:
    """The channels' names, in the order in which the product lists channels."""
    found = set(codes)
    return [label(page, code) for code in choices_of(page.published, "channel") if code in found]


def opened_ends(page: Page) -> Ends | None:
    """The pair that is opened, None for an end that is any; None when what is opened is no hop."""
    opened = dict(page.view.opened)
    start, end = (opened.get(name, (None,))[0] for name in ("from_channel", "to_channel"))
    return (start, end) if start is not None or end is not None else None
