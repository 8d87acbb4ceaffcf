"""How far journeys come through the stages, open or closed, with the times between them."""

from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from metrics.analyses.journeys.funnel import MODES
from metrics.analyses.journeys.journey_list import StageStep
from metrics.presenter.estimates import bounded_words, interval_words
from metrics.presenter.numbers import decimal, format_value
from metrics.semantic.estimate import Estimate, read_estimate
from pages.parts.charts import chart_words, draw_chart
from pages.parts.controls import change_view, draw_choice
from pages.parts.page import Page
from pages.parts.paths.funnel_chart import BUCKETS, funnel_chart
from pages.parts.paths.numbers import funnel_of
from pages.parts.paths.place import close_place, mode_of, open_stage
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame


def draw_funnel(page: Page) -> None:
    """Title, open or closed, bars and table."""
    texts, mode = page.texts, mode_of(page)
    st.header(texts("paths.funnel"), anchor=False)
    with st.container(width=330):
        draw_choice(page, "funnel_mode", texts("paths.mode"), MODES, mode, lambda code: texts(f"paths.mode_{code}"),
                    lambda view, code: replace(close_place(view), mode=code))  # fmt: skip
    frame = funnel_of(page.published, page.scope, mode)
    if frame.is_empty() or not frame["reached"].sum():
        st.markdown(f":gray[{texts('chart.empty')}]")
        return
    st.markdown(f":small[:gray[{texts(f'paths.help_{mode}')}]]")
    draw_bars(page, frame, mode)
    draw_funnel_table(page, frame, mode)


def draw_bars(page: Page, frame: pl.DataFrame, mode: str) -> None:
    """The bars; a click on a part opens its journeys."""
    texts = page.texts
    rows = list(frame.iter_rows(named=True))
    labels = [
        f"<b>{chart_words(texts.code('stage', row['stage']))}</b><br>{decimal(row['reached'], texts)} · {format_value(row['share'], 'percent', texts)}"
        for row in rows
    ]
    figure = funnel_chart(rows, labels, lambda bucket: texts(f"paths.bucket_{bucket}"), partial(part_words, page))
    key = f"funnel_{texts.language}_{mode}"

    def clicked() -> None:
        if points := st.session_state[key].selection.points:
            stage, bucket = points[0]["customdata"]
            change_view(page, lambda view: open_stage(view, StageStep(mode, stage, bucket)))

    draw_chart(figure, texts, key, texts("paths.funnel_alt"), clicked)


def part_words(page: Page, n: int, reached: int) -> str:
    """175 · 12 %."""
    return f"{decimal(n, page.texts)} · {format_value(100 * n / reached if reached else None, 'percent', page.texts)}"


def draw_funnel_table(page: Page, frame: pl.DataFrame, mode: str) -> None:
    """The same as numbers, with the time since the stage before; a chosen row opens the journeys that reached the stage."""
    texts = page.texts
    share = frame.rename({"share": "value"})
    words = frame.with_columns(
        pl.Series(
            "range",
            [interval_words(read_estimate(row, unit="percent"), texts) for row in share.iter_rows(named=True)],
            pl.String,
        ),
        pl.Series("time", [time_words(page, row) for row in frame.iter_rows(named=True)], pl.String),
    )
    columns = [
        Column("stage", texts.dimension("stage"), code=partial(texts.code, "stage")),
        Column("reached", texts("paths.reached"), lambda n: decimal(n, texts)),
        Column(
            "share",
            texts("paths.share_all" if mode == "open" else "paths.share_first"),
            lambda share: format_value(share, "percent", texts),
        ),
        Column("range", texts("paths.range")),
        *(Column(bucket, texts(f"paths.bucket_{bucket}"), lambda n: decimal(n, texts)) for bucket in BUCKETS),
        Column("time", texts("paths.time_before")),
        Column("timed", texts("paths.timed"), lambda n: decimal(n, texts)),
    ]
    firm = page.engine.settings.minimum_n_firm
    soft = {texts("paths.time_before"): [(n or 0) < firm for n in frame["timed"]]}
    key = f"funnel_rows_{texts.language}_{mode}"

    def chosen() -> None:
        if rows := st.session_state[key].selection.rows:
            step = StageStep(mode, frame["stage"][rows[0]])
            change_view(page, lambda view: open_stage(view, step))

    draw_table(words, columns, key, texts("paths.funnel"), on_select=chosen, soft_cells=soft)
    draw_downloads(page, stamped(page, table_frame(words, columns), page.scope, "journeys"), "funnel")


def time_words(page: Page, row: dict[str, Any]) -> str:
    """31 d (25 a 37 d): the median and its interval; – where too few."""
    median = Estimate(row["median_seconds"], row["median_low"], row["median_high"], unit="seconds")
    return bounded_words(median, page.texts)
