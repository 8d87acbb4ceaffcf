"""The hops worth mending first: ranked by a choice of harms, shrunk for small samples; a row opens its matters."""

from dataclasses import replace

import polars as pl
import streamlit as st

from metrics.analyses.matters.hops import RANKED_BY, RankedHops
from metrics.presenter.numbers import MISSING, NARROW_SPACE, decimal, format_seconds, format_value
from pages.parts.controls import change_view, draw_choice
from pages.parts.page import Page
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame
from pages.parts.texts import Texts
from pages.parts.thread.money_column import money_columns
from pages.parts.thread.numbers import ranked_hops
from pages.parts.view import open_cell

MOST = 12
OF_ANSWERS = ("csat_with", "csat_without", "gap", "survives")  # grey where few answered, however many hops there are
EVERY = 10_000  # pairs; the ones without burden drop out after the ranking


def draw_worst_hops(page: Page) -> None:
    """Title, what it is ranked by, how many differences are more than chance, and the list."""
    texts = page.texts
    st.header(texts("continuity.worst"), anchor=False)
    what, found = chosen_ranking(page)
    with st.container(width=340):
        draw_choice(page, "rank", texts("continuity.rank"), RANKED_BY, what, lambda code: texts(f"continuity.rank_{code}"),
                    lambda view, code: replace(view, rank=code))  # fmt: skip
    frame = worst_of(found)
    if frame.is_empty():
        st.markdown(f":gray[{texts('continuity.no_ranking')}]")
        return
    surviving = texts("continuity.surviving", count=found.surviving, compared=found.compared) if found.compared else ""
    st.markdown(f":small[:gray[{texts('continuity.worst_help')} {surviving}]]")
    key = f"worst_hops_{texts.language}_{what}"

    def chosen() -> None:
        if rows := st.session_state[key].selection.rows:
            start, end = frame.select("from_channel", "to_channel").row(rows[0])
            change_view(page, lambda view: open_cell(view, {"from_channel": start, "to_channel": end}))

    firm = page.engine.settings.minimum_n_firm
    soft = [hops < firm for hops in frame["hops"]]
    columns = [
        column for column in ranking_columns(frame, texts, what) if frame[column.name].null_count() < frame.height
    ]
    few_answers = [n is not None and n < firm for n in frame["n_with"]]
    soft_cells = {column.head: few_answers for column in columns if column.name in OF_ANSWERS}
    draw_table(frame, columns, key, texts("continuity.worst"), on_select=chosen, soft=soft, soft_cells=soft_cells)
    draw_downloads(page, stamped(page, table_frame(frame, columns), page.scope), "worst_hops")


def chosen_ranking(page: Page) -> tuple[str, RankedHops]:
    """The ranking that the URL asks for, else the first of RANKED_BY that has anything to rank."""
    for what in (page.view.rank,) if page.view.rank else RANKED_BY:
        found = ranked_hops(page.published, page.scope, what, EVERY)
        if not worst_of(found).is_empty():
            break
    return what, found


def worst_of(found: RankedHops) -> pl.DataFrame:
    """The first pairs that are worse than the others."""
    return found.rows.filter(pl.col("burden") > 0).head(MOST)


def ranking_columns(frame: pl.DataFrame, texts: Texts, what: str) -> list[Column]:
    """The pair, its hops, what they took, and satisfaction with and without."""

    def percent(value: float) -> str:
        return format_value(value, "percent", texts)

    def points(value: float) -> str:
        return f"{decimal(value, texts, 1, sign=True)}{NARROW_SPACE}{texts('unit.percent_points')}"

    adjusted = {"csat_lost": points, "forced": percent, "wait": lambda seconds: format_seconds(seconds, texts)}
    yes_no = {True: texts("table.yes"), False: texts("table.no"), None: MISSING}
    columns = [
        Column("from_channel", texts("continuity.from"), code=lambda code: texts.code("channel", code)),
        Column("to_channel", texts("continuity.to"), code=lambda code: texts.code("channel", code)),
        Column("hops", texts("continuity.hops"), lambda n: decimal(n, texts)),
        Column("forced_share", texts("continuity.forced"), percent),
        Column("wait_seconds", texts("continuity.wait"), lambda seconds: format_seconds(seconds, texts)),
        *money_columns(frame, texts),
        Column("n_with", texts("continuity.answers"), lambda n: decimal(n, texts)),
        Column("csat_with", texts("continuity.csat_with"), percent),
        Column("csat_without", texts("continuity.csat_without"), percent),
        Column("gap", texts("continuity.gap"), points),
        Column("survives", texts("continuity.survives"), code=lambda known: yes_no[known]),
    ]
    if what in adjusted:
        columns.insert(3, Column("shrunk", texts(f"continuity.shrunk_{what}"), adjusted[what]))
    return columns
