"""The cumulative share of a duration."""

from collections.abc import Sequence

import plotly.graph_objects as go

from pages.parts.charts import HEIGHT, Axis


def share_curve(points: Sequence[tuple[float, float]], marks: Sequence[tuple[float, float, str]], axis: Axis, y_title: str,
                colour: str) -> go.Figure:  # fmt: skip
    """Cumulative share (%) of a duration on a logarithmic axis, with marked quantiles (x, share, label)."""
    figure = go.Figure([
        {"type": "scatter", "mode": "lines", "x": [x for x, _ in points], "y": [y for _, y in points],
         "line": {"color": colour, "width": 2.6}, "customdata": [axis.words(x) for x, _ in points],
         "hovertemplate": "%{customdata}<br>%{y:.0f} %<extra></extra>"},
        {"type": "scatter", "mode": "markers+text", "x": [x for x, _, _ in marks], "y": [y for _, y, _ in marks],
         "text": [label for _, _, label in marks], "textposition": "top left", "marker": {"color": colour, "size": 9},
         "hoverinfo": "skip"},
    ])  # fmt: skip
    places = [1, 10, 60, 600, 3600, 6 * 3600, 86400, 3 * 86400, 7 * 86400, 30 * 86400]
    figure.update_layout(
        height=HEIGHT, showlegend=False,
        xaxis={"type": "log", "title": {"text": axis.title}, "tickmode": "array", "tickvals": places,
               "ticktext": [axis.words(place) for place in places], "fixedrange": True, "showgrid": False},
        yaxis={"title": {"text": y_title}, "range": [0, 104], "fixedrange": True},
    )  # fmt: skip
    return figure
