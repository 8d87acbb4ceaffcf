"""The colours of the theme in use, for charts: one per channel everywhere, grey for what is not the point."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from warehouse.config.codes import CHANNELS

REST = "rgba(128,140,148,0.45)"  # readable on both backgrounds
GOOD_COLOURS = 8  # the entries after these are grey padding (config.toml)


def is_dark() -> bool:
    """Whether the reader's theme is dark."""
    return st.context.theme.type == "dark"


def theme_option(name: str) -> Any:
    """An option of the theme in use, as .streamlit/config.toml has it."""
    return st.get_option(f"theme.{'dark' if is_dark() else 'light'}.{name}")


def colour_of(code: str | None, position: int) -> str:
    """The colour of a series: a channel keeps its own on every chart, anything else goes by position."""
    colours = theme_option("chartCategoricalColors") or ["#0B5C7A"]
    index = CHANNELS.index(code) if code in CHANNELS else position
    return str(colours[index % min(GOOD_COLOURS, len(colours))])


def colours_of(codes: Sequence[str]) -> dict[str, str]:
    """A colour for each series of a chart, no two alike as long as there are colours: a channel keeps its own where it is free,
    the first of the codes choose first."""
    colours = [str(colour) for colour in theme_option("chartCategoricalColors") or ["#0B5C7A"]][:GOOD_COLOURS]
    taken: dict[str, str] = {}
    for position, code in enumerate(codes):
        own = colour_of(code, position)
        free = [colour for colour in colours if colour not in taken.values()]
        taken[code] = own if own in free or not free else free[0]
    return taken


def severity_scale() -> list[list[Any]]:
    """A colour scale from the page's background tone to the strongest petrol: stronger is worse."""
    colours = theme_option("chartSequentialColors") or ["#F2F7F8", "#063F54"]
    return [[i / (len(colours) - 1), colour] for i, colour in enumerate(colours)]
