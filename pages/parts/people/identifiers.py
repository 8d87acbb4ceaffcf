"""Every identifier of the data: how many of each type and state, and a list to look through."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from metrics.presenter.numbers import MISSING, decimal
from pages.parts.customer_link import draw_customer_link
from pages.parts.formats import format_day
from pages.parts.page import Page
from pages.parts.people.found import draw_found
from pages.parts.people.key_words import type_words, value_words
from pages.parts.people.numbers import found_by, identifiers_counted, identifiers_of
from pages.parts.tables import Column, draw_table
from warehouse.people.key import Key
from warehouse.people.lists import STATES

ROWS_A_SHEET = 100
NOT_SOLE = "shared"  # what a reader looks for first


def draw_identifiers(page: Page) -> None:
    """Counts by type and state, then the list."""
    texts, counts = page.texts, identifiers_counted(page.published)
    st.markdown(f":small[:gray[{texts('identity.states_help')}]]")
    if counts.is_empty():
        st.markdown(f":gray[{texts('identity.no_identifiers')}]")
        return
    columns = [Column("key_type", texts("identity.key_type"), code=lambda code: type_words(code, texts))]
    columns += [Column(name, texts(f"identity.{name}"), partial(decimal, texts=texts)) for name in (*STATES, "total")]
    draw_table(counts, columns, f"identifiers_{texts.language}", texts("identity.identifiers"))
    draw_list(page, counts["key_type"].to_list())


def draw_list(page: Page, types: list[str]) -> None:
    """The list by type, state and text; the chosen one leads to its person."""
    texts, language = page.texts, page.texts.language
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            texts("identity.search"), key=f"identifier_{language}", icon=":material/search:", width=320
        )
        kind = st.selectbox(texts("identity.key_type"), ["", *types], key=f"identifier_type_{language}", width=240,
                            format_func=lambda code: type_words(code, texts) if code else texts("filter.every"))  # fmt: skip
        state = st.selectbox(texts("identity.state"), ["", *STATES], key=f"identifier_state_{language}", width=200,
                             index=STATES.index(NOT_SOLE) + 1,
                             format_func=lambda code: texts(f"identity.{code}") if code else texts("filter.every"))  # fmt: skip
    wanted = (text.strip(), kind or "", state or "")
    _, total = identifiers_of(page.published, *wanted, 1, 0)
    sheets = max(1, -(-total // ROWS_A_SHEET))
    sheet = st.pagination(sheets, key=f"identifier_sheet_{language}_{hash(wanted)}") if sheets > 1 else 1
    frame, _ = identifiers_of(page.published, *wanted, ROWS_A_SHEET, (min(sheet or 1, sheets) - 1) * ROWS_A_SHEET)
    st.markdown(f":small[:gray[{texts('identity.found', count=total)}]]")
    if frame.is_empty():
        return
    values = [value_words(page, Key.of_row(*row)) for row in frame.select("key_type", "key_value").iter_rows()]
    shown = frame.with_columns(pl.Series("value", values, pl.String))
    key = f"identifier_list_{language}"
    columns = [
        Column("key_type", texts("identity.key_type"), code=lambda code: type_words(code, texts)),
        Column("value", texts("identity.value")),
        Column("state", texts("identity.state"), code=lambda code: texts(f"identity.{code}") if code else MISSING),
        Column("reason", texts("identity.reason"), code=lambda code: texts.code("key_reason", code) if code else ""),
        Column("partners", texts("identity.partners"), partial(decimal, texts=texts)),
        Column("valid_from", texts("identity.valid_from"), lambda moment: format_day(moment.date(), texts)),
        Column("valid_until", texts("identity.valid_until"), lambda moment: format_day(moment.date(), texts)),
    ]
    columns = [column for column in columns if shown[column.name].null_count() < shown.height]
    draw_table(shown, columns, key, texts("identity.identifiers"), height=360, on_select=lambda: None)
    chosen = getattr(getattr(st.session_state.get(key), "selection", None), "rows", [])
    if chosen and chosen[0] < frame.height:
        draw_chosen(page, frame.row(chosen[0], named=True))


def draw_chosen(page: Page, row: Mapping[str, Any]) -> None:
    """The way from a chosen identifier to its person; of one that is nobody's, who uses it and why it names none of them."""
    if row["person_id"] is not None:
        draw_customer_link(page, row["person_id"], page.texts("identity.to_person"))
        return
    key = Key.of_row(row["key_type"], row["key_value"])
    found = [match for match in found_by(page.published, key.text) if match.key.key_type == key.key_type]
    for match in found:
        draw_found(page, match)
    if not found:
        st.markdown(f":gray[{page.texts('identity.nobody')}]")
