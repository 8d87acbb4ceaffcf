"""The chart forms that pages use, one function each, and how they are put on the page in the reader's language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from babel import Locale
from babel.dates import get_day_names, get_month_names

from pages.parts.palette import REST, severity_scale, theme_option
from pages.parts.texts import Texts

HEIGHT = 380
TIME_STEPS = tuple(
    size * step
    for size, steps in (
        (1, (1, 2, 5, 10, 15, 30)),
        (60, (1, 2, 5, 10, 15, 30)),
        (3600, (1, 2, 3, 6, 12)),
        (86400, (1, 2, 5, 7, 14, 30, 60)),
    )
    for step in steps
)
LABEL_GAP = 0.055  # of the axis: closer line-end labels would overlap at this height
LABEL_ROOM = 112  # pixels for a channel's name at the end of its line
MARGIN = {"l": 8, "r": 8, "t": 8, "b": 8}


@dataclass(frozen=True)
class Line:
    """One series: its label, colour, and points (x, y or None, words for the hover)."""

    label: str
    colour: str
    points: Sequence[tuple[str, float | None, str]]
    is_highlighted: bool = True


def draw_chart(
    figure: go.Figure, texts: Texts, key: str, alt: str, on_select: Callable[[], None] | None = None
) -> None:
    """Put a figure on the page: reduced tool bar, the language's months and separators, a text for who cannot see it."""
    symbols = Locale.parse(texts.language).number_symbols["latn"]
    room = LABEL_ROOM if figure.layout.annotations else MARGIN["r"]
    figure.update_layout(separators=symbols["decimal"] + symbols["group"], margin=MARGIN | {"r": room})
    selecting: dict[str, Any] = {"on_select": on_select, "selection_mode": "points"} if on_select else {}
    st.plotly_chart(figure, key=key, config=chart_config(texts), alt=alt, **selecting)


def chart_config(texts: Texts) -> dict[str, Any]:
    """Plotly's configuration: one button, and a locale made of Babel's names, because Streamlit bundles English only."""
    language, symbols = texts.language, Locale.parse(texts.language).number_symbols["latn"]

    def names(of: dict[int, str], order: Sequence[int]) -> list[str]:
        return [of[number] for number in order]

    months, sunday_first = range(1, 13), (6, 0, 1, 2, 3, 4, 5)
    local = {
        "dictionary": {"Download plot as a PNG": texts("chart.download"), "Download plot as a png": texts("chart.download")},
        "format": {
            "days": names(dict(get_day_names("wide", locale=language)), sunday_first),
            "shortDays": names(dict(get_day_names("abbreviated", locale=language)), sunday_first),
            "months": names(dict(get_month_names("wide", locale=language)), months),
            "shortMonths": names(dict(get_month_names("abbreviated", locale=language)), months),
            "decimal": symbols["decimal"], "thousands": symbols["group"],
        },
    }  # fmt: skip
    return {"displaylogo": False, "modeBarButtons": [["toImage"]], "locale": language, "locales": {language: local}}


@dataclass(frozen=True)
class Axis:
    """The axis of values: its title (the unit), the words of a tick, and whether its numbers are seconds."""

    title: str
    words: Callable[[float], str]
    is_time: bool


