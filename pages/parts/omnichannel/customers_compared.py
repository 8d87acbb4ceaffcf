"""Customers of one channel beside customers of several, and why the difference is no proof of a cause."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from metrics.presenter.numbers import MISSING, NARROW_SPACE, decimal, format_money
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
            bounded_words(row, ("difference", "difference_low", "difference_high"), texts),
            bounded_words(row, ("like_difference", "like_low", "like_high"), texts), 
        ))  # fmt: skip
    names = ("measure", "single", "multi", "difference", "like")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def side_words(row: Row, side: str, texts: Texts) -> str:
    """53.7% (50.6 to 56.7), n 1,001; withheld where too few persons stand there."""
    sample = texts("tile.n", n=decimal(row[f"{side}_n"], texts))
    if row[side] is None:
        return f"{MISSING} · {texts('omnichannel.withheld') if row[f'{side}_n'] else texts('omnichannel.nobody')}"
    return f"{value_words(row[side], row, texts)}{bounds_words(row, side, texts)} · {sample}"


def bounds_words(row: Row, side: str, texts: Texts) -> str:
    """The interval in brackets, where it is known."""
    low, high = row[f"{side}_low"], row[f"{side}_high"]
    if low is None or high is None:
        return ""
    return f" ({texts('omnichannel.from_to', low=value_words(low, row, texts, True), high=value_words(high, row, texts, True))})"


def bounded_words(row: Row, names: tuple[str, str, str], texts: Texts) -> str:
    """+30.9 pp (27.2 to 34.7); a dash where it cannot be said."""
    value, low, high = (row[name] for name in names)
    if value is None:
        return MISSING
    words = value_words(value, row, texts, sign=True)
    if low is None or high is None:
        return words
    return f"{words} ({texts('omnichannel.from_to', low=value_words(low, row, texts, True), high=value_words(high, row, texts, True))})"


def value_words(value: float, row: Row, texts: Texts, is_bare: bool = False, *, sign: bool = False) -> str:
    """A value of the measure; bare inside an interval, where the unit was just said."""
    if row["measure"] == "spend":
        return ("+" if sign and value > 0 else "") + (
            decimal(value, texts, 1) if is_bare else format_money(value, row["unit"], texts)
        )
    digits = 2 if row["unit"] == "per_month" else 1
    number = decimal(value, texts, digits, sign=sign)
    unit = {"percent": texts("unit.percent_points") if sign else "%", "points": texts("unit.points_short")}.get(
        row["unit"], ""
    )
    gap = "" if unit == "%" and texts.language == "en" else NARROW_SPACE
    return number if is_bare or not unit else f"{number}{gap}{unit}"


def told_again(frame: pl.DataFrame, texts: Texts) -> str:
    """What is left of the difference in coming back among the equally active, in a sentence."""
    rows = frame.filter(
        (pl.col("measure") == "retention") & pl.col("like_low").is_not_null() & pl.col("difference").is_not_null()
    )
    if rows.is_empty():
        return ""
    row = rows.row(0, named=True)
    words = {
        "raw": value_words(row["difference"], row, texts, sign=True), "like": value_words(row["like_difference"], row, texts, sign=True),
        "low": decimal(row["like_low"], texts, 1), "high": decimal(row["like_high"], texts, 1),
    }  # fmt: skip
    is_noise = row["like_low"] <= 0 <= row["like_high"]
    return texts("omnichannel.like_noise" if is_noise else "omnichannel.like_left", **words)
