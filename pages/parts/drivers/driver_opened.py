"""The contacts behind an opened driver, with what their customers did then, and what was said at the touchpoint."""

from collections.abc import Callable

import polars as pl
import streamlit as st

from metrics.analyses.drivers.find import Drivers
from metrics.presenter.numbers import decimal
from pages.parts.customer_link import draw_customer_links
from pages.parts.drill import HIDDEN, MOST_ROWS, draw_line_of, head_of, words_of
from pages.parts.drivers.numbers import contacts_of
from pages.parts.drivers.words import driver_sentence, experience_words, place_words
from pages.parts.formats import format_moment, plain
from pages.parts.masked import hidden_columns
from pages.parts.page import Page
from pages.parts.scripts import scroll_to
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame
from pages.parts.voice.comments import draw_comments


def draw_driver(page: Page, found: Drivers, driver: str, close: Callable[[], None]) -> None:
    """Title, the sentence, the contacts and the comments."""
    texts = page.texts
    row = found.rows.row(by_predicate=pl.col("id") == driver, named=True)
    with st.container(key="driver_opened"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(plain(f"{experience_words(page, row)} · {place_words(page, row)}"), anchor=False)
            st.button(
                texts("touchpoints.close"), key="close_driver", type="tertiary", icon=":material/close:", on_click=close
            )
        st.markdown(driver_sentence(page, found, row))
        contacts, comments = st.tabs(
            [texts("drivers.contacts"), texts("touchpoints.comments")], key="driver_tabs", on_change="rerun"
        )
        with contacts:
            if contacts.open:
                draw_contacts(page, found, driver)
        with comments:
            if comments.open:
                scope = page.scope
                for name in ("channel", "stage", "touchpoint"):
                    scope = scope.limited(name, (row[name] or "",))
                draw_comments(page, scope, "driver_said")
    scroll_to("driver_opened", page.view.item)


def draw_contacts(page: Page, found: Drivers, driver: str) -> None:
    """The newest of them, the exported line of the chosen one and the way to its customer."""
    texts = page.texts
    frame, total = contacts_of(page.published, page.scope, found.outcome, driver, MOST_ROWS)
    if frame.is_empty():
        st.markdown(f":gray[{texts('how.no_rows')}]")
        return
    shown = texts("how.rows_shown", shown=decimal(frame.height, texts), total=decimal(total, texts))
    st.markdown(f":small[:gray[{shown} {texts('how.choose_row')}]]")
    columns = contact_columns(page, frame, found)
    key = f"driver_contacts_{found.outcome}_{texts.language}"
    draw_table(frame, columns, key, texts("drivers.contacts"), height=320, on_select=lambda: None)
    state = st.session_state.get(key)
    if state is not None and "selection" in state and state.selection.rows and state.selection.rows[0] < frame.height:
        record = frame.row(state.selection.rows[0], named=True)
        draw_line_of(page, record)
        draw_customer_links(page, [record["person_id"]])
    draw_downloads(page, stamped(page, table_frame(frame, columns), page.scope), "driver_contacts")


def contact_columns(page: Page, frame: pl.DataFrame, found: Drivers) -> list[Column]:
    """What the customer did then, on which date that was looked at, and what the record says."""
    texts, hidden = page.texts, HIDDEN | hidden_columns(page)
    did = {True: texts("table.yes"), False: texts("table.no")}
    own = {
        "hit": Column("hit", texts(f"drivers.then_{found.outcome}"), code=lambda hit: did[bool(hit)]),
        "index_local": Column("index_local", texts("drivers.looked_at"), lambda moment: format_moment(moment, texts)),
    }
    used = [name for name in frame.columns if name not in hidden and frame[name].null_count() < frame.height]
    order = ["time", "hit", *(name for name in used if name not in ("time", "hit"))]
    return [
        own.get(name) or Column(name, head_of(page, name), words_of(page, name, frame.schema[name])) for name in order
    ]
