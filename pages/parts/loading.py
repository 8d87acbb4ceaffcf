"""The tables of the data page: sources, checks, rejections, files, skips, loads and versions."""

from datetime import date
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from metrics.presenter.numbers import decimal
from pages.parts.advice import advise_reasons, draw_advice
from pages.parts.formats import format_day, format_moment, plain
from pages.parts.inbox.sheets import draw_sheets
from pages.parts.masked import is_masked
from pages.parts.page import Page
from pages.parts.tables import Column, csv_bytes, draw_table
from warehouse.store.registry import (
    count_rejections,
    list_checks,
    list_emptied,
    list_files,
    list_loads,
    list_rejections,
    list_skips,
    list_sources,
)
from warehouse.store.versions import list_versions

MOST_REJECTIONS = 500
COUNTS = ("rows_read", "rows_loaded", "rows_rejected", "rows_skipped", "records", "rows", "files", "checked_rows",
          "unexpected_rows", "cells", "source_line", "load_id", "version")  # fmt: skip


def draw_sources(page: Page) -> None:
    """Freshness per source, the one that ends first on top."""
    texts, frame = page.texts, list_sources(page.engine).sort("last_record", nulls_last=False)
    newest = frame["last_record"].max()
    frame = frame.with_columns(age=pl.lit(newest, pl.Date) - pl.col("last_record"))
    say(page, "data.freshness_help")
    columns = [*plain_columns(page, "source", "files", "records"), Column("last_record", texts("table.last_record_at_day"), day(page)),
               Column("age", texts("table.age"), lambda gap: age_words(page, gap.days)), *plain_columns(page, "last_load")]  # fmt: skip
    draw_table(frame, columns, f"sources_{texts.language}", texts("data.freshness"))


def age_words(page: Page, days: int) -> str:
    """How far a source is behind the newest data."""
    return page.texts("age.days", count=days) if days else page.texts("age.none")


def draw_checks(page: Page) -> None:
    """What the checks found: how many were met, those that were not first."""
    texts, frame = page.texts, list_checks(page.engine)
    if frame.is_empty():
        st.markdown(f":gray[{texts('data.expectations_none')}]")
        return
    st.markdown(f"**{texts('data.expectations_met', met=frame['is_met'].sum(), total=frame.height)}**")
    say(page, "data.expectations_help")
    columns = [
        Column("is_met", texts("table.is_met"), code=lambda met: texts(f"met.{str(met).lower()}")),
        Column("severity", texts("table.severity"), code=lambda code: texts.code("severity", code)),
        Column("table_name", texts("table.table_name"), code=lambda code: texts.code("records", code)),
        *plain_columns(page, "source"),
        Column("rule", texts("table.rule"), code=texts.rule),
        *plain_columns(page, "column_name", "checked_rows", "unexpected_rows", "observed", "checked_at"),
    ]
    draw_table(frame, columns, f"checks_{texts.language}", texts("data.expectations"), height=330)
    broken = frame.filter(~pl.col("is_met")).select("rule", "table_name", "column_name").iter_rows()
    draw_advice(texts, (texts.wording.explain_rule(*rule) for rule in broken))


def draw_rejections(page: Page) -> None:
    """Open rejections: by reason, then row by row with column, value, reason and the row as exported."""
    texts, reasons = page.texts, count_rejections(page.engine)
    if reasons.is_empty():
        st.markdown(f":gray[{texts('data.rejected_none')}]")
        return
    draw_table(
        reasons,
        plain_columns(page, "source", "column_name", "reason", "rows"),
        f"reasons_{texts.language}",
        texts("data.rejected"),
    )
    advise_reasons(texts, reasons.select("reason", "column_name").iter_rows())
    frame = list_rejections(page.engine, MOST_REJECTIONS)
    if is_masked(page):
        frame = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in ("value", "raw"))
    total = int(reasons["rows"].sum())
    st.markdown(
        f":small[:gray[{texts('data.rejected_shown', shown=decimal(frame.height, texts), total=decimal(total, texts))}]]"
    )
    columns = plain_columns(page, "source", "file", "source_line", "column_name", "value", "reason", "raw")
    draw_table(frame, columns, f"rejections_{texts.language}", texts("data.rejected"), height=300)
    st.download_button(texts("data.export"), data=lambda: csv_bytes(frame), file_name="hilo_rejected.csv", mime="text/csv",
                       on_click="ignore", icon=":material/download:", key="download_rejected")  # fmt: skip
    draw_sheets(page)


