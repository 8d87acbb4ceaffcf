"""The course of a metric by week and channel: the worst channels in colour, the rest grey."""

import polars as pl
import streamlit as st

from metrics.catalogue import METRICS
from metrics.catalogue.entry import Metric
from metrics.presenter.numbers import decimal, format_value
from metrics.semantic.scope import Scope
from pages.parts.charts import draw_chart
from pages.parts.controls import draw_metric_choice
from pages.parts.formats import unit_words
from pages.parts.identity_words import draw_identity_line
from pages.parts.line_chart import Line, line_chart
from pages.parts.measured import metric_label, value_axis
from pages.parts.numbers import computed
from pages.parts.page import Page
from pages.parts.palette import REST, colours_of
from pages.parts.periods import all_weeks, complete_weeks

WORST = 3


def draw_trend(page: Page, name: str, choices: list[str]) -> None:
    """Title, choice of the metric, chart, and what is highlighted."""
    metric, texts = METRICS[name], page.texts
    st.header(
        texts("overview.trend", metric=metric_label(metric, texts), unit=unit_words(metric.unit, texts)), anchor=False
    )
    draw_metric_choice(page, name, choices)
    lines, worst = channel_lines(page, metric, worst_channels(page, metric))
    if not any(value is not None for line in lines for _, value, _ in line.points):
        st.markdown(f":gray[{texts('chart.empty')}]")
        return
    names = ", ".join(texts.code("channel", code) for code in worst)
    figure = line_chart(lines, value_axis(metric, texts), texts("chart.other_channels"))
    draw_chart(
        figure,
        texts,
        f"trend_{texts.language}",
        texts("overview.trend_alt", metric=metric_label(metric, texts), channels=names),
    )
    least = decimal(page.engine.settings.minimum_n_shown, texts)
    key = "overview.trend_worst" if metric.better != "neutral" else "overview.trend_most"
    st.markdown(f":small[:gray[{texts(key)} {texts('overview.trend_note', n=least)}]]")
    draw_identity_line(page, name)


def worst_channels(page: Page, metric: Metric) -> list[str]:
    """The channels with a firm sample, worst value over the period first (the largest first, if neither is better)."""
    frame = computed(page.published, metric.name, page.scope, ("channel",))
    least = page.engine.settings.minimum_n_firm if metric.is_withheld_when_small else 1
    firm = frame.filter(pl.col("value").is_not_null() & (pl.col("n") >= least) & pl.col("channel").is_not_null())
    return firm.sort("value", descending=metric.better != "higher")["channel"].to_list()


def channel_lines(page: Page, metric: Metric, ordered: list[str]) -> tuple[list[Line], list[str]]:
    """One line a channel over the complete weeks of the period (a week without a value is a gap), and the highlighted ones.

    Highlighted are the first of `ordered` that have a value in most of the weeks: a few scattered points are no course.
    """
    bounds = complete_weeks(page.scope.start, page.scope.end, page.last_day) if page.last_day else None
    if bounds is None:
        return [], []
    scope = Scope(*bounds, page.scope.filters)
    frame = computed(page.published, metric.name, scope, ("week", "channel"))
    weeks = all_weeks(frame["week"].min(), bounds[1])
    counts = dict(frame.filter(pl.col("value").is_not_null()).group_by("channel").len().iter_rows())
    worst = [code for code in ordered if counts.get(code, 0) * 2 > len(weeks)][:WORST]
    colours = colours_of(worst)
    lines: list[Line] = []
    for code in frame["channel"].unique(maintain_order=True).drop_nulls():
        values = {row["week"]: row for row in frame.filter(pl.col("channel") == code).iter_rows(named=True)}
        points = [(week, *point(values.get(week), metric, page)) for week in weeks]
        label = page.texts.code("channel", code)
        lines.append(Line(label, colours.get(code, REST), points, code in worst))
    return lines, worst


def point(row: dict | None, metric: Metric, page: Page) -> tuple[float | None, str]:  # type: ignore[type-arg]
    """Value and hover words of a week."""
    if row is None or row["value"] is None:
        return None, ""
    words = f"{format_value(row['value'], row['unit'], page.texts)} · {page.texts('tile.n', n=decimal(row['n'], page.texts))}"
    return row["value"], words
