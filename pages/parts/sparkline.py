"""The course of a number as one thin line: from its lowest to its highest, the last point marked, gaps where nothing was measured."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from itertools import groupby

WIDTH, HEIGHT, EDGE = 100.0, 30.0, 4.0


def sparkline(values: Sequence[float | None], colour: str) -> str:
    """An image as wide as its place. It is hidden from who cannot see it: the number and its change say it in words."""
    places = [place_of(index, value, values) for index, value in enumerate(values)]
    runs = [[place for place in run if place] for is_gap, run in groupby(places, lambda p: p is None) if not is_gap]
    lines = "".join(stroke(run if len(run) > 1 else run * 2, 1.6) for run in runs)
    end = stroke([runs[-1][-1]] * 2, 6) if runs else ""
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" preserveAspectRatio="none"'
        f' color="{escape(colour)}">{lines}{end}</svg>'
    )
    # As an image: st.html takes the elements of an SVG out.
    data = b64encode(drawn.encode()).decode()
    return f'<img alt="" src="data:image/svg+xml;base64,{data}" style="display:block;width:100%;height:{HEIGHT:g}px">'


def place_of(index: int, value: float | None, values: Sequence[float | None]) -> tuple[float, float] | None:
    """x by the order, y between the lowest at the bottom and the highest at the top; in the middle where all are equal."""
    known = [other for other in values if other is not None]
    if value is None:
        return None
    low, high = min(known), max(known)
    share = (value - low) / (high - low) if high > low else 0.5
    x = EDGE + (WIDTH - 2 * EDGE) * index / max(len(values) - 1, 1)
    return x, HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * share


def stroke(places: Sequence[tuple[float, float]], width: float) -> str:
    """A line through the places, as wide however the picture is stretched."""
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return (
        f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="{width:g}" stroke-linecap="round"'
        ' stroke-linejoin="round" vector-effect="non-scaling-stroke"/>'
    )
