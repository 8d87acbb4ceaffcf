"""A chart on the page in the reader's language, and the axis of values that charts share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from babel import Locale
from babel.dates import get_day_names, get_month_names

from pages.parts.texts import Texts

HEIGHT = 380
LABEL_ROOM = 112  # pixels for a channel's name at the end of its line
MARGIN = {"l": 8, "r": 8, "t": 8, "b": 8}
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


def draw_chart(
    figure: go.Figure, texts: Texts, key: str, alt: str, on_select: Callable[[], None] | None = None
) -> None:
    """Put a figure on the page: reduced tool bar, the language's months and separators, a text for who cannot see it."""
    symbols = Locale.parse(texts.language).number_symbols["latn"]
    room = LABEL_ROOM if figure.layout.annotations else MARGIN["r"]
    figure.update_layout(separators=symbols["decimal"] + symbols["group"], margin=MARGIN | {"r": room})
    selecting: dict[str, Any] = {"on_select": on_select, "selection_mode": "points"} if on_select else {}
    st.plotly_chart(figure, key=key, config=chart_config(texts), alt=alt, **selecting)


def chart_words(text: str) -> str:
    """Words of the data for a label or a hover, shown as they are: Plotly takes < for markup, & for a sign, { for a placeholder."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("{", "&#123;")


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
