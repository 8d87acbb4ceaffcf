"""Values by two dimensions as a map of cells that can be clicked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from pages.parts.palette import severity_scale, theme_option

# Invisible squares side by side: one alone would take clicks only near the middle of a wide cell.
CLICK_PLACES = tuple(place / 10 for place in range(-4, 5))


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
