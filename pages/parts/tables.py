"""Tables: what is shown is what is exported. One frame, its columns in words, displayed in the language's numbers."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import polars as pl
import streamlit as st
from xlsxwriter import Workbook

from metrics.catalogue import METRICS
from metrics.presenter.numbers import MISSING
from metrics.semantic.scope import Scope
from pages.parts.page import Page, scope_words
from warehouse.inert import inert

GREY = "color: #808A91"  # 3.6 : 1 on the light page, 4.9 : 1 on the dark one
TEXTS_STAY_TEXTS = {
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": True, "in_memory": True,
}  # fmt: skip
LONGEST_CELL = 32_767  # characters, of a workbook
ROW_HEIGHT, MOST_ROWS_SHOWN = 36, 5000  # more are downloaded, not sent to the browser


@dataclass(frozen=True)
class Column:
    """A column of a frame: its head, and how a cell is displayed. `code` also rewrites what is exported (a code in words)."""

    name: str
    head: str
    words: Callable[[Any], str] | None = None
    code: Callable[[Any], str] | None = None


def table_frame(frame: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """The table as shown and exported: the columns in order under their heads, codes in words, numbers whole."""
    return pl.DataFrame([
        pl.Series(c.head, [c.code(cell) for cell in frame[c.name]], pl.String) if c.code else frame[c.name].alias(c.head)
        for c in columns
    ])  # fmt: skip


def draw_table(frame: pl.DataFrame, columns: Sequence[Column], key: str, alt: str, height: int | None = None,
               on_select: Callable[[], None] | None = None, soft: Sequence[bool] = (),
               soft_cells: Mapping[str, Sequence[bool]] | None = None) -> None:  # fmt: skip
    """The table with numbers in the language's form; rows or cells of small samples in grey; a chosen row calls `on_select`."""
    shown = table_frame(frame.head(MOST_ROWS_SHOWN), columns).to_pandas()
    words = {c.head: displayed(c.words) for c in columns if c.words}
    styled = shown.style.format(words, na_rep=MISSING)
    if any(soft):
        styled = styled.apply(lambda row: [GREY if soft[row.name] else ""] * len(row), axis=1)
    for head, is_soft in (soft_cells or {}).items():
        styled = styled.apply(lambda _, is_soft=is_soft: [GREY if cell else "" for cell in is_soft], subset=[head])
    selecting: dict[str, Any] = {"on_select": on_select, "selection_mode": "single-row"} if on_select else {}
    st.dataframe(
        styled, key=key, hide_index=True, placeholder=MISSING, alt=alt, row_height=ROW_HEIGHT,
        height=height or min(548, ROW_HEIGHT * (len(shown) + 1) + 4),
        **selecting,
    )  # fmt: skip


def displayed(words: Callable[[Any], str]) -> Callable[[Any], str]:
    """The words for a cell; pandas knows a missing number as NaN."""
    return lambda value: MISSING if value is None or pd.isna(value) else words(value)


def stamped(page: Page, frame: pl.DataFrame, scope: Scope, metric: str = "") -> pl.DataFrame:
    """The frame with what a reader needs far from the page: metric, period, filters, zone, data age, version."""
    texts, facts = page.texts, page.engine.facts
    stamps = {
        "metric": METRICS[metric].name if metric else None,
        "from": scope.start.isoformat() if scope.start else "",
        "to": scope.end.isoformat() if scope.end else "",
        "filters": " · ".join(scope_words(page, scope).split(" · ")[1:]),
        "zone": page.engine.settings.timezone,
        "data_until": facts.get("data_until", ""),
        "version": str(page.published[0]),
    }
    return frame.with_columns(
        pl.lit(value).alias(texts(f"table.{name}")) for name, value in stamps.items() if value is not None
    )


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """The frame as CSV, UTF-8 with the mark that spreadsheets look for; no text of the data is a formula."""
    columns = [inert_column(column) if column.dtype == pl.String else column for column in frame]
    heads = [column.alias(inert(column.name)) for column in columns]
    return b"\xef\xbb\xbf" + pl.DataFrame(heads).write_csv().encode()


def inert_column(column: pl.Series) -> pl.Series:
    """The texts as cells that stay text."""
    return pl.Series(column.name, [None if text is None else inert(text) for text in column], pl.String)


def xlsx_bytes(frame: pl.DataFrame) -> bytes:
    """The frame as a workbook, in which every text is a text: no formula, no link; one that is too long for a cell is cut."""
    target = io.BytesIO()
    with Workbook(target, TEXTS_STAY_TEXTS) as book:
        cut = pl.col(pl.String).str.slice(0, LONGEST_CELL)
        frame.with_columns(cut).write_excel(book, autofit=True)
    return target.getvalue()


def draw_downloads(page: Page, frame: pl.DataFrame | Callable[[], pl.DataFrame], name: str) -> None:
    """Buttons for the frame as CSV and XLSX; the bytes (and a frame that is longer than the screen) are made when asked for."""
    with st.container(horizontal=True, horizontal_alignment="right", key=f"export_{name}"):
        for kind, mime, make in (
            ("csv", "text/csv", csv_bytes),
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_bytes),
        ):
            st.download_button(
                page.texts(f"channels.download_{kind}"), data=partial(make_file, make, frame), file_name=f"hilo_{name}.{kind}",
                mime=mime, on_click="ignore", icon=":material/download:", key=f"download_{name}_{kind}",
                help=page.texts("channels.download_help"),
            )  # fmt: skip


def make_file(make: Callable[[pl.DataFrame], bytes], frame: pl.DataFrame | Callable[[], pl.DataFrame]) -> bytes:
    """The bytes of the frame, or of what it gives when asked."""
    return make(frame if isinstance(frame, pl.DataFrame) else frame())
