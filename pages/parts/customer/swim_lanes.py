"""A person's events over time, one lane a channel; a matter is a thread through its contacts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import plotly.graph_objects as go

from pages.parts.palette import REST, theme_option

LANE_HEIGHT = 46
SYMBOLS = {
    "contact": "circle", "score": "star", "order": "square", "refund": "square-open", "touch": "triangle-down",
    "visit": "circle-open", "message": "line-ns-open", "invitation": "hourglass-open", "started": "triangle-right",
    "ended": "triangle-left", "snapshot": "diamond-open", "registered": "diamond",
}  # fmt: skip
SIZES = {"contact": 12, "score": 13, "order": 11, "refund": 11}
SMALL = 9
LEAST_PAD = timedelta(hours=12)


@dataclass(frozen=True)
class Mark:
    """One event on its lane: kind, time, lane, hover text, the matter (None: none) and words beside it."""

    kind: str
    time: datetime
    lane: str
    hover: str
    matter: int | None = None
    words: str = ""
    forced: str = ""  # why the step to this contact was forced; empty: it was not, or nothing says so


def swim_lanes(
    marks: Sequence[Mark], lanes: Sequence[str], colours: Mapping[int, str], names: Mapping[str, str],
    span: tuple[datetime, datetime] | None,
) -> go.Figure:  # fmt: skip
    """Lanes from top to bottom; `colours` by matter, `names` of the kinds for the legend, `span` the time that is shown."""
    threads = [thread for matter in colours for thread in thread_traces(marks, matter, colours[matter])]
    kinds = [mark_trace(marks, kind, colours, names) for kind in SYMBOLS if any(mark.kind == kind for mark in marks)]
    forced = forced_trace(marks, colours, names)
    figure = go.Figure([*threads, *kinds, *forced])
    shown = {"range": [moment.isoformat() for moment in span]} if span else {}
    figure.update_layout(
        height=96 + LANE_HEIGHT * max(2, len(lanes)), hovermode="closest", dragmode=False,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "itemclick": False, "itemdoubleclick": False},
        xaxis={"showgrid": True, "fixedrange": True, "tickangle": 0, "nticks": 4, "zeroline": False, "type": "date",
               "tickformatstops": tick_formats(), **shown},
        yaxis={"type": "category", "categoryorder": "array", "categoryarray": list(lanes), "autorange": False,
               "range": [len(lanes) - 0.5, -0.5], "fixedrange": True, "ticksuffix": "  ", "showgrid": True, "ticks": ""},
    )  # fmt: skip
    return figure


def tick_formats() -> list[dict[str, Any]]:
    """Hours while the span is short, then days, then months; the year beside the month."""
    day = 86_400_000
    return [
        {"dtickrange": [None, day - 1], "value": "%-d %b\n%H:%M"},
        {"dtickrange": [day, 20 * day], "value": "%-d %b"},
        {"dtickrange": [20 * day, None], "value": "%b %Y"},
    ]


def thread_traces(marks: Sequence[Mark], matter: int, colour: str) -> list[dict[str, Any]]:
    """The line through a matter's contacts; one contact alone has none."""
    contacts = thread_of(marks, matter)
    if len(contacts) < 2:
        return []
    return [{
        "type": "scatter", "mode": "lines", "x": [mark.time for mark in contacts], "y": [mark.lane for mark in contacts],
        "line": {"color": colour, "width": 3}, "opacity": 0.75, "hoverinfo": "skip", "showlegend": False,
    }]  # fmt: skip


def thread_of(marks: Sequence[Mark], matter: int) -> list[Mark]:
    """The contacts of a matter in order of time; scores and orders of the same time are no part of the thread."""
    own = [mark for mark in marks if mark.matter == matter and mark.kind == "contact"]
    return sorted(own, key=lambda mark: mark.time)


def mark_trace(
    marks: Sequence[Mark], kind: str, colours: Mapping[int, str], names: Mapping[str, str]
) -> dict[str, Any]:
    """All marks of a kind; those of a matter in its colour and clickable."""
    own = [mark for mark in marks if mark.kind == kind]
    ink, grey = theme_option("textColor"), theme_option("grayColor")
    plain_colour = REST if kind in ("touch", "visit", "message") else grey if kind == "contact" else ink
    return {
        "type": "scatter", "mode": "markers+text", "name": names[kind], "legendrank": list(SYMBOLS).index(kind),
        "x": [mark.time for mark in own], "y": [mark.lane for mark in own], "text": [mark.words for mark in own],
        "textposition": "top right", "textfont": {"size": 11, "color": ink}, "cliponaxis": False,
        "marker": {
            "symbol": SYMBOLS[kind], "size": SIZES.get(kind, SMALL), "opacity": 1,
            "color": [colours.get(mark.matter or 0, plain_colour) for mark in own],
            "line": {"width": 1.6 if "open" in SYMBOLS[kind] else 0.8,
                     "color": theme_option("backgroundColor") if "open" not in SYMBOLS[kind] else None},
        },
        "customdata": [[str(mark.matter or "")] for mark in own], "hovertext": [mark.hover for mark in own],
        "hoverinfo": "text", "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}},
    }  # fmt: skip


def forced_trace(marks: Sequence[Mark], colours: Mapping[int, str], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """A ring around every contact that the customer was forced to make."""
    own = [mark for mark in marks if mark.forced]
    if not own:
        return []
    return [{
        "type": "scatter", "mode": "markers", "name": names["forced"], "x": [mark.time for mark in own], "legendrank": 0.5,
        "y": [mark.lane for mark in own], "hoverinfo": "skip", "cliponaxis": False,
        "marker": {"symbol": "circle-open", "size": 20, "color": theme_option("redColor"), "line": {"width": 2.2}},
    }]  # fmt: skip


def span_around(moments: Sequence[datetime]) -> tuple[datetime, datetime] | None:
    """The time from the first to the last moment with some room at both ends."""
    if not moments:
        return None
    room = max(LEAST_PAD, (max(moments) - min(moments)) / 10)
    return min(moments) - room, max(moments) + room
