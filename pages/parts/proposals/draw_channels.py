"""Channels side by side by what decides which of them to work on; a row opens the channel's numbers."""

import polars as pl
import streamlit as st

from metrics.presenter.estimates import sample_words, value_words
from metrics.presenter.numbers import decimal, format_change, format_value
from metrics.semantic.estimate import read_estimate
from pages.parts.page import Page
from pages.parts.proposals.numbers import channels_in
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame


def draw_channels(page: Page) -> None:
    """The table with its note."""
    texts = page.texts
    st.header(texts("channel_table.header"), anchor=False)
    frame = channels_in(page.published, page.scope)
    if frame.is_empty():
        st.markdown(f":gray[{texts('channel_table.none')}]")
        return
    st.markdown(f":small[:gray[{texts('channel_table.help')}]]")
    shown = frame.with_columns(
        pl.Series("change_words", [change_words(page, row) for row in frame.iter_rows(named=True)], pl.String),
        *(pl.Series(f"{name}_words", [number_words(page, row, name) for row in frame.iter_rows(named=True)], pl.String)
          for name in ("automatable", "integrable", "cost")),
    )  # fmt: skip

    def percent(value: float) -> str:
        return format_value(value, "percent", texts)

    columns = [
        Column("channel", texts.dimension("channel"), code=lambda code: texts.code("channel", code)),
        Column("place", texts("channel_table.place"), lambda place: f"{decimal(100 * place, texts)} / 100"),
        Column("criteria", texts("channel_table.criteria"), lambda n: decimal(n, texts)),
        Column("contacts", texts("channel_table.contacts"), lambda n: decimal(n, texts)),
        Column("traffic", texts("channel_table.traffic"), percent),
        Column("change_words", texts("channel_table.change")),
        Column("preference", texts("channel_table.preference"), percent),
        Column("automatable_words", texts("channel_table.automatable")),
        Column("integrable_words", texts("channel_table.integrable")),
        Column("cost_words", texts("channel_table.cost")),
    ]
    draw_table(shown, columns, f"channel_table_{texts.language}", texts("channel_table.header"))
    draw_downloads(page, stamped(page, table_frame(shown, columns), page.scope), "channels_by_criteria")


def change_words(page: Page, row: dict) -> str | None:  # type: ignore[type-arg]
    """The change of the contacts against the period before; within noise it says so."""
    if row["change"] is None:
        return None
    words = format_change(row["change"], row["contacts"] - row["change"], "count", page.texts)
    return words if row["is_change_real"] else f"{words} ({page.texts('channel_table.noise')})"


def number_words(page: Page, row: dict, name: str) -> str | None:  # type: ignore[type-arg]
    """Value, interval and n in one cell; NULL where nothing was measured."""
    if row[name] is None:
        return None
    number = read_estimate(row, name, (row["currency"] or "money") if name == "cost" else "percent")
    return f"{value_words(number, page.texts)} · {sample_words(number, page.texts)}"
