"""Series over weeks: the ones that matter in colour with their name at the end, the rest grey."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from pages.parts.charts import HEIGHT, Axis, chart_words, ticks
from pages.parts.palette import REST, theme_option

PART_SIGN = " · "  # between the parts of a label
LABEL_GAP = 0.055  # of the axis: closer line-end labels would overlap at this height


@dataclass(frozen=True)
class Line:
    """One series: its label, colour, and points (x, y or None, words for the hover)."""

    label: str
    colour: str
    points: Sequence[tuple[str, float | None, str]]
    is_highlighted: bool = True


def line_chart(lines: Sequence[Line], axis: Axis, rest: str) -> go.Figure:
    """Highlighted series in colour with their name at the end, the others in grey behind as `rest`; no legend to look up."""
    ordered = sorted(lines, key=lambda line: line.is_highlighted)
    traces = [
        {
            "type": "scatter", "mode": "lines+markers", "x": [x for x, _, _ in line.points], "y": [y for _, y, _ in line.points],
            "customdata": [words for _, _, words in line.points], "name": chart_words(line.label), "connectgaps": False,
            "line": {"color": line.colour if line.is_highlighted else REST, "width": 2.6 if line.is_highlighted else 1.3},
            "marker": {"size": 5 if line.is_highlighted else 3},
            "hovertemplate": f"<b>{hover_head(line)}</b><br>%{{x|%-d %b %Y}}<br>%{{customdata}}<extra></extra>",
        }
        for line in ordered
    ]  # fmt: skip
    figure = go.Figure(traces)
    values = [y for line in lines for _, y, _ in line.points if y is not None]
    figure.update_layout(
        height=HEIGHT, showlegend=False, hovermode="closest", annotations=end_labels(ordered, values, rest),
        xaxis={"tickformat": "%-d %b", "showgrid": False, "fixedrange": True, "tickangle": 0, **week_ticks(lines)},
        yaxis={"title": {"text": axis.title}, "fixedrange": True, "zeroline": False, **ticks(values, axis)},
    )  # fmt: skip
    return figure


def hover_head(line: Line) -> str:
    """The label of a series, a line for each of its parts."""
    return "<br>".join(chart_words(part) for part in line.label.split(PART_SIGN))


def week_ticks(lines: Sequence[Line]) -> dict[str, Any]:
    """Some four of the weeks: more would overlap on a phone."""
    weeks = [x for x, _, _ in lines[0].points] if lines else []
    return {"tickmode": "array", "tickvals": weeks[:: max(1, -(-len(weeks) // 4))]}


def end_labels(lines: Sequence[Line], values: Sequence[float], rest: str) -> list[dict[str, Any]]:
    """The names of the highlighted series beside their last point, moved apart where they would overlap."""
    span = (max(values) - min(values)) if values else 0.0
    ends: list[EndLabel] = []
    for line in lines:
        last = next((y for _, y, _ in reversed(line.points) if y is not None), None)
        if last is not None and line.is_highlighted:
            ends.append(EndLabel(last, f"<b>{hover_head(line)}</b>", line.colour))
        elif last is not None and not any(end.text == rest for end in ends):
            ends.append(EndLabel(last, rest, theme_option("grayTextColor")))
    ends.sort(key=lambda end: end.y)
    for lower, upper in pairwise(ends):
        upper.y = max(upper.y, lower.y + LABEL_GAP * (span or 1.0))
    return [
        {"xref": "paper", "x": 1, "y": end.y, "text": end.text, "showarrow": False, "xanchor": "left", "xshift": 8,
         "font": {"color": end.colour, "size": 12}}
        for end in ends
    ]  # fmt: skip


@dataclass
class EndLabel:
    """A name beside the end of a line; `y` moves where two would overlap."""

    y: float
    text: str
    colour: str
