"""The tiles of the thread: resolved in one contact beside resolved on one channel, then how far a matter wanders and what it costs."""

import streamlit as st

from metrics.presenter.numbers import format_change
from pages.parts.header import card
from pages.parts.identity_words import identity_mark, identity_words
from pages.parts.page import Page
from pages.parts.tile import draw_number, draw_tile, measured_of, said_by_all

PAIR = ("ocr", "fcr")
BESIDE = ("matters", "contacts_per_matter")
TILES = (
    "hops", "hop_rate", "forced_hops", "reexplanation", "matter_time", "matter_resolution", "cost_per_matter_resolved",
    "csat_at_end",
)  # fmt: skip


def draw_thread_tiles(page: Page) -> None:
    """What a matter is and what holds for every number here, once; the pair with its sentence, then one tile a metric."""
    names = (*PAIR, *BESIDE, *TILES)
    said = said_by_all(page, names)
    known = identity_words(page)
    shared = [page.texts("continuity.depends"), known, *(words for words in said if words != identity_mark(page))]
    st.markdown(f":small[{' '.join(words for words in shared if words)}]")
    pair, *beside = st.columns([2, *[1] * len(BESIDE)], gap="small")
    with pair, card("tile_pair"):
        for place, name in zip(st.columns(len(PAIR)), PAIR, strict=True):
            with place:
                draw_number(page, name, said)
        st.markdown(f":small[{pair_sentence(page)}]")
    for place, name in zip(beside, BESIDE, strict=True):
        with place:
            draw_tile(page, name, said)
    with st.grid(4, min_column_width=165, gap="small"):
        for name in TILES:
            draw_tile(page, name, said)


def pair_sentence(page: Page) -> str:
    """Why the two differ, with the distance between them; only the reason where one of them has no value."""
    texts, settings = page.texts, page.engine.settings
    ocr, fcr = (measured_of(page, name) for name in PAIR)
    reason = texts("continuity.pair", days=settings.fcr_window_days)
    if ocr.row["value"] is None or fcr.row["value"] is None:
        return reason
    gap = fcr.row["value"] - ocr.row["value"]
    key = "continuity.pair_hidden" if gap > 0 else "continuity.pair_none"
    return f"{reason} {texts(key, gap=format_change(abs(gap), None, 'percent', texts).lstrip('+'))}"
