"""The stored records behind a number, and the line of the export that each of them came from."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from metrics.presenter.numbers import decimal, format_seconds
from metrics.semantic.scope import Scope
from pages.parts.customer_link import draw_customer_links
from pages.parts.formats import format_moment, plain
from pages.parts.masked import hidden_columns
from pages.parts.numbers import row_count, rows_of
from pages.parts.page import Page
from pages.parts.tables import Column, draw_downloads, draw_table, stamped
from warehouse.config.errors import HiloError
from warehouse.store.trace import trace_record, trace_row

MOST_ROWS = 500
LONGEST_LINE = 2400  # characters
HIDDEN = {"person_id", "file_id"}  # numbers of our own: they say nothing to a reader


def draw_rows(page: Page, metric: str, scope: Scope, key: str) -> None:
    """The newest records behind a metric, and the exported line of the chosen one."""
    texts, total = page.texts, row_count(page.published, metric, scope)
    if not total:
        st.markdown(f":gray[{texts('how.no_rows')}]")
        return
    frame = rows_of(page.published, metric, scope, MOST_ROWS)
    st.markdown(f":small[:gray[{texts('how.rows_shown', shown=decimal(frame.height, texts), total=decimal(total, texts))} "
                f"{texts('how.choose_row')}]]")  # fmt: skip
    table_key = f"rows_{key}_{metric}_{texts.language}"
    columns = record_columns(page, frame)
    draw_table(frame, columns, table_key, texts("how.rows"), height=320, on_select=lambda: None)
    draw_exported_line(page, frame, st.session_state.get(table_key))
    draw_downloads(
        page, stamped(page, frame.drop(HIDDEN | hidden_columns(page), strict=False), scope, metric), f"rows_{metric}"
    )


def record_columns(page: Page, frame: pl.DataFrame) -> list[Column]:
    """The columns of a frame of records that have anything in them, in words."""
    hidden = HIDDEN | hidden_columns(page)
    used = [name for name in frame.columns if name not in hidden and frame[name].null_count() < frame.height]
    return [Column(name, head_of(page, name), words_of(page, name, frame.schema[name])) for name in used]


def head_of(page: Page, name: str) -> str:
    """The head of a column of records."""
    texts = page.texts
    return texts(f"table.{name}") if texts.has(f"table.{name}") else texts.dimension(name)


def words_of(page: Page, name: str, kind: Any) -> Any:
    """How a cell of the column is displayed: None leaves it to the table."""
    texts = page.texts
    if kind in (pl.Datetime, pl.Datetime("us"), pl.Datetime("ns")):
        return lambda moment: format_moment(moment, texts)
    if name.endswith("_seconds"):
        return lambda seconds: format_seconds(seconds, texts)
    if kind == pl.String:
        return lambda code: texts.value(name, code)
    return None


def draw_exported_line(page: Page, frame: pl.DataFrame, state: Any) -> None:
    """The chosen record as it stands in the export, with the file and line to find it again, and the way to its customer."""
    chosen = state.selection.rows if state is not None and "selection" in state else []
    if not chosen or chosen[0] >= frame.height:
        return
    row = frame.row(chosen[0], named=True)
    if row.get("record_id"):
        draw_line_of(page, row)
    if page.name != "customer":
        draw_customer_links(page, [row.get("person_id")])


def draw_line_of(page: Page, row: Mapping[str, Any]) -> None:
    """A record as it stands in the export, with file and line; the text itself only where personal data are shown.

    A row whose table has no file of its own (a day of a cost) is found by its record_id.
    """
    texts, record_id = page.texts, row["record_id"]
    try:
        if row.get("file_id") is None:
            found = trace_record(page.engine, record_id)
        else:
            found = trace_row(page.engine, record_id, row["file_id"], row["source_line"])
    except HiloError as error:
        st.caption(plain(texts.said(str(error))))
        return
    place_words = texts("how.line_of", file=found.file, line=found.line)
    st.markdown(f"**{texts('how.line')}** · {plain(place_words)}")
    if found.text is None:
        st.markdown(f":gray[{texts('how.masked' if found.is_masked else 'how.no_text')}]")
        return
    cut = found.text[:LONGEST_LINE] + (" …" if len(found.text) > LONGEST_LINE else "")
    st.code(cut, language=None, wrap_lines=True)
