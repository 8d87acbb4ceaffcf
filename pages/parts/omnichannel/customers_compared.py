"""Customers of one channel beside customers of several, and why the difference is no proof of a cause."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from metrics.presenter.estimates import bounded_words, interval_words, sample_words, value_words
from metrics.presenter.numbers import MISSING
from metrics.semantic.estimate import Difference, read_difference, read_estimate
from pages.parts.omnichannel.numbers import customers_in
from pages.parts.page import Page
from pages.parts.tables import Column, draw_downloads, draw_table, stamped
from pages.parts.texts import Texts

Row = Mapping[str, Any]


def draw_customers(page: Page) -> None:
    """Title, the table, what it says of coming back, and the caveat."""
    texts, frame = page.texts, customers_in(page.published, page.scope)
    st.header(texts("omnichannel.customers"), anchor=False)
    if frame.is_empty():
        st.markdown(f":gray[{texts('omnichannel.no_customers')}]")
        return
    st.markdown(f":small[:gray[{texts('omnichannel.customers_help')}]]")
    shown = customers_frame(frame, texts)
    columns = [Column(name, texts(f"omnichannel.head_{name}")) for name in shown.columns]
    soft = [
        min(row["single_n"], row["multi_n"]) < page.engine.settings.minimum_n_firm
        for row in frame.iter_rows(named=True)
    ]
    draw_table(shown, columns, f"customers_{texts.language}", texts("omnichannel.customers"), soft=soft)
    st.markdown(f":material/info: {texts('omnichannel.no_proof')} {told_again(frame, texts)}")
    if "retention" not in frame["measure"]:
        st.markdown(f":small[:gray[{texts('omnichannel.no_retention')}]]")
    draw_downloads(page, stamped(page, frame, page.scope), "customers_by_channels")


def customers_frame(frame: pl.DataFrame, texts: Texts) -> pl.DataFrame:
    """The rows in words: measure, one channel, several, the difference, and the difference among the equally active."""
    rows = []
    for row in frame.iter_rows(named=True):
        label = texts(f"omnichannel.measure_{row['measure']}")
        rows.append((
            f"{label} ({row['unit']})" if row["measure"] == "spend" else label,
            side_words(row, "single", texts), side_words(row, "multi", texts),
            bounded_words(read_difference(row, "difference", row["unit"]), texts), bounded_words(like_difference(row), texts),
        ))  # fmt: skip
    names = ("measure", "single", "multi", "difference", "like")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def side_words(row: Row, side: str, texts: Texts) -> str:
    """53.7% · n = 1,001 · 95%: 50.6% to 56.7%; withheld where too few persons stand there."""
    number = read_estimate(row, side, row["unit"])
    if number.value is None:
        return f"{MISSING} · {texts('omnichannel.withheld') if number.n else texts('omnichannel.nobody')}"
    return f"{value_words(number, texts)} · {sample_words(number, texts)}"


def like_difference(row: Row) -> Difference:
    """The difference among the equally active."""
    return Difference(row["like_difference"], row["like_low"], row["like_high"], row["like_persons"] or 0, row["unit"])


def told_again(frame: pl.DataFrame, texts: Texts) -> str:
    """What is left of the difference in coming back among the equally active, in a sentence."""
    rows = frame.filter(
        (pl.col("measure") == "retention") & pl.col("like_low").is_not_null() & pl.col("difference").is_not_null()
    )
    if rows.is_empty():
        return ""
    row = rows.row(0, named=True)
    words = {
        "raw": value_words(read_difference(row, "difference", row["unit"]), texts),
        "like": value_words(like_difference(row), texts), "interval": interval_words(like_difference(row), texts),
    }  # fmt: skip
    is_noise = row["like_low"] <= 0 <= row["like_high"]
    return texts("omnichannel.like_noise" if is_noise else "omnichannel.like_left", **words)
