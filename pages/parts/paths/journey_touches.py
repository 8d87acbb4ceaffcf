"""One journey from its first touch to its last: what each was, what came then, its exported row, and the customer."""

from functools import partial

import polars as pl
import streamlit as st

from metrics.presenter.numbers import format_seconds
from pages.parts.customer_link import draw_customer_links
from pages.parts.drill import draw_line_of
from pages.parts.formats import format_moment
from pages.parts.page import Page
from pages.parts.paths.numbers import touches_in
from pages.parts.tables import Column, draw_table
from pages.parts.texts import Texts


def draw_touches(page: Page, journey: dict[str, object]) -> None:
    """The touches of a journey in order; a chosen one as it stands in its export; the way to the customer."""
    texts = page.texts
    frame = touches_in(page.published, int(str(journey["journey_id"])))
    with st.container(border=True, key="journey_story"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(texts("paths.touches_of", count=frame.height), anchor=False)
            draw_customer_links(page, [int(str(journey["person_id"]))])
        columns = [
            Column("touched_local", texts("table.time"), lambda moment: format_moment(moment, texts)),
            Column("channel", texts.dimension("channel"), code=partial(texts.code, "channel")),
            Column("touchpoint", texts.dimension("touchpoint"), code=texts.touchpoint),
            Column("stage", texts.dimension("stage"), code=partial(texts.code, "stage")),
            Column("topic", texts.dimension("topic"), code=partial(texts.value, "topic")),
            Column("kind", texts("paths.kind")),
            Column("outcome", texts("paths.then"), code=partial(texts.code, "outcome")),
            Column("between_seconds", texts("paths.until_next"), lambda seconds: format_seconds(seconds, texts)),
        ]
        kinds = [kind_words(texts, row) for row in frame.iter_rows(named=True)]
        key = f"touches_{texts.language}_{journey['journey_id']}"
        draw_table(
            frame.with_columns(pl.Series("kind", kinds, pl.String)),
            columns,
            key,
            texts("paths.touches_alt"),
            on_select=lambda: None,
        )
        picked = st.session_state[key].selection.rows
        if picked and picked[0] < frame.height:
            draw_line_of(page, frame.row(picked[0], named=True))


def kind_words(texts: Texts, row: dict[str, object]) -> str:
    """order; contact; of the company; with a loop or a return."""
    words = [
        texts(
            "paths.kind_order"
            if row["of_table"] == "orders"
            else "paths.kind_contact"
            if row["is_own"]
            else "paths.kind_company"
        )
    ]
    if row["is_loop"]:
        words.append(texts("paths.kind_loop"))
    if row["is_return"]:
        words.append(texts("paths.kind_return"))
    return " · ".join(words)
