"""The fields that limit an action, or its comparison, to a part of the journey."""

from functools import partial

import streamlit as st

from pages.parts.formats import plain
from pages.parts.page import Page
from warehouse.actions.action import Filters

SHOWN = (
    "channel",
    "touchpoint",
    "topic",
    "segment",
    "team",
    "stage",
    "country",
)  # three a row; others stay as they came


def draw_scope(page: Page, key: str, filters: Filters) -> Filters:
    """One field a dimension that the data have values of, filled with the filters; what stands in them now."""
    texts, given = page.texts, dict(filters)
    names = [name for name in (*SHOWN, *(n for n in given if n not in SHOWN)) if page.known.values(name)]
    found: list[tuple[str, tuple[str, ...]]] = []
    for first in range(0, len(names), 3):
        for place, name in zip(st.columns(3), names[first : first + 3], strict=False):
            options = page.known.values(name)
            default = [value for value in given.get(name, ()) if value in options]
            picked = place.multiselect(
                plain(texts.dimension(name)), options, default, key=f"action_{key}_{name}", placeholder=texts("filter.every"),
                format_func=partial(texts.value, name),
            )  # fmt: skip
            if picked:
                found.append((name, tuple(picked)))
    return tuple(found)
