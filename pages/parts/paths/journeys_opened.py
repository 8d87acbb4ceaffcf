"""The journeys behind what is opened, or behind the whole page: newest first, by pages; a chosen one with its touches."""

from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st

from metrics.analyses.journeys.journey_list import Chosen, PathStep, StageStep
from metrics.analyses.journeys.paths import OTHER
from metrics.presenter.numbers import decimal
from metrics.semantic.scope import Scope
from pages.parts.controls import change_view
from pages.parts.formats import format_moment, plain
from pages.parts.page import Page
from pages.parts.paths.journey_touches import draw_touches
from pages.parts.paths.numbers import journey_sums, journeys_listed
from pages.parts.paths.place import chosen_place, close_place, place_words, unit_of
from pages.parts.scripts import scroll_to
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame
from pages.parts.texts import Texts
from pages.parts.voice.comments import draw_comments

A_PAGE, MOST_EXPORTED = 14, 100_000


def draw_journeys(page: Page) -> None:
    """Title, totals, and the list beside the comments at the opened place."""
    texts, chosen = page.texts, chosen_place(page)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(
            texts("paths.journeys_of", place=plain(place_words(page, chosen))) if chosen else texts("paths.journeys"),
            anchor=False,
        )
        if chosen:
            st.button(texts("touchpoints.close"), key="close_place", type="tertiary", icon=":material/close:",
                      on_click=change_view, args=(page, close_place))  # fmt: skip
    sums = journey_sums(page.published, page.scope, chosen, unit_of(page))
    if not sums["journeys"]:
        st.markdown(f":gray[{texts('paths.no_journeys_here')}]")
        return
    counts = {name: decimal(n, texts) for name, n in sums.items()}
    st.markdown(f":small[:gray[{texts('paths.list_sums', **counts)} {texts('paths.choose_journey')}]]")
    said = comments_scope(page, chosen)
    if said is None:
        draw_list(page, chosen, sums["journeys"])
    else:
        journeys, comments = st.tabs(
            [texts("paths.journeys"), texts("touchpoints.comments")], key="place_tabs", on_change="rerun"
        )
        with journeys:
            if journeys.open:
                draw_list(page, chosen, sums["journeys"])
        with comments:
            if comments.open:
                draw_comments(page, said, "place_said")
    if chosen:
        scroll_to("journeys_card", (page.view.item, page.view.opened))


def comments_scope(page: Page, chosen: Chosen) -> Scope | None:
    """What customers said at the opened unit or stage in the period; None: the place is no single one."""
    if isinstance(chosen, StageStep):
        return page.scope.limited("stage", (chosen.stage,))
    if isinstance(chosen, PathStep) and chosen.here not in (None, OTHER):
        return page.scope.limited(unit_of(page), (str(chosen.here),))
    return None


def draw_list(page: Page, chosen: Chosen, journeys: int) -> None:
    """One page of the list, its pages and downloads, and the touches of the chosen journey."""
    texts, unit = page.texts, unit_of(page)
    sheets = -(-journeys // A_PAGE)
    sheet = min(page.view.sheet, sheets)
    frame = journeys_listed(page.published, page.scope, chosen, unit, A_PAGE, (sheet - 1) * A_PAGE)
    columns = journey_columns(texts)
    key = f"journeys_{texts.language}_{page.view.item}_{sheet}"
    draw_table(frame, columns, key, texts("paths.journeys"), on_select=lambda: None)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        draw_sheets(page, sheets, sheet)
        draw_downloads(page, partial(exported, page, chosen), "journeys")
    picked = st.session_state[key].selection.rows
    if picked and picked[0] < frame.height:
        draw_touches(page, frame.row(picked[0], named=True))


def journey_columns(texts: Texts) -> list[Column]:
    """The columns of the list, in words."""
    return [
        Column("started_local", texts("paths.began"), lambda moment: format_moment(moment, texts)),
        Column("ended_local", texts("paths.last_touch"), lambda moment: format_moment(moment, texts)),
        Column("stage_path", texts("dimension.stage_path"), code=partial(stages_words, texts)),
        Column("channel", texts("paths.first_channel"), code=partial(texts.code, "channel")),
        Column("touchpoint", texts("paths.first_touchpoint"), code=texts.touchpoint),
        Column("touches", texts("unit.touches").capitalize(), lambda n: decimal(n, texts)),
        Column("orders", texts("paths.orders"), lambda n: decimal(n, texts)),
        Column("outcome", texts("dimension.outcome"), code=partial(texts.code, "outcome")),
        Column("segment", texts.dimension("segment"), code=partial(texts.value, "segment")),
    ]


def stages_words(texts: Texts, path: str | None) -> str:
    """Servicio → Compra → Servicio."""
    return " → ".join(texts.code("stage", stage) for stage in path.split(" > ")) if path else texts("code.none")


def draw_sheets(page: Page, sheets: int, sheet: int) -> None:
    """The pages of the list; the one in view is in the URL."""
    if sheets < 2:
        return
    key = f"journey_sheet_{page.texts.language}_{sheet}"

    def changed() -> None:
        picked = int(st.session_state[key])
        change_view(page, lambda view: replace(view, sheet=picked))

    st.pagination(sheets, default=sheet, key=key, on_change=changed)


def exported(page: Page, chosen: Chosen) -> pl.DataFrame:
    """All journeys of the list in its columns."""
    frame = journeys_listed(page.published, page.scope, chosen, unit_of(page), MOST_EXPORTED)
    return stamped(page, table_frame(frame, journey_columns(page.texts)), page.scope, "journeys")
