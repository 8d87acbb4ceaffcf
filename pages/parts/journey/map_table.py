"""The same numbers as the map's in a table: for who cannot see or use the map, and to take along."""

from functools import partial

import polars as pl
import streamlit as st

from metrics.analyses.touchpoints.map import CELL
from metrics.catalogue import METRICS
from metrics.presenter.estimates import interval_words, value_words
from metrics.presenter.numbers import decimal, format_change, format_value
from metrics.semantic.estimate import read_estimate
from pages.parts.controls import change_view
from pages.parts.journey.numbers import mapped
from pages.parts.measured import metric_label
from pages.parts.page import Page
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame
from pages.parts.texts import Texts
from pages.parts.view import open_cell

KINDS = ("score", "effort", "wait", "drop_off", "abandonment")


def draw_map_table(page: Page) -> None:
    """A row per touchpoint with every number's n and interval; a chosen row opens it."""
    texts = page.texts
    with st.expander(
        texts("journey.as_table"), icon=":material/table:", key="journey_table", on_change="rerun"
    ) as folded:
        if not folded.open:
            return
        frame = table_of(mapped(page.published, page.scope), texts)
        key = f"journey_table_{texts.language}"

        def chosen() -> None:
            if rows := st.session_state[key].selection.rows:
                row = frame.row(rows[0], named=True)
                change_view(page, lambda view: open_cell(view, {name: row[name] or "" for name in CELL}))

        columns = map_columns(texts)
        firm = page.engine.settings.minimum_n_firm
        soft = {texts("journey.score"): [0 < n < firm for n in frame["score_n"]]}
        draw_table(frame, columns, key, texts("journey.map"), on_select=chosen, soft_cells=soft)
        draw_downloads(page, stamped(page, table_frame(frame, columns), page.scope), "journey")


def table_of(frame: pl.DataFrame, texts: Texts) -> pl.DataFrame:
    """journey_map with each number in words (a column mixes units), its sample and interval."""
    made = {}
    for kind in KINDS:
        numbers = [read_estimate(row, kind) for row in frame.iter_rows(named=True)]
        made[f"{kind}_words"] = [value_words(number, texts) for number in numbers]
        made[f"{kind}_range"] = [interval_words(number, texts) for number in numbers]
        if f"{kind}_metric" in frame.columns:
            made[f"{kind}_label"] = [label_of(name, texts) for name in frame[f"{kind}_metric"]]
    made["trend_words"] = [
        format_change(row["trend"], row["previous_score"], row["score_unit"] or "", texts)
        for row in frame.iter_rows(named=True)
    ]
    return frame.with_columns(pl.Series(name, words, pl.String) for name, words in made.items())


def label_of(name: str | None, texts: Texts) -> str:
    """A metric's name."""
    return metric_label(METRICS[name], texts) if name else ""


def map_columns(texts: Texts) -> list[Column]:
    """Where, volume, class and why, score, trend, feeling, effort, wait, drop-off and abandonment, each with n and interval."""
    yes_no = {True: texts("table.yes"), False: texts("table.no"), None: ""}

    def count(n: float) -> str:
        return decimal(n, texts)

    def percent(share: float) -> str:
        return format_value(share, "percent", texts)

    def number(kind: str, named: bool = True) -> list[Column]:
        label = texts(f"journey.{kind}")
        first = [Column(f"{kind}_label", texts("journey.of", what=label))] if named else []
        return [*first, Column(f"{kind}_words", label), Column(f"{kind}_n", f"{label}, n", count),
                Column(f"{kind}_range", texts("continuity.interval_of", metric=label))]  # fmt: skip

    return [
        *(Column(name, texts.dimension(name), code=partial(texts.value, name)) for name in CELL),
        Column("contacts", texts("journey.head_contacts"), count), Column("orders", texts("journey.head_orders"), count),
        Column("class", texts("journey.verdict"), code=lambda code: texts(f"verdict.{code}")),
        Column("reason", texts("journey.why"), code=lambda code: texts(f"verdict.because_{code}")),
        *number("score"),
        Column("trend_words", texts("table.difference")),
        Column("trend_exceeds_noise", texts("table.beyond"), code=lambda known: yes_no[known]),
        Column("emotion", texts("dimension.emotion"), code=lambda code: texts(f"emotion.{code}") if code else ""),
        Column("emotion_share", texts("journey.emotion_of_known"), percent), Column("emotion_n", texts("journey.emotion_n"), count),
        Column("comments", texts("metric.comments.label"), count),
        *number("effort"), *number("wait"), *number("drop_off", False), *number("abandonment", False),
    ]  # fmt: skip
