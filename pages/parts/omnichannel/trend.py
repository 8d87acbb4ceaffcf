"""The course of the index over complete months, with its interval as a band and the components behind it."""

from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from metrics.analyses.omnichannel.index import COMPONENTS
from metrics.presenter.numbers import decimal
from pages.parts.charts import draw_chart
from pages.parts.line_chart import LABEL_GAP, EndLabel
from pages.parts.omnichannel.numbers import course_of
from pages.parts.page import Page
from pages.parts.palette import REST, theme_option

HEIGHT = 340
FEW_MONTHS = 2
BAND = "rgba(73,150,182,0.20)"  # the accent of both themes, faint


def draw_index_trend(page: Page) -> None:
    """Title, chart, how to read it; a sentence where the complete months are too few."""
    texts = page.texts
    st.header(texts("omnichannel.trend"), anchor=False)
    frame = course_of(page.published, page.scope).filter(pl.col("index").is_not_null())
    if frame.height < FEW_MONTHS:
        st.markdown(f":gray[{texts('omnichannel.few_months')}]")
        return
    draw_chart(trend_figure(page, frame), texts, f"index_trend_{texts.language}", texts("omnichannel.trend_alt"))
    young = texts("omnichannel.trend_immature") if frame["note"].is_not_null().any() else ""
    st.markdown(f":small[:gray[{texts('omnichannel.trend_note')} {young}]]")


def trend_figure(page: Page, frame: pl.DataFrame) -> go.Figure:
    """The index in the accent over its band, components in grey, every line named at its end."""
    texts, months = page.texts, [f"{month}-01" for month in frame["month"]]
    accent = str(theme_option("primaryColor"))
    banded = frame.filter(pl.col("low").is_not_null())
    at = [f"{month}-01" for month in banded["month"]]
    band = {"x": at + at[::-1], "y": banded["high"].to_list() + banded["low"].to_list()[::-1], "fill": "toself",
            "fillcolor": BAND, "line": {"width": 0}, "hoverinfo": "skip", "type": "scatter", "mode": "lines"}  # fmt: skip
    lines = [line_of(page, frame, name, months, REST, 1.5) for name in COMPONENTS]
    traces = [band, *lines, line_of(page, frame, "index", months, accent, 2.8)]
    figure = go.Figure(traces)
    figure.update_layout(
        height=HEIGHT, showlegend=False, hovermode="closest", annotations=labels_of(page, frame, accent),
        xaxis={"tickformat": "%b %Y", "showgrid": False, "fixedrange": True, "tickangle": 0, "tickmode": "array",
               "tickvals": months[:: max(1, -(-len(months) // 3))]},
        yaxis={"title": {"text": texts("omnichannel.axis")}, "fixedrange": True, "zeroline": False, "nticks": 6},
    )  # fmt: skip
    return figure


def line_of(page: Page, frame: pl.DataFrame, name: str, months: list[str], colour: str, width: float) -> dict[str, Any]:
    """One series with its words for the hover."""
    texts, label = page.texts, page.texts(f"omnichannel.{name}")
    words = [
        f"{decimal(row[name], texts, 1)} · {texts('tile.n', n=decimal(row['n'], texts))}"
        if row[name] is not None else "" for row in frame.iter_rows(named=True)
    ]  # fmt: skip
    return {
        "type": "scatter", "mode": "lines+markers", "x": months, "y": frame[name].to_list(), "customdata": words,
        "name": label, "connectgaps": False, "line": {"color": colour, "width": width}, "marker": {"size": 5},
        "hovertemplate": f"<b>{label}</b><br>%{{x|%b %Y}}<br>%{{customdata}}<extra></extra>",
    }  # fmt: skip


def labels_of(page: Page, frame: pl.DataFrame, accent: str) -> list[dict[str, Any]]:
    """The names at the ends of the lines, moved apart where they would overlap."""
    grey, ends = str(theme_option("grayTextColor")), []
    for name in ("index", *COMPONENTS):
        values = frame[name].drop_nulls().to_list()
        if values:
            label = page.texts("omnichannel.short_index" if name == "index" else f"omnichannel.{name}")
            ends.append(
                EndLabel(
                    values[-1], f"<b>{label}</b>" if name == "index" else label, accent if name == "index" else grey
                )
            )
    ends.sort(key=lambda end: end.y)
    shown = [value for name in ("index", *COMPONENTS) for value in frame[name].drop_nulls().to_list()]
    step = LABEL_GAP * (max(shown) - min(shown) or 1.0)
    for lower, upper in pairwise(ends):
        upper.y = max(upper.y, lower.y + step)
    return [
        {"xref": "paper", "x": 1, "y": end.y, "text": end.text, "showarrow": False, "xanchor": "left", "xshift": 8,
         "font": {"color": end.colour, "size": 12}}
        for end in ends
    ]  # fmt: skip
