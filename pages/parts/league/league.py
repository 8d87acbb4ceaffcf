"""The negative-touchpoint league: what to mend first, how much of it is more than chance, and the way to what is behind it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from metrics.analyses.touchpoints.league import RankedTouchpoints, negative_league
from metrics.analyses.touchpoints.map import CELL
from metrics.catalogue import METRICS
from metrics.presenter.estimates import interval_words, value_words
from metrics.presenter.numbers import decimal, format_value
from metrics.semantic.estimate import Estimate, read_estimate
from metrics.semantic.scope import Scope
from pages.parts.controls import change_view
from pages.parts.journey.component import COMPONENT
from pages.parts.journey.draw_map import link_to, opened_ends
from pages.parts.journey.quotes import with_quotes
from pages.parts.journey.stops import read_stops
from pages.parts.league.league_html import league_html
from pages.parts.measured import metric_label
from pages.parts.numbers import KEPT_RESULTS, Published, engine_of
from pages.parts.page import Page
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame
from pages.parts.texts import Texts
from pages.parts.view import open_cell

MOST = 10
EVERY = 10_000


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def league_of(published: Published, scope: Scope) -> RankedTouchpoints:
    """`metrics.analyses.touchpoints.league.negative_league` on the version."""
    return negative_league(engine_of(published), scope, EVERY)


def draw_league(page: Page) -> None:
    """Title, how many differences survive, the rows, and all of them as a table."""
    texts, found = page.texts, league_of(page.published, page.scope)
    st.header(texts("league.title"), anchor=False)
    if found.compared:
        survive = texts("league.surviving", count=found.surviving, compared=found.compared)
        worse = int((found.rows["survives"].fill_null(False)).sum())
        st.markdown(f"{survive} {texts('league.worse', count=worse)}")
    shown = found.rows.head(MOST)
    if shown.is_empty():
        st.markdown(f":gray[{texts('league.none' if found.compared else 'league.not_measured')}]")
        return
    value = texts("league.help_value" if found.value_known else "league.help_no_value")
    st.markdown(f":small[:gray[{texts('league.help')} {value}]]")
    stops = with_quotes(page, read_stops(shown, texts, page.engine.settings))
    key = f"league_{texts.language}"

    def opened() -> None:
        place = st.session_state[key].opened
        if isinstance(place, int) and 0 <= place < len(stops):
            change_view(page, lambda view: open_cell(view, dict(zip(CELL, stops[place].ends, strict=True))))

    html = league_html(shown.to_dicts(), stops, opened_ends(page), lambda ends: link_to(page, ends), texts)
    COMPONENT(key=key, data={"html": html}, on_opened_change=opened)
    with st.expander(texts("league.table", count=found.rows.height), icon=":material/table:", key="league_table",
                     on_change="rerun") as folded:  # fmt: skip
        if folded.open:
            draw_league_table(page, found.rows)


def draw_league_table(page: Page, rows: pl.DataFrame) -> None:
    """Every touchpoint worse than the company, with all that the rank is made of; a chosen row opens it."""
    texts, key = page.texts, f"league_table_{page.texts.language}"
    scores = [read_estimate(row, "score") for row in rows.iter_rows(named=True)]
    stakes = [stake_of(row) for row in rows.iter_rows(named=True)]
    in_words = {
        "score_words": [value_words(score, texts) for score in scores],
        "score_range": [interval_words(score, texts) for score in scores],
        **{
            f"{name}_words": [format_value(row[name], row["score_unit"], texts) for row in rows.iter_rows(named=True)]
            for name in ("bar", "shrunk")
        },
        "stake_words": [value_words(stake, texts) for stake in stakes],
        "stake_range": [interval_words(stake, texts) for stake in stakes],
    }
    frame = rows.with_columns(pl.Series(name, words, pl.String) for name, words in in_words.items())

    def chosen() -> None:
        if picked := st.session_state[key].selection.rows:
            row = frame.row(picked[0], named=True)
            change_view(page, lambda view: open_cell(view, {name: row[name] or "" for name in CELL}))

    columns = league_columns(texts)
    firm = page.engine.settings.minimum_n_firm
    draw_table(frame, columns, key, texts("league.title"), on_select=chosen, soft=[n < firm for n in frame["score_n"]])
    draw_downloads(page, stamped(page, table_frame(frame, columns), page.scope), "league")


def stake_of(row: Mapping[str, Any]) -> Estimate:
    """The revenue at stake in its currency; not known where the currency is not."""
    return read_estimate(row, "at_stake", row["currency"]) if row["currency"] else Estimate(None)


def league_columns(texts: Texts) -> list[Column]:
    """Rank and place, score against the company's level, volume, customers and money behind it, and what it adds up to."""
    yes_no = {True: texts("table.yes"), False: texts("table.no"), None: ""}

    def count(n: float) -> str:
        return decimal(n, texts)

    return [
        Column("rank", "#", count),
        *(Column(name, texts.dimension(name), code=partial(texts.value, name)) for name in CELL),
        Column("score_metric", texts("journey.of", what=texts("journey.score")), code=lambda name: metric_label(METRICS[name], texts)),
        Column("score_words", texts("journey.score")), Column("score_n", "n", count),
        Column("score_range", texts("continuity.interval_of", metric=texts("journey.score"))),
        Column("shrunk_words", texts("table.shrunk")), Column("bar_words", texts("journey.level")),
        Column("severity", texts("league.severity_share"), lambda share: decimal(100 * share, texts, 1)),
        Column("volume", texts("league.volume"), count), Column("persons", texts("league.persons"), count),
        Column("value_index", texts("league.index"), lambda index: decimal(index, texts, 2)),
        Column("stake_words", texts("league.stake")),
        Column("stake_range", texts("continuity.interval_of", metric=texts("league.stake"))),
        Column("burden", texts("league.burden"), count),
        Column("p", "p", lambda p: decimal(p, texts, 4)),
        Column("survives", texts("continuity.survives"), code=lambda known: yes_no[known]),
    ]  # fmt: skip
