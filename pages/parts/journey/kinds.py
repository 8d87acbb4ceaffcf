"""The journey per kind of customer: which kinds, their maps side by side, and what tells them apart."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from metrics.analyses.touchpoints.map import CELL
from metrics.catalogue import METRICS
from metrics.presenter.estimates import interval_words, value_words
from metrics.presenter.numbers import decimal, format_value
from metrics.semantic.estimate import read_difference
from pages.parts.controls import change_view, draw_choice
from pages.parts.journey.component import COMPONENT
from pages.parts.journey.kinds_html import KindMap, Place, kinds_html
from pages.parts.journey.numbers import kinds_compared, scored
from pages.parts.journey.stops import read_stops
from pages.parts.measured import metric_label
from pages.parts.numbers import choices_of, computed
from pages.parts.page import Page
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame
from pages.parts.view import View, open_cell, write_query

# Best against worst customers, by value and by loyalty, then any other kind.
ENDS = {"value_class": ("best", "worst"), "loyalty_class": ("loyal", "lapsed")}
NO_KINDS = ("channel", "stage", "touchpoint", "topic", "team", "agent", "source")  # of contacts, not of customers
MOST_KINDS = 4  # more maps side by side are not read


def draw_kinds(page: Page) -> None:
    """Title, the choice of the dimension, how many differences are more than chance, the maps and the differences."""
    texts = page.texts
    st.header(texts("journey.kinds"), anchor=False)
    possible = [*ENDS, *(name for name in page.known.filters if name not in (*ENDS, *NO_KINDS))]
    possible = [name for name in possible if len(page.known.values(name)) > 2]  # "" is one of them
    if not possible:
        st.markdown(f":gray[{texts('journey.no_kinds')}]")
        return
    by = next((name for name in page.view.by if name in possible), possible[0])
    with st.container(width=340):
        draw_choice(page, "kinds_by", texts("journey.kinds_by"), possible, by, texts.dimension,
                    lambda view, name: replace(view, by=(name,)))  # fmt: skip
    kinds = kinds_of(page, by)
    if len(kinds) < 2:
        st.markdown(f":gray[{texts('journey.one_kind')}]")
        return
    found = kinds_compared(page.published, page.scope, by, kinds)
    said = (
        texts("journey.telling", count=found.surviving, compared=found.compared)
        if found.compared
        else texts("journey.not_compared")
    )
    st.markdown(said)
    st.markdown(f":small[:gray[{texts('journey.kinds_help')}]]")
    telling = found.rows.filter(found.rows["survives"].fill_null(False)).to_dicts()
    maps, places = [kind_map(page, by, kind) for kind in kinds], []  # type: ignore[var-annotated]
    named = page.engine.settings.stages
    html = kinds_html(maps, named, telling, places, lambda place: link_to(page, by, place), texts)
    key = f"kinds_{texts.language}_{by}"

    def opened() -> None:
        at = st.session_state[key].opened
        if isinstance(at, int) and 0 <= at < len(places):
            change_view(page, opening(by, places[at]))

    COMPONENT(key=key, data={"html": html}, on_opened_change=opened)
    with st.expander(
        texts("journey.kinds_table"), icon=":material/table:", key="kinds_table", on_change="rerun"
    ) as folded:
        if folded.open:
            draw_table_of(page, by, kinds)


def kinds_of(page: Page, by: str) -> tuple[str, ...]:
    """The kinds that are compared: the two ends of a class, else the ones with most contacts; those filtered by, where they are."""
    chosen = page.view.filtered(by)
    there = [value for value in choices_of(page.published, by) if value]
    if chosen:
        return tuple(value for value in there if value in chosen)[:MOST_KINDS]
    if by in ENDS:
        return tuple(value for value in ENDS[by] if value in there)
    frame = computed(page.published, "interactions", page.scope, (by,)).drop_nulls(by).sort("n", descending=True)
    largest = frame[by].to_list()[:MOST_KINDS]
    return tuple(value for value in there if value in largest)


def kind_map(page: Page, by: str, kind: str) -> KindMap:
    """The map of the customers of a kind."""
    texts, settings = page.texts, page.engine.settings
    scope = page.scope.limited(by, (kind,))
    totals, stops = (read_stops(scored(page.published, scope, cell), texts, settings) for cell in (("stage",), CELL))
    return KindMap(kind, texts.value(by, kind), totals, stops)


def opening(by: str, place: Place) -> Callable[[View], View]:
    """Opens the touchpoint, for the customers of the kind where one was chosen."""
    cell = dict(zip(CELL, place.ends, strict=True)) | ({by: place.kind} if place.kind else {})
    return lambda view: open_cell(view, cell)


def link_to(page: Page, by: str, place: Place) -> str:
    """The address of the page with it opened."""
    return f"?{urlencode(write_query(opening(by, place)(page.view)), doseq=True)}"


def draw_table_of(page: Page, by: str, kinds: tuple[str, ...]) -> None:
    """Every pair that was compared, in a table."""
    texts = page.texts
    found = kinds_compared(page.published, page.scope, by, kinds).rows
    if found.is_empty():
        st.markdown(f":gray[{texts('journey.not_compared')}]")
        return
    rows = found.to_dicts()
    differences = [read_difference(row, unit=row["unit"]) for row in rows]
    in_words = {
        name: [format_value(row[name], row["unit"], texts) for row in rows] for name in ("a_value", "b_value")
    } | {
        "difference_words": [value_words(difference, texts) for difference in differences],
        "difference_range": [interval_words(difference, texts) for difference in differences],
    }
    frame = found.with_columns(pl.Series(name, words, pl.String) for name, words in in_words.items())
    yes_no = {True: texts("table.yes"), False: texts("table.no"), None: ""}
    columns = [
        *(Column(name, texts.dimension(name), code=partial(texts.value, name)) for name in CELL),
        Column("score_metric", texts("journey.score"), code=lambda name: metric_label(METRICS[name], texts)),
        Column("kind_a", texts("journey.kind_a"), code=partial(texts.value, by)), Column("a_value", texts("journey.value_a")),
        Column("a_n", texts("journey.n_a"), lambda n: decimal(n, texts)),
        Column("kind_b", texts("journey.kind_b"), code=partial(texts.value, by)), Column("b_value", texts("journey.value_b")),
        Column("b_n", texts("journey.n_b"), lambda n: decimal(n, texts)),
        Column("difference_words", texts("journey.difference")), Column("difference_range", texts("table.interval_words")),
        Column("p", "p", lambda p: decimal(p, texts, 3)), Column("survives", texts("continuity.survives"), code=lambda known: yes_no[known]),
    ]  # fmt: skip
    key = f"kinds_table_{texts.language}_{by}"

    def chosen() -> None:
        if picked := st.session_state[key].selection.rows:
            change_view(page, lambda view: open_cell(view, {name: frame[name][picked[0]] or "" for name in CELL}))

    draw_table(frame, columns, key, texts("journey.kinds_table"), on_select=chosen)
    draw_downloads(page, stamped(page, table_frame(frame, columns), page.scope), "kinds")
