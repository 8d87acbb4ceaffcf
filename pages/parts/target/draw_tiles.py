"""What the whole journey would be: a tile a metric that changes, and the money that is saved and spent."""

import streamlit as st

from metrics.analyses.target_map.money import MoneySum
from metrics.catalogue import METRICS
from metrics.presenter.estimates import interval_words, value_words
from metrics.presenter.numbers import decimal
from pages.parts.measured import metric_label
from pages.parts.page import Page
from pages.parts.target.numbers import Target
from pages.parts.target.totals import Total, whole_totals
from pages.parts.texts import Texts

COLOURS = {"positive": "green", "negative": "red", "neutral": "gray"}
MOST_TILES = 5


def draw_target_tiles(page: Page, target: Target) -> None:
    """A row of tiles; a sentence where nothing is known to change the whole."""
    texts, totals = page.texts, whole_totals(page, target)
    if not totals and not target.savings:
        st.markdown(f":gray[:material/info: {texts('target.nothing_changes')}]")
        return
    money = [("saves", one) for one in target.savings] + [("costs", one) for one in target.costs]
    with st.grid(4, min_column_width=165, gap="small"):
        for total in totals[:MOST_TILES]:
            draw_total(total, texts)
        for kind, amount in money:
            draw_money(page, target, kind, amount)
    if len(totals) > MOST_TILES:
        others = ", ".join(metric_label(METRICS[total.metric], texts) for total in totals[MOST_TILES:])
        st.markdown(f":small[:gray[{texts('target.other_metrics', metrics=others)}]]")


def draw_total(total: Total, texts: Texts) -> None:
    """Expected value, change, and today's with both intervals."""
    with st.container(border=True, key=f"tile_target_{total.metric}", gap="xsmall", height="stretch"):
        st.metric(
            total.label, total.expected, total.change,
            delta_color=COLOURS[total.direction],  # type: ignore[arg-type]
            delta_arrow="up" if total.difference > 0 else "down",
        )  # fmt: skip
        words = "  \n".join(total.lines)
        st.markdown(f":small[:gray[{words}]]")


def draw_money(page: Page, target: Target, kind: str, amount: MoneySum) -> None:
    """What is saved or spent in a period like the one shown."""
    texts, total = page.texts, amount.total
    with st.container(border=True, key=f"tile_target_{kind}_{total.unit}", gap="xsmall", height="stretch"):
        st.metric(texts(f"target.{kind}"), value_words(total, texts))
        known = texts("target.money_known", known=decimal(amount.known, texts), all=decimal(len(target.chosen), texts))
        interval = (
            f"{texts('tile.interval', interval=interval_words(total, texts))}  \n" if total.low != total.high else ""
        )
        st.markdown(f":small[:gray[{interval}{known}]]")