def draw_emptied(page: Page) -> None:
    """Cells that hold no value of their column, of rows that are loaded without them."""
    texts, frame = page.texts, list_emptied(page.engine)
    if frame.is_empty():
        st.markdown(f":gray[{texts('data.emptied_none')}]")
        return
    say(page, "data.emptied_help")
    if is_masked(page):
        frame = frame.with_columns(pl.lit(None, pl.String).alias("value"))
    columns = [
        *plain_columns(page, "source", "file"),
        Column("table_name", texts("table.table_name"), code=lambda code: texts.code("records", code)),
        *plain_columns(page, "column_name", "label", "reason", "cells", "source_line", "value"),
    ]
    draw_table(frame, columns, f"emptied_{texts.language}", texts("data.emptied"))
    why = frame.select("reason", "column_name", "table_name").unique(maintain_order=True).iter_rows()
    draw_advice(texts, (texts.wording.explain_reason(*reason) for reason in why))


def draw_files(page: Page) -> None:
    """Every file with its account: read = loaded + rejected + skipped, and whether that is so."""
    texts, frame = page.texts, list_files(page.engine)
    counts = {name: int(frame[f"rows_{name}"].sum()) for name in ("read", "loaded", "rejected", "skipped")}
    st.markdown(texts("data.counts", **{name: decimal(count, texts) for name, count in counts.items()}))
    wrong = frame.filter(
        pl.col("rows_read") != pl.col("rows_loaded") + pl.col("rows_rejected") + pl.col("rows_skipped")
    )
    if wrong.height:
        st.error(texts("data.counts_wrong", files=plain(", ".join(wrong["name"]))))
    names = ("name", "source", "rows_read", "rows_loaded", "rows_rejected", "rows_skipped", "records", "encoding", "timezone",
             "first_record_at", "last_record_at", "loaded_at", "load_id")  # fmt: skip
    draw_table(frame, plain_columns(page, *names), f"files_{texts.language}", texts("data.files"), height=330)


def draw_skips(page: Page) -> None:
    """Rows that are no records, with the reason."""
    say(page, "data.skipped_help")
    frame = list_skips(page.engine)
    draw_table(
        frame,
        plain_columns(page, "source", "file", "reason", "rows"),
        f"skips_{page.texts.language}",
        page.texts("data.skipped"),
    )
    advise_reasons(page.texts, ((reason, "") for reason in frame["reason"]))


def draw_loads(page: Page) -> None:
    """Every load command that was published."""
    frame = list_loads(page.engine)
    names = ("load_id", "version", "finished_at", "files", "rows_read", "rows_loaded", "rows_rejected", "rows_skipped")
    draw_table(frame, plain_columns(page, *names), f"loads_{page.texts.language}", page.texts("data.loads"))


def draw_versions(page: Page) -> None:
    """The versions that are kept, the one that is shown marked."""
    texts = page.texts
    say(page, "data.versions_help")
    st.markdown(" · ".join(
        f"**{number} ({texts('data.current')})**" if number == page.published[0] else str(number) for number in reversed(list_versions())
    ))  # fmt: skip


def plain_columns(page: Page, *names: str) -> list[Column]:
    """Columns under their own names, counts and times in the language's form."""
    codes = {"reason": page.texts.reason}
    return [Column(name, page.texts(f"table.{name}"), cell_words(page, name), codes.get(name)) for name in names]


def cell_words(page: Page, name: str) -> Any:
    """How a column of the registry is displayed; None: as it is."""
    if name in COUNTS:
        return partial(decimal, texts=page.texts)
    if name.endswith("_at") or name == "last_load":
        return lambda moment: format_moment(moment, page.texts)
    return None


def day(page: Page) -> Any:
    """Displays a date."""
    return lambda value: format_day(value if isinstance(value, date) else value.date(), page.texts)


def say(page: Page, key: str) -> None:
    """A grey sentence."""
    st.markdown(f":small[:gray[{page.texts(key)}]]")
