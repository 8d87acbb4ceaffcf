"""How evenly customers are treated: satisfaction, effort, response time and resolution across channels and across agents."""

import numpy as np
import polars as pl
import streamlit as st

from metrics.analyses.omnichannel.consistency import SHARES, Evenness, evenness
from metrics.analyses.omnichannel.index import COMPONENTS, Index
from metrics.presenter.estimates import interval_words
from metrics.presenter.numbers import MISSING, NARROW_SPACE, decimal, format_seconds, format_value
from pages.parts.omnichannel.numbers import index_in
from pages.parts.page import Page
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame
from pages.parts.texts import Texts


def draw_evenness(page: Page) -> None:
    """One row an aspect and what it is compared across; what was not measured is there, with dashes."""
    texts, index = page.texts, index_in(page.published, page.scope)
    st.header(texts("omnichannel.evenness"), anchor=False)
    st.markdown(f":small[:gray[{texts('omnichannel.evenness_help', least=page.engine.settings.minimum_n_shown)}]]")
    frame = evenness_frame(index, texts)
    columns = [
        Column("aspect", texts("omnichannel.head_aspect")), Column("across", texts("omnichannel.head_across")),
        Column("gap", texts("omnichannel.head_gap")), Column("extremes", texts("omnichannel.head_extremes")),
        Column("score", texts("omnichannel.head_score"), lambda value: decimal(value, texts, 1)),
        Column("interval", texts("omnichannel.head_interval")),
        Column("groups", texts("omnichannel.head_groups"), lambda n: decimal(n, texts)),
        Column("n", "n", lambda n: decimal(n, texts)),
    ]  # fmt: skip
    draw_table(frame, columns, f"evenness_{texts.language}", texts("omnichannel.evenness"))
    draw_downloads(page, stamped(page, table_frame(frame, columns), page.scope), "evenness")


def evenness_frame(index: Index, texts: Texts) -> pl.DataFrame:
    """aspect, across, gap, extremes, interval in words; score, groups and n as numbers, NULL where nothing was measured."""
    rows: list[tuple[object, ...]] = []
    for name in COMPONENTS["consistency"]:
        aspect, by = name.rsplit("_", 1)
        score, cell = index.ingredients[name], index.parts.cells.get(name)
        even = evenness(cell, aspect) if cell else None
        label = [texts(f"omnichannel.aspect_{aspect}"), texts(f"omnichannel.across_{by}")]
        if even is None or score.value is None:
            rows.append((*label, texts("omnichannel.not_measured"), MISSING, None, MISSING, None, None))
            continue
        words = gap_words(even, aspect, texts), extreme_words(even, aspect, by, texts)
        rows.append((*label, *words, score.value, interval_words(score, texts), score.groups, score.n))
    schema = {"aspect": pl.String, "across": pl.String, "gap": pl.String, "extremes": pl.String, "score": pl.Float64,
              "interval": pl.String, "groups": pl.Int64, "n": pl.Int64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def gap_words(even: Evenness, aspect: str, texts: Texts) -> str:
    """27.9 pp, 6.1 times; nothing beyond noise in words."""
    if even.score >= 100:
        return texts("omnichannel.no_gap")
    if aspect in SHARES:
        return f"{decimal(even.gap, texts, 1)}{NARROW_SPACE}{texts('unit.percent_points')}"
    return texts("omnichannel.times", factor=decimal(even.gap, texts, 1))


def extreme_words(even: Evenness, aspect: str, by: str, texts: Texts) -> str:
    """The two ends of the stratum that spreads most; agents are not named, their channel is."""
    if even.score >= 100:
        return MISSING
    ends: list[tuple[float, int, int]] = []
    for stratum in range(even.groups.strata.max() + 1):
        here = np.flatnonzero(even.groups.strata == stratum).tolist()
        low, high = min(here, key=lambda i: even.levels[i]), max(here, key=lambda i: even.levels[i])
        ends.append((even.levels[high] / max(even.levels[low], 1e-9), low, high))
    _, low, high = max(ends)

    def level(i: int) -> str:
        return (
            format_seconds(even.levels[i], texts)
            if aspect not in SHARES
            else format_value(even.levels[i], "percent", texts)
        )

    if by == "agent":
        channel = texts.code("channel", even.groups.names[low][-2])
        return texts("omnichannel.extremes_agents", channel=channel, low=level(low), high=level(high))
    names = [texts.code("channel", even.groups.names[i][-1]) for i in (low, high)]
    return f"{names[0]} {level(low)} – {names[1]} {level(high)}"
