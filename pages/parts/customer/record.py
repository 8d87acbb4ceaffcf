"""Opening what a line or a number stands for: the stored record, the line of the export, and the definitions it uses."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from metrics.catalogue import METRICS
from metrics.presenter.numbers import MISSING, decimal
from pages.parts.customer.story_blocks import Event, Line
from pages.parts.customer.story_words import moment_words
from pages.parts.drill import draw_exported_line, draw_line_of, head_of, record_columns, words_of
from pages.parts.formats import plain
from pages.parts.masked import hidden_columns, is_masked
from pages.parts.measured import metric_label
from pages.parts.page import Page
from pages.parts.tables import draw_table
from pages.parts.view import carried, write_query
from warehouse.people.timeline import stored_record

# Numbers of our own, and what another column says already: a time in UTC, the parts of a scale.
SAID_ELSEWHERE = {
    "file_id", "person_id", "is_person_known", "matter_id", "is_person_matched", "time_precision", "started_at", "sent_at",
    "answered_at", "requested_at", "ordered_at", "ended_at", "created_at", "scale_min", "scale_max", "top_box_min", "contact_id",
    "step_currency", "raw_score", "said",
}  # fmt: skip
FIRST = ("time", "channel", "touchpoint", "topic")  # of a table of events
MOST_ROWS, MOST_MESSAGES = 500, 60


def show_record(page: Page, line: Line, metrics: Sequence[str], title: str) -> None:
    """Open the records of one line."""

    @st.dialog(title, width="large")
    def dialog() -> None:
        if len(line.events) == 1:
            draw_messages(page, line.messages)
            draw_record(page, line.first)
        else:
            draw_events(page, pl.DataFrame(list(line.events), infer_schema_length=None), "line")
        draw_definition_links(page, metrics)

    dialog()


def show_events(page: Page, frame: pl.DataFrame, title: str, meaning: str) -> None:
    """Open the records that a number of the head counts."""

    @st.dialog(title, width="large")
    def dialog() -> None:
        st.markdown(f":gray[{meaning}]")
        draw_events(page, frame, "number")

    dialog()


def draw_messages(page: Page, messages: Sequence[Event]) -> None:
    """What was written inside a contact, in order: who and when, then the words."""
    texts = page.texts
    if not messages:
        return
    if is_masked(page):
        st.markdown(f":gray[{texts('how.masked_comments')}]")
        return
    for message in messages[:MOST_MESSAGES]:
        who = texts.code("sender_role", message["sender_role"])
        st.markdown(f":small[:gray[{moment_words(message, texts)} · {plain(who)}]]")
        st.text(message["words"] or MISSING)
    if len(messages) > MOST_MESSAGES:
        st.markdown(f":gray[{texts('customer.more_lines', count=len(messages) - MOST_MESSAGES)}]")


def draw_record(page: Page, event: Event) -> None:
    """A record: where it came from, the exported line, and its columns as stored."""
    draw_line_of(page, event)
    frame = stored_record(page.engine, event["kind"], event["record_id"])
    hidden = SAID_ELSEWHERE | hidden_columns(page)
    rows = [
        f"| {plain(head_of(page, name))} | {cell(page, name, frame.schema[name], frame[name][0])} |"
        for name in frame.columns
        if frame.height and name not in hidden and frame[name][0] is not None
    ]
    st.markdown(f"**{page.texts('record.stored')}**")
    with st.container(key="stored"):
        st.markdown(f"| {page.texts('record.column')} | {page.texts('record.value')} |\n|:--|:--|\n" + "\n".join(rows))


def cell(page: Page, name: str, kind: Any, value: Any) -> str:
    """A stored value in words that cannot be taken for Markdown."""
    if isinstance(value, pl.Series):
        value = value.to_list()
    if isinstance(value, list):
        pairs = [
            (pair["key"], pair["value"]) for pair in value if isinstance(pair, Mapping) and pair["value"] is not None
        ]
        return plain(", ".join(f"{key}: {said}" for key, said in pairs)).replace("\n", " ")
    if isinstance(value, bool):
        return page.texts("table.yes" if value else "table.no")
    words = words_of(page, name, kind)
    return plain(words(value) if words else str(value)).replace("\n", " ")


def draw_events(page: Page, frame: pl.DataFrame, key: str) -> None:
    """The events as a table, the newest first; the chosen one at its exported line."""
    texts, hidden = page.texts, hidden_columns(page)
    shown = frame.sort("time", descending=True, nulls_last=True).head(MOST_ROWS)
    said = texts("how.rows_shown", shown=decimal(shown.height, texts), total=decimal(frame.height, texts))
    st.markdown(f":small[:gray[{said} {texts('how.choose_row')}]]")
    columns = [
        column for column in record_columns(page, shown) if column.name not in hidden | SAID_ELSEWHERE | {"kind"}
    ]
    columns.sort(key=lambda column: FIRST.index(column.name) if column.name in FIRST else len(FIRST))
    table_key = f"events_{key}_{texts.language}"
    draw_table(shown, columns, table_key, texts("how.rows"), on_select=lambda: None)
    draw_exported_line(page, shown, st.session_state.get(table_key))


def draw_definition_links(page: Page, metrics: Sequence[str]) -> None:
    """Links to the definitions of what the line says."""
    known = [name for name in dict.fromkeys(metrics) if name in METRICS]
    if not known:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f":gray[{page.texts('record.definitions')}]", width="content")
        for name in known:
            st.page_link("pages/definitions.py", label=metric_label(METRICS[name], page.texts), width="content",
                         query_params=write_query(carried(page.view)) | {"metric": name})  # fmt: skip