def line_chart(lines: Sequence[Line], axis: Axis, rest: str) -> go.Figure:
    """Highlighted series in colour with their name at the end, the others in grey behind as `rest`; no legend to look up."""
    ordered = sorted(lines, key=lambda line: line.is_highlighted)
    traces = [
        {
            "type": "scatter", "mode": "lines+markers", "x": [x for x, _, _ in line.points], "y": [y for _, y, _ in line.points],
            "customdata": [words for _, _, words in line.points], "name": line.label, "connectgaps": False,
            "line": {"color": line.colour if line.is_highlighted else REST, "width": 2.6 if line.is_highlighted else 1.3},
            "marker": {"size": 5 if line.is_highlighted else 3},
            "hovertemplate": f"<b>{line.label}</b><br>%{{x|%-d %b %Y}}<br>%{{customdata}}<extra></extra>",
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
            ends.append(EndLabel(last, f"<b>{line.label}</b>", line.colour))
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


def ticks(values: Sequence[float], axis: Axis) -> dict[str, Any]:
    """Some five ticks at round numbers in the words of the unit: a time is not read in seconds."""
    if not values:
        return {}
    low, high = min(values), max(values)
    step = round_step((high - low) / 4 or abs(high) / 4 or 1.0, axis.is_time)
    first = int(low // step)
    places = [step * i for i in range(first, first + 8) if step * i <= high + step]
    return {"tickmode": "array", "tickvals": places, "ticktext": [axis.words(place) for place in places]}


def round_step(rough: float, is_time: bool) -> float:
    """The next of 1, 2, 5 × 10^k, or of the round durations."""
    if is_time:
        return next((step for step in TIME_STEPS if step >= rough), TIME_STEPS[-1])
    power = 10.0 ** len(str(int(rough))) / 10 if rough >= 1 else 0.1
    return next(step * power for step in (1, 2, 5, 10, 20, 50) if step * power >= rough)


@dataclass(frozen=True)
class Cell:
    """One cell of the heat map: its codes, value (None: no colour), text, whether it is firm, and the words of the hover."""

    row: str
    column: str
    codes: tuple[str, str]
    value: float | None
    text: str
    is_firm: bool
    hover: str


# Invisible squares side by side: one alone would take clicks only near the middle of a wide cell.
CLICK_PLACES = tuple(place / 10 for place in range(-4, 5))


def heat_map(
    cells: Sequence[Cell],
    rows: Sequence[str],
    columns: Sequence[str],
    is_reversed: bool,
    opened: tuple[str, str] | None,
) -> go.Figure:
    """Firm cells in colour, small samples without; invisible squares on top take the clicks (Plotly reports none on cells)."""
    by_place = {(cell.row, cell.column): cell for cell in cells if cell.is_firm}
    firm = [[by_place.get((row, column)) for column in columns] for row in rows]
    soft = [cell for cell in cells if not cell.is_firm]
    place_of = {column: place for place, column in enumerate(columns)}
    squares = [(place_of[cell.column] + step, cell) for cell in cells for step in CLICK_PLACES]
    traces: list[dict[str, Any]] = [
        {"type": "heatmap", "x": list(range(len(columns))), "y": list(rows),
         "z": [[cell.value if cell else None for cell in line] for line in firm],
         "text": [[cell.text if cell else "" for cell in line] for line in firm], "texttemplate": "%{text}",
         "colorscale": severity_scale(), "reversescale": is_reversed, "showscale": False, "xgap": 3, "ygap": 3,
         "hoverinfo": "skip", "hoverongaps": False},
        {"type": "scatter", "mode": "text", "x": [place_of[cell.column] for cell in soft], "y": [cell.row for cell in soft],
         "text": [cell.text for cell in soft], "textfont": {"color": theme_option("grayTextColor")}, "hoverinfo": "skip"},
        {"type": "scatter", "mode": "markers", "x": [place for place, _ in squares], "y": [cell.row for _, cell in squares],
         "marker": {"symbol": "square", "size": 34, "opacity": 0}, "customdata": [list(cell.codes) for _, cell in squares],
         "hovertext": [cell.hover for _, cell in squares], "hoverinfo": "text",
         "selected": {"marker": {"opacity": 0}}, "unselected": {"marker": {"opacity": 0}}},
    ]  # fmt: skip
    figure = go.Figure(traces)
    if marked := next((cell for cell in cells if cell.codes == opened), None):
        x, y = place_of[marked.column], list(rows).index(marked.row)
        figure.add_shape(type="rect", x0=x - 0.5, x1=x + 0.5, y0=y - 0.5, y1=y + 0.5,
                         line={"color": theme_option("textColor"), "width": 2})  # fmt: skip
    figure.update_layout(
        height=60 + 40 * max(len(rows), 3), showlegend=False, dragmode=False,
        xaxis={"side": "top", "tickangle": 0, "showgrid": False, "zeroline": False, "fixedrange": True, "tickmode": "array",
               "ticks": "", "tickvals": list(range(len(columns))), "ticktext": list(columns), "range": [-0.5, len(columns) - 0.5]},
        yaxis={"autorange": "reversed", "showgrid": False, "fixedrange": True, "type": "category", "ticks": "", "ticksuffix": "  "},
    )  # fmt: skip
    return figure


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
        "type": "bar", "orientation": "h", "y": [bar.label for bar in bars], "x": [bar.value for bar in bars],
        "marker": {"color": [colour if bar.is_firm else REST for bar in bars]}, "error_x": whiskers,
        "customdata": [bar.words for bar in bars], "hovertemplate": "<b>%{y}</b><br>%{customdata}<extra></extra>",
    }])  # fmt: skip
    figure.update_layout(
        height=max(190, 70 + 30 * len(bars)), showlegend=False, bargap=0.35,
        xaxis={"title": {"text": axis.title}, "fixedrange": True, **ticks([0.0, *ends], axis)},
        yaxis={"autorange": "reversed", "fixedrange": True, "type": "category", "ticksuffix": "  "},
    )  # fmt: skip
    return figure


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
