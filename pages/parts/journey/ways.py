"""Where customers come from and go on to, around an opened touchpoint: shares that add up to all of its touches."""

import polars as pl
import streamlit as st

from metrics.analyses.touchpoints.ways import END, SIDES
from metrics.presenter.numbers import decimal, format_value
from pages.parts.controls import change_view
from pages.parts.journey.numbers import ways_of
from pages.parts.page import Page
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame
from pages.parts.texts import Texts
from pages.parts.view import open_cell
from warehouse.config.errors import WrongUse

MOST = 8  # ways of a side; the others are one line


def draw_ways(page: Page) -> None:
    """Both sides as tables; a chosen row opens that touchpoint."""
    texts = page.texts
    try:
        found = ways_of(page.published, page.scope)
    except WrongUse:
        found = pl.DataFrame()
    if found.is_empty():
        st.markdown(f":gray[{texts('journey.no_ways')}]")
        return
    total = decimal(int(found.filter(side=SIDES[1])["touches"].sum()), texts)
    st.markdown(f":small[:gray[{texts('journey.ways_help', total=total)}]]")
    for side, place in zip(SIDES, st.columns(2), strict=True):
        with place:
            draw_side(page, found.filter(side=side), side)
    whole = with_words(found, texts)
    columns = [Column("side", texts("journey.side"), code=lambda side: texts(f"journey.{side}")), *way_columns(texts)]
    draw_downloads(page, stamped(page, table_frame(whole, columns), page.scope, "touches"), "ways")


def draw_side(page: Page, rows: pl.DataFrame, side: str) -> None:
    """One side: its most frequent ways, the others together, what did not come from or go to a touchpoint."""
    texts, key = page.texts, f"ways_{side}_{page.texts.language}"
    ends = with_words(rows, texts)
    shown = shorten(ends, texts)
    named = rows.filter(pl.col("how").is_in(["came", "went"]))

    def chosen() -> None:
        at = st.session_state[key].selection.rows
        if at and at[0] < min(named.height, MOST):
            row = shown.row(at[0], named=True)
            change_view(page, lambda view: open_cell(view, {name: row[name] or "" for name in END}))

    st.markdown(f"**{texts(f'journey.{side}')}**")
    draw_table(shown, way_columns(texts), key, texts(f"journey.{side}"), on_select=chosen)


def with_words(rows: pl.DataFrame, texts: Texts) -> pl.DataFrame:
    """The rows with the way in words and its share of the side in percent."""
    words = [way_words(row, texts) for row in rows.iter_rows(named=True)]
    share = 100 * pl.col("touches") / pl.col("touches").sum().over("side")
    return rows.with_columns(pl.Series("way", words, pl.String), share=share)


def way_words(row: dict, texts: Texts) -> str:  # type: ignore[type-arg]
    """soporte (Phone · Service); the first touch; left."""
    if row["how"] not in ("came", "went"):
        return texts(f"journey.how_{row['how']}")
    place = f"{texts.code('channel', row['channel'])} · {texts.code('stage', row['stage'])}"
    return f"{texts.touchpoint(row['touchpoint'])} ({place})"


def shorten(rows: pl.DataFrame, texts: Texts) -> pl.DataFrame:
    """The most frequent ways from or to a touchpoint, the others as one row, then how else it began or ended."""
    named = rows.filter(pl.col("how").is_in(["came", "went"]))
    rest, other = named.slice(MOST), rows.filter(~pl.col("how").is_in(["came", "went"]))
    parts = [named.head(MOST)]
    if rest.height:
        words = texts("journey.all_other", count=rest.height)
        parts.append(
            rest.head(1).with_columns(way=pl.lit(words), touches=rest["touches"].sum(), share=rest["share"].sum())
        )
    return pl.concat([*parts, other], how="vertical_relaxed")


def way_columns(texts: Texts) -> list[Column]:
    """Way, touches, share."""
    return [
        Column("way", texts("journey.way")),
        Column("touches", texts("journey.touches"), lambda n: decimal(n, texts)),
        Column("share", texts("journey.share"), lambda share: format_value(share, "percent", texts)),
    ]
