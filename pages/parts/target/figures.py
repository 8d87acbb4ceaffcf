"""Figures of today beside expected: the curve of feeling over the stages, and values with their intervals by touchpoint."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from pages.parts.charts import Axis, chart_words, ticks
from pages.parts.palette import REST, theme_option
from pages.parts.target.document import Chart, Series

BAR, FRAME = 46, 90  # pixels of a row, and around the rows
APART = 0.17  # of a row: today above, expected below


def feeling_figure(chart: Chart) -> go.Figure:
    """Two lines over the stages, today's grey; 0 is the company's own level."""
    colours = (REST, theme_option("primaryColor"))
    traces = [
        {
            "type": "scatter", "mode": "lines+markers+text", "x": list(map(chart_words, chart.categories)), "y": list(one.values), "name": one.name,
            "text": list(one.words), "textposition": "middle left" if place == 0 else "middle right",
            "line": {"color": colours[place], "width": 3, "dash": "dot" if place == 0 else "solid"}, "marker": {"size": 10},
            "error_y": errors(one), "hovertemplate": f"<b>%{{x}}</b><br>{one.name}: %{{text}}<extra></extra>",
        }
        for place, one in enumerate(chart.series)
    ]  # fmt: skip
    figure = go.Figure(traces)
    known = [*values_in(chart), 0]
    margin = 0.25 * (max(known) - min(known)) + 1
    figure.update_layout(
        height=300, legend={"orientation": "h", "y": 1.16, "x": 0}, hovermode="closest",
        xaxis={"fixedrange": True, "showgrid": False, "automargin": True},
        yaxis={"title": {"text": chart.unit}, "fixedrange": True, "zeroline": True, "range": [min(known) - margin, max(known) + margin]},
    )  # fmt: skip
    return figure


def step_figure(chart: Chart, axis: Axis, codes: Sequence[Any]) -> go.Figure:
    """A row a place: today's value and the expected one with their intervals, and the way from one to the other."""
    today, expected = chart.series
    rows = list(range(len(chart.categories)))
    ways = {
        "type": "scatter", "mode": "lines", "hoverinfo": "skip", "showlegend": False, "line": {"color": REST, "width": 1.5, "dash": "dot"},
        "x": [x for row in rows for x in (today.values[row], expected.values[row], None)],
        "y": [y for row in rows for y in (row - APART, row + APART, None)],
    }  # fmt: skip
    grey, strong = theme_option("grayColor"), theme_option("primaryColor")
    hollow = {"size": 11, "color": theme_option("backgroundColor"), "line": {"color": grey, "width": 2}}
    marks = [
        {
            "type": "scatter", "mode": "markers", "name": one.name, "x": list(one.values), "y": [row + shift for row in rows],
            "error_x": errors(one) | {"color": colour}, "customdata": list(codes), "marker": mark,
            "hovertext": [f"<b>{chart_words(name)}</b><br>{one.name}: {words}" for name, words in zip(chart.categories, one.words, strict=True)],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
        for one, shift, colour, mark in ((today, -APART, grey, hollow), (expected, APART, strong, {"size": 12, "color": strong}))
    ]  # fmt: skip
    figure = go.Figure([ways, *marks])
    figure.update_layout(
        height=FRAME + BAR * len(rows), legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}, hovermode="closest",
        xaxis={"title": {"text": axis.title}, "fixedrange": True, **ticks(values_in(chart), axis)},
        yaxis={"tickmode": "array", "tickvals": rows, "ticktext": list(map(chart_words, chart.categories)), "autorange": "reversed", "fixedrange": True,
               "automargin": True, "zeroline": False},
    )  # fmt: skip
    return figure


def values_in(chart: Chart) -> list[float]:
    """Every value and bound of the chart."""
    every = [value for one in chart.series for values in (one.values, one.low, one.high) for value in values]
    return [value for value in every if value is not None]


def errors(one: Series) -> dict[str, Any]:
    """The intervals as Plotly wants them: distances from the values."""
    return {
        "type": "data", "symmetric": False, "thickness": 1.4, "width": 4,
        "array": [0 if high is None or value is None else high - value for high, value in zip(one.high, one.values, strict=True)],
        "arrayminus": [0 if low is None or value is None else value - low for low, value in zip(one.low, one.values, strict=True)],
    }  # fmt: skip
