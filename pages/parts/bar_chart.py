"""Groups side by side, each with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from pages.parts.charts import Axis, chart_words, ticks
from pages.parts.palette import REST, theme_option


@dataclass(frozen=True)
class Bar:
    """One group: label, value, interval, words beside the bar, whether its sample is firm."""

    label: str
    value: float
    low: float | None
    high: float | None
    words: str
    is_firm: bool


def bar_chart(bars: Sequence[Bar], axis: Axis, colour: str) -> go.Figure:
    """Horizontal bars from zero with their 95 % interval as whiskers; a small sample is grey."""
    ink = theme_option("grayTextColor")
    whiskers = {
        "type": "data", "symmetric": False, "thickness": 1.3, "width": 3, "color": ink,
        "array": [bar.high - bar.value if bar.high is not None else 0 for bar in bars],
        "arrayminus": [bar.value - bar.low if bar.low is not None else 0 for bar in bars],
    }  # fmt: skip
    ends = [limit for bar in bars for limit in (bar.value, bar.low, bar.high) if limit is not None]
    figure = go.Figure([{
        "type": "bar", "orientation": "h", "y": [chart_words(bar.label) for bar in bars], "x": [bar.value for bar in bars],
        "marker": {"color": [colour if bar.is_firm else REST for bar in bars]}, "error_x": whiskers,
        "customdata": [bar.words for bar in bars], "hovertemplate": "<b>%{y}</b><br>%{customdata}<extra></extra>",
    }])  # fmt: skip
    figure.update_layout(
        height=max(190, 70 + 30 * len(bars)), showlegend=False, bargap=0.35,
        xaxis={"title": {"text": axis.title}, "fixedrange": True, **ticks([0.0, *ends], axis)},
        yaxis={"autorange": "reversed", "fixedrange": True, "type": "category", "ticksuffix": "  "},
    )  # fmt: skip
    return figure
