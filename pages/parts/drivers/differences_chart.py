"""The differences that survive, each with its interval, to the side that is good and the side that is bad."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from metrics.analyses.drivers.find import Drivers
from metrics.presenter.estimates import bounded_words, value_words
from metrics.presenter.numbers import decimal
from pages.parts.charts import Axis, chart_words, draw_chart, ticks
from pages.parts.drivers.words import difference_of, experience_words, place_words
from pages.parts.page import Page
from pages.parts.palette import theme_option

MOST = 12
ROW_HEIGHT, HEAD_ROOM = 44, 64  # pixels
SIGNS = {True: "triangle-up", False: "triangle-down"}  # better, worse: never by colour alone


def draw_differences(page: Page, found: Drivers) -> None:
    """The chart, with a text for who cannot see it."""
    texts = page.texts
    rows = found.rows.filter("survives").sort("difference").head(MOST).rows(named=True)
    labels = [
        f"{chart_words(experience_words(page, row))}<br><span style='font-size:.85em'>{chart_words(place_words(page, row))}</span>"
        for row in rows
    ]
    better = [(row["difference"] < 0) == (found.outcome == "churn") for row in rows]
    colours = [theme_option("greenColor" if good else "redColor") or "#0B5C7A" for good in better]
    axis = Axis("", lambda value: decimal(value, texts, sign=True), False)
    bounds = [0.0, *(row["low"] for row in rows), *(row["high"] for row in rows)]
    room = (max(bounds) - min(bounds)) * 0.05
    figure = go.Figure([{
        "type": "scatter", "mode": "markers", "y": labels, "x": [row["difference"] for row in rows],
        "marker": {"size": 15, "color": colours, "symbol": [SIGNS[good] for good in better]},
        "error_x": whiskers(rows, theme_option("grayTextColor")),
        "customdata": [bounded_words(difference_of(row), texts) for row in rows],
        "hovertemplate": "<b>%{y}</b><br>%{customdata}<extra></extra>",
    }])  # fmt: skip
    figure.update_layout(
        height=HEAD_ROOM + ROW_HEIGHT * len(rows), showlegend=False,
        xaxis={"fixedrange": True, "zeroline": True, "zerolinewidth": 2, "zerolinecolor": theme_option("grayTextColor"),
               "range": [min(bounds) - room, max(bounds) + room], **ticks(bounds, axis)},
        yaxis={"autorange": "reversed", "fixedrange": True, "type": "category", "ticksuffix": "  "},
    )  # fmt: skip
    st.markdown(f":small[:gray[{texts('drivers.axis', did=texts(f'drivers.share_{found.outcome}'))}]]")
    alt = texts("drivers.title") + ": " + "; ".join(
        f"{experience_words(page, row)}, {place_words(page, row)}: {value_words(difference_of(row), texts)}" for row in rows
    )  # fmt: skip
    draw_chart(figure, texts, f"driver_chart_{found.outcome}", alt)


def whiskers(rows: list[dict[str, Any]], colour: str) -> dict[str, Any]:
    """The intervals."""
    return {
        "type": "data", "symmetric": False, "thickness": 1.6, "width": 4, "color": colour,
        "array": [row["high"] - row["difference"] for row in rows],
        "arrayminus": [row["difference"] - row["low"] for row in rows],
    }  # fmt: skip
