"""A metric by any dimensions: a chart of the first one, the whole table, and its export."""

from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st

from metrics.catalogue import METRICS
from metrics.catalogue.dimensions import DIMENSIONS
from metrics.catalogue.entry import Metric
from metrics.presenter.estimates import note_words
from metrics.presenter.numbers import decimal, format_change, format_value
from metrics.semantic.estimate import notes_of
from metrics.stats.discoveries import FALSE_SHARE
from pages.parts.bar_chart import Bar, bar_chart
from pages.parts.charts import draw_chart
from pages.parts.controls import change_view, seed
from pages.parts.formats import format_bucket, plain, unit_words
from pages.parts.header import card
from pages.parts.identity_words import SHARES, draw_identity_line, with_identity
from pages.parts.measured import Measured, metric_label, uncovered_words, value_axis
from pages.parts.numbers import compared
from pages.parts.page import Page, scope_words
from pages.parts.palette import colour_of
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame
from pages.parts.texts import Texts

DEFAULT_BY = ("channel",)
MOST_BARS = 15


def draw_dimensions(page: Page, metric: Metric) -> tuple[str, ...]:
    """The picker of dimensions, kept in the URL; the dimensions in force."""
    texts = page.texts
    possible = [name for name in page.known.dimensions if has_dimension(metric, name)]
    chosen = tuple(name for name in page.view.by if name in possible) or DEFAULT_BY
    key = seed(page, "by", list(chosen))

    def changed() -> None:
        picked = tuple(st.session_state[key])
        change_view(page, lambda view: replace(view, by=picked))

    st.multiselect(texts("channels.by"), possible, key=key, on_change=changed, format_func=texts.dimension,
                   help=texts("channels.by_help"), select_all=False)  # fmt: skip
    return chosen


def has_dimension(metric: Metric, name: str) -> bool:
    """Whether every table of the metric has the dimension (an attribute is on all of them)."""
    dimension = DIMENSIONS.get(name)
    return dimension is None or all(table in dimension.tables for table in {leg.table for leg in metric.row_legs})


def draw_breakdown(page: Page, metric: Metric, by: tuple[str, ...]) -> None:
    """Chart and table side by side; the downloads hold exactly the table."""
    texts = page.texts
    frame = with_identity(page, metric, compared(page.published, metric.name, page.scope, by), by)
    words = {"metric": metric_label(metric, texts), "by": ", ".join(texts.dimension(name).lower() for name in by)}
    heads = words | {"by": plain(words["by"])}
    left, right = st.columns([4, 7])
    with left, card("chart_card"):
        st.header(texts("channels.chart", unit=unit_words(metric.unit, texts), **heads), anchor=False)
        draw_bars(page, metric, frame, by, texts("channels.chart_alt", **words))
    with right, card("table_card"):
        st.header(texts("channels.table", **heads), anchor=False)
        st.markdown(
            f":small[:gray[{texts('channels.groups', count=frame.height)} · {plain(scope_words(page, page.scope))}]]"
        )
        columns = breakdown_columns(page, metric, by)
        columns += [identity_column(page, share) for share in SHARES if share in frame.columns]
        measured = [Measured(metric, row, texts, page.engine.settings) for row in frame.iter_rows(named=True)]
        draw_table(
            frame,
            columns,
            f"breakdown_{texts.language}",
            texts("channels.table", **words),
            soft=[m.state == "soft" for m in measured],
        )
        if frame["exceeds_noise"].drop_nulls().len() > 1:
            st.markdown(f":small[:gray[{texts('table.false_share', share=false_share(texts))}]]")
        draw_identity_line(page, metric.name)
        draw_downloads(page, stamped(page, table_frame(frame, columns), page.scope, metric.name), metric.name)


def draw_bars(page: Page, metric: Metric, frame: pl.DataFrame, by: tuple[str, ...], alt: str) -> None:
    """The largest groups as bars with intervals, in the order of time where the first dimension is one."""
    texts = page.texts
    shown = frame.filter(pl.col("value").is_not_null())
    is_timed = is_time(by[0])
    top = shown.head(MOST_BARS) if is_timed else shown.sort("n", descending=True).head(MOST_BARS)
    if top.is_empty():
        st.markdown(f":gray[{texts('chart.empty')}]")
        return
    if not is_timed:
        top = top.sort("value", descending=True)
    bars = []
    for row in top.iter_rows(named=True):
        measured = Measured(metric, row, texts, page.engine.settings)
        label = " · ".join(
            format_bucket(row[name], name, texts) if is_time(name) else texts.value(name, row[name]) for name in by
        )
        bars.append(
            Bar(
                label,
                row["value"],
                row["low"],
                row["high"],
                f"{measured.value}<br>{measured.sample}",
                measured.state == "firm",
            )
        )
    figure = bar_chart(bars, value_axis(metric, texts), colour_of(None, 0))
    draw_chart(figure, texts, f"breakdown_chart_{texts.language}", alt)
    if shown.height > top.height:
        st.markdown(f":small[:gray[{texts('channels.chart_cut', shown=top.height, total=shown.height)}]]")


def false_share(texts: Texts) -> str:
    """Of what exceeds noise among several, as much may be chance: 10 %."""
    return format_value(100 * FALSE_SHARE, "percent", texts)


def is_time(dimension: str) -> bool:
    """Whether the dimension's values are stretches or hours of time."""
    return dimension in DIMENSIONS and bool(DIMENSIONS[dimension].unit)


def dimension_column(page: Page, name: str) -> Column:
    """A dimension's values in words; times are exported as the metrics write them, so that they still sort."""
    texts = page.texts
    if is_time(name):
        return Column(name, texts.dimension(name), partial(format_bucket, dimension=name, texts=texts))
    return Column(name, texts.dimension(name), code=partial(texts.value, name))


def identity_column(page: Page, share: str) -> Column:
    """Coverage or match rate of a group, beside a number that depends on persons."""
    words = partial(format_value, unit="percent", texts=page.texts)
    return Column(share, metric_label(METRICS[share], page.texts), words)


def breakdown_columns(page: Page, metric: Metric, by: tuple[str, ...]) -> list[Column]:
    """Dimensions in words, then value, n, interval, change against the period before, note."""
    texts = page.texts

    def shown(value: float) -> str:
        return format_value(value, metric.unit, texts)

    def changed(value: float) -> str:
        return format_change(value, None, metric.unit, texts)

    yes_no = {True: texts("table.yes"), False: texts("table.no"), None: ""}
    columns = [dimension_column(page, name) for name in by]
    return [
        *columns,
        Column("value", texts("table.value"), shown),
        Column("n", "n", lambda n: decimal(n, texts)),
        Column("low", texts("table.low"), shown),
        Column("high", texts("table.high"), shown),
        Column("unit", texts("table.unit"), lambda unit: unit_words(unit, texts)),
        Column("previous_value", texts("table.previous"), shown),
        Column("difference", texts("table.difference"), changed),
        Column("exceeds_noise", texts("table.beyond"), code=lambda known: yes_no[known]),
        Column("p", "p", lambda p: decimal(p, texts, 4)),
        Column("uncovered", texts("table.uncovered"), code=partial(uncovered_words, texts=texts)),
        Column(
            "note",
            texts("table.note"),
            code=lambda note: " ".join(note_words(n, texts) for n in notes_of(note)),
        ),
    ]
