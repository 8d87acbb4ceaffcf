"""Hops from channel to channel as a map of cells that can be clicked, with totals and with the repeats on one channel apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import plotly.graph_objects as go

from pages.parts.heat_chart import CLICK_PLACES
from pages.parts.palette import severity_scale, theme_option

GAP = 0.35  # of a cell, before totals and repeats
ROW_HEIGHT, HEAD_ROOM = 40, 64  # pixels
Ends = tuple[str | None, str | None]


@dataclass(frozen=True)
class HopCell:
    """A cell: where it stands, the channels that a click opens (None: any), value, text, and the words of the hover.

    firm cells are coloured by their value; soft ones are grey text; plain ones are the totals and repeats.
    """

    row: str
    column: str
    ends: Ends
    value: float | None
    text: str
    look: Literal["firm", "soft", "plain"]
    hover: str


def hop_chart(
    cells: Sequence[HopCell], rows: Sequence[str], columns: Sequence[str], aside: Sequence[str], total: str,
    opened: Ends | None, titles: tuple[str, str],
) -> go.Figure:  # fmt: skip
    """The map: `rows` × `columns`, then each column of `aside` after a gap, and a last row `total` where a cell stands in it."""
    x_of = {column: float(place) for place, column in enumerate(columns)}
    x_of |= {column: len(columns) + place + GAP * (place + 1) for place, column in enumerate(aside)}
    y_of = {row: float(place) for place, row in enumerate(rows)}
    if any(cell.row == total for cell in cells):
        y_of[total] = len(rows) + GAP
    firm = {(cell.row, cell.column): cell for cell in cells if cell.look == "firm"}
    squares = [(x_of[cell.column] + step, cell) for cell in cells for step in CLICK_PLACES]
    traces: list[dict[str, Any]] = [
        {"type": "heatmap", "x": list(range(len(columns))), "y": list(range(len(rows))),
         "z": [[cell.value if (cell := firm.get((row, column))) else None for column in columns] for row in rows],
         "text": [[cell.text if (cell := firm.get((row, column))) else "" for column in columns] for row in rows],
         "texttemplate": "%{text}", "colorscale": severity_scale(), "showscale": False,
         "xgap": 3, "ygap": 3, "hoverinfo": "skip", "hoverongaps": False},
        *(texts_of([cell for cell in cells if cell.look == look], x_of, y_of, theme_option(colour))
          for look, colour in (("soft", "grayTextColor"), ("plain", "textColor"))),
        {"type": "scatter", "mode": "markers", "x": [x for x, _ in squares], "y": [y_of[cell.row] for _, cell in squares],
         "marker": {"symbol": "square", "size": 34, "opacity": 0}, "customdata": [list(cell.ends) for _, cell in squares],
         "hovertext": [cell.hover for _, cell in squares], "hoverinfo": "text",
         "selected": {"marker": {"opacity": 0}}, "unselected": {"marker": {"opacity": 0}}},
    ]  # fmt: skip
    figure = go.Figure(traces)
    for cell in cells:
        if cell.ends == opened:
            x, y = x_of[cell.column], y_of[cell.row]
            figure.add_shape(type="rect", x0=x - 0.5, x1=x + 0.5, y0=y - 0.5, y1=y + 0.5,
                             line={"color": theme_option("textColor"), "width": 2})  # fmt: skip
    figure.update_layout(
        height=HEAD_ROOM + round(ROW_HEIGHT * (max(y_of.values()) + 1)), showlegend=False, dragmode=False,
        xaxis={"side": "top", "range": [-0.5, max(x_of.values()) + 0.5], "title": {"text": titles[1]}, **axis(x_of)},
        yaxis={"range": [max(y_of.values()) + 0.5, -0.5], "title": {"text": titles[0]}, "ticksuffix": "  ", **axis(y_of)},
    )  # fmt: skip
    return figure


def axis(places: dict[str, float]) -> dict[str, Any]:
    """One label a place, on as many lines as it has words."""
    labels = ["<br>".join(label.split(" ")) if len(label) > 10 else label for label in places]
    return {"tickmode": "array", "tickvals": list(places.values()), "ticktext": labels, "tickangle": 0, "ticks": "",
            "showgrid": False, "zeroline": False, "fixedrange": True}  # fmt: skip


def texts_of(cells: Sequence[HopCell], x_of: dict[str, float], y_of: dict[str, float], colour: str) -> dict[str, Any]:
    """The cells that have no colour of their own, as text."""
    return {"type": "scatter", "mode": "text", "x": [x_of[cell.column] for cell in cells],
            "y": [y_of[cell.row] for cell in cells], "text": [cell.text for cell in cells],
            "textfont": {"color": colour}, "hoverinfo": "skip"}  # fmt: skip
