"""All experiences that were compared: how often the outcome came with each and without, the difference among customers alike, and n."""

from collections.abc import Callable

import polars as pl
import streamlit as st

from metrics.analyses.drivers.find import Drivers
from metrics.presenter.estimates import bounded_words, interval_words
from metrics.presenter.numbers import decimal, format_difference
from pages.parts.drivers.words import difference_of, experience_words, place_words, share_of
from pages.parts.page import Page
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame


def draw_driver_table(page: Page, found: Drivers, opened: Callable[[str], None]) -> None:
    """The table, survivors first, the rest grey; a chosen row is opened."""
    texts = page.texts
    st.markdown(f":small[:gray[{texts('drivers.table_help')}]]")
    frame, columns = driver_frame(page, found), driver_columns(page, found)
    key = f"drivers_{found.outcome}_{texts.language}"

    def chosen() -> None:
        if rows := st.session_state[key].selection.rows:
            opened(frame["id"][rows[0]])

    draw_table(frame, columns, key, texts("drivers.title"), on_select=chosen, soft=[not told for told in frame["survives"]],
               height=min(36 * (frame.height + 1) + 4, 404))  # fmt: skip
    draw_downloads(page, stamped(page, table_frame(frame, columns), page.scope), f"drivers_{found.outcome}")


def driver_frame(page: Page, found: Drivers) -> pl.DataFrame:
    """The rows with their words."""
    rows = found.rows.rows(named=True)
    words = {
        "place": [place_words(page, row) for row in rows],
        "what": [experience_words(page, row) for row in rows],
        "range": [interval_words(difference_of(row), page.texts) for row in rows],
        "with": [bounded_words(share_of(row, "with"), page.texts) for row in rows],
        "without": [bounded_words(share_of(row, "without"), page.texts) for row in rows],
    }
    return found.rows.with_columns(pl.Series(name, said, pl.String) for name, said in words.items())


def driver_columns(page: Page, found: Drivers) -> list[Column]:
    """The columns of the table."""
    texts = page.texts
    sure = {True: texts("table.yes"), False: texts("table.no")}
    did = texts(f"drivers.share_{found.outcome}")
    return [
        Column("place", texts.dimension("touchpoint")),
        Column("what", texts("drivers.experience")),
        Column("difference", texts("drivers.difference"), lambda value: format_difference(value, "percent", texts)),
        Column("range", texts("drivers.range")),
        Column("with", texts("drivers.with", did=did)),
        Column("persons_with", texts("drivers.n_with"), lambda n: decimal(n, texts)),
        Column("without", texts("drivers.without", did=did)),
        Column("persons_without", texts("drivers.n_without"), lambda n: decimal(n, texts)),
        Column("survives", texts("drivers.beyond_chance"), code=lambda told: sure[bool(told)]),
        Column("stage", texts.dimension("stage"), code=lambda code: texts.code("stage", code)),
    ]
