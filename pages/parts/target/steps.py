"""Places with today's and the expected value of one metric: rows of the page's chart and table, of the slides and of the PDF."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl

from metrics.catalogue import METRICS
from metrics.presenter.estimates import interval_words
from metrics.presenter.numbers import MISSING, decimal, format_change, format_value
from metrics.semantic.estimate import read_estimate
from pages.parts.measured import metric_label
from pages.parts.page import Page
from pages.parts.tables import Column
from pages.parts.target.document import Chart, Series
from pages.parts.target.numbers import Target
from pages.parts.target.words import note_line, place_of, source_list, source_titles, today_of

MOST_BARS = 10
LEVEL_ORDER = {"total": 0, "stage": 1, "touchpoint": 2}


def step_rows(page: Page, target: Target, metric: str) -> pl.DataFrame:
    """The metric's rows: the whole, the stages in their order, then touchpoints, what changes most of all contacts first."""
    order = {stage: number for number, stage in enumerate(page.engine.settings.stages)}
    rows = target.changes.rows.filter(pl.col("metric") == metric)
    weight = pl.col("difference").abs() * pl.when(METRICS[metric].is_withheld_when_small).then(pl.col("n")).otherwise(1)
    return rows.sort(
        pl.col("level").replace_strict(LEVEL_ORDER, return_dtype=pl.Int64),
        pl.when(pl.col("level") == "stage").then(pl.col("stage").replace_strict(order, default=len(order), return_dtype=pl.Int64)),
        weight.fill_null(0), pl.col("n"), descending=[False, False, True, True], nulls_last=True,
    )  # fmt: skip


def step_frame(page: Page, target: Target, metric: str, names: Mapping[str, str] | None = None) -> pl.DataFrame:
    """step_rows with what a table shows of them in words: place, both intervals, who changes it (by title, or by these names),
    what must be known."""
    texts, titles = page.texts, names or source_titles(page, target)
    rows = step_rows(page, target, metric)

    def said(row: Mapping[str, Any]) -> tuple[str, str, str, str, str]:
        return (
            place_of(row, texts), interval_words(today_of(row), texts),
            interval_words(read_estimate(row, "expected", row["unit"]), texts), source_list(row["by"] or (), titles),
            note_line(row, texts),
        )  # fmt: skip

    words = pl.DataFrame(
        [said(row) for row in rows.iter_rows(named=True)],
        schema=dict.fromkeys(("place", "interval", "expected_interval", "who", "remark"), pl.String), orient="row",
    )  # fmt: skip
    return rows.hstack(words)


def step_columns(page: Page, metric: str) -> list[Column]:
    """The columns of the table."""
    texts, unit = page.texts, METRICS[metric].unit
    shown = partial(format_value, unit=unit, texts=texts)
    return [
        Column("place", texts("table.where")), Column("n", "n", lambda n: decimal(n, texts)),
        Column("today", texts("target.today"), shown), Column("interval", texts("table.interval_words")),
        Column("expected", texts("target.expected"), shown), Column("expected_interval", texts("target.interval_expected")),
        Column("difference", texts("target.change"), lambda value: format_change(value, None, unit, texts)),
        Column("who", texts("target.who")), Column("remark", texts("target.remark")),
    ]  # fmt: skip


def words_of_table(frame: pl.DataFrame, columns: Sequence[Column]) -> list[tuple[str, ...]]:
    """The cells as the page displays them."""

    def word(column: Column, value: Any) -> str:
        if column.code:
            return column.code(value)
        if value is None:
            return MISSING
        return column.words(value) if column.words else str(value)

    return [tuple(word(column, row[column.name]) for column in columns) for row in frame.iter_rows(named=True)]


def changed_places(frame: pl.DataFrame, most: int = MOST_BARS) -> pl.DataFrame:
    """The whole and the touchpoints that change; the stages have a chart of their own."""
    return frame.filter(pl.col("difference").is_not_null(), pl.col("level") != "stage").head(most + 1)


def step_chart(page: Page, metric: str, rows: pl.DataFrame) -> Chart:
    """Today and expected of the rows of step_frame."""
    texts = page.texts
    label = metric_label(METRICS[metric], texts)
    return Chart(
        texts("target.steps", metric=label), tuple(rows["place"]),
        (series_of(rows, texts("target.today"), ("today", "low", "high"), texts),
         series_of(rows, texts("target.expected"), ("expected", "expected_low", "expected_high"), texts)),
    )  # fmt: skip


def series_of(rows: pl.DataFrame, name: str, columns: tuple[str, str, str], texts: Any) -> Series:
    """One series of the chart, its words as the table has them."""
    values, low, high = (tuple(rows[column]) for column in columns)
    words = tuple(format_value(value, unit, texts) for value, unit in zip(values, rows["unit"], strict=True))
    return Series(name, values, low, high, words)
