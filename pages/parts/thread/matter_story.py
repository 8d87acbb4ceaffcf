"""One matter from its first contact to its last: what each was, how the customer came to it, and its exported row."""

from dataclasses import replace
from itertools import groupby

import polars as pl
import streamlit as st

from metrics.presenter.numbers import decimal, format_seconds
from pages.parts.controls import change_view
from pages.parts.drill import draw_exported_line
from pages.parts.formats import format_moment, plain
from pages.parts.masked import hidden_columns
from pages.parts.menu import PAGES
from pages.parts.page import Page
from pages.parts.tables import Column, draw_table
from pages.parts.texts import Texts
from pages.parts.thread.money_column import money_columns
from pages.parts.thread.numbers import contacts_in
from pages.parts.view import carried, write_query

OUTCOMES = ("is_abandoned", "is_handed_off", "is_resolved")


def draw_matter_story(page: Page, matter_id: int) -> None:
    """The contacts of the matter in order; the chosen one as it stands in its export; a link to the customer."""
    texts = page.texts
    contacts = contacts_in(page.published, matter_id)
    if contacts.is_empty():
        return
    path = [code for code, _ in groupby(contacts["channel"].drop_nulls())]  # repeats left out
    with st.container(border=True, key="story"):
        with st.container(horizontal=True, vertical_alignment="center"):
            words = " → ".join(texts.code("channel", code) for code in path)
            st.subheader(
                texts("continuity.story", path=plain(words), contacts=decimal(contacts.height, texts)), anchor=False
            )
            st.button(texts("touchpoints.close"), key="close_story", type="tertiary", icon=":material/close:",
                      on_click=change_view, args=(page, lambda view: replace(view, matter="")))  # fmt: skip
            draw_customer_link(page, contacts, matter_id)
        st.markdown(f":small[:gray[{texts('continuity.story_help')}]]")
        key = f"story_{texts.language}_{matter_id}"
        rows = list(contacts.iter_rows(named=True))
        frame = contacts.with_columns(
            pl.Series("reached", [reached_words(texts, row, row is rows[0]) for row in rows], pl.String),
            pl.Series("ended", [outcome_words(texts, row) for row in rows], pl.String),
        ).drop(hidden_columns(page) - {"record_id"}, strict=False)
        draw_table(frame, story_columns(texts, frame), key, texts("continuity.story_alt"), on_select=lambda: None)
        draw_exported_line(page, frame, st.session_state.get(key))


def draw_customer_link(page: Page, contacts: pl.DataFrame, matter_id: int) -> None:
    """The way to the customer's whole story, where the dashboard has that page."""
    if "customer" not in PAGES:
        return
    view = replace(carried(page.view), person=str(contacts["person_id"][0]), matter=str(matter_id))
    st.page_link("pages/customer.py", label=page.texts("continuity.customer"), icon=":material/person:",
                 query_params=write_query(view))  # fmt: skip


def story_columns(texts: Texts, frame: pl.DataFrame) -> list[Column]:
    """Time, channel, how it was reached and how it ended; then what the contacts state, where any does."""
    columns = [
        Column("time", texts("table.time"), lambda moment: format_moment(moment, texts)),
        Column("channel", texts.dimension("channel"), code=lambda code: texts.code("channel", code)),
        Column("reached", texts("continuity.reached")),
        Column("ended", texts("continuity.ended")),
        Column("topic", texts.dimension("topic"), code=lambda code: texts.code("topic", code)),
        Column("touchpoint", texts.dimension("touchpoint"), code=texts.touchpoint),
        Column("agent", texts.dimension("agent"), code=lambda code: texts.code("agent", code)),
        *money_columns(frame, texts),
        Column("handle_seconds", texts("table.handle_seconds"), lambda seconds: format_seconds(seconds, texts)),
        Column("comment", texts("table.comment")),
        Column("file", texts("table.file")),
        Column("source_line", texts("table.source_line"), lambda line: decimal(line, texts)),
    ]
    return [c for c in columns if c.name in frame.columns and frame[c.name].null_count() < frame.height]


def reached_words(texts: Texts, row: dict[str, object], is_first: bool) -> str:
    """How the customer came to the contact: first contact; 2.1 h later, on another channel · not resolved · explained again."""
    if row["step_kind"] is None:
        return texts("continuity.first" if is_first else "continuity.joined")
    gap = row["between_seconds"]
    later = format_seconds(float(gap), texts) if gap is not None else texts("code.none")  # type: ignore[arg-type]
    words = [texts(f"continuity.step_{row['step_kind']}", later=later)]
    if row["cause"]:
        words.append(texts(f"cause.{row['cause']}"))
    if row["is_reexplained"]:
        words.append(texts("continuity.told_again"))
    return " · ".join(words)


def outcome_words(texts: Texts, row: dict[str, object]) -> str:
    """How the contact ended, as far as its export says so."""
    said = [texts(f"continuity.{name}") for name in OUTCOMES if row[name]]
    if row["is_resolved"] is False:
        said.append(texts("continuity.outcome_false"))
    return " · ".join(said) or texts("code.none")
