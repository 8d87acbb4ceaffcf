"""What would raise the index most, as sentences: one thing at a time, at the level that its peers have already."""

import streamlit as st

from metrics.omnichannel.levers import Lever, find_levers
from pages.parts.formats import NARROW_SPACE, decimal, format_seconds, format_value, plain
from pages.parts.omnichannel.numbers import index_in
from pages.parts.page import Page
from pages.parts.texts import Texts


def draw_levers(page: Page) -> None:
    """The sentences, the greatest gain first."""
    texts, firm = page.texts, page.engine.settings.minimum_n_firm
    st.header(texts("omnichannel.levers"), anchor=False)
    levers = find_levers(index_in(page.published, page.scope), firm)
    if not levers:
        st.markdown(f":gray[{texts('omnichannel.no_levers', firm=firm)}]")
        return
    for number, lever in enumerate(levers, 1):
        st.markdown(f"{number}\\. {lever_sentence(lever, texts)}")
    st.markdown(f":small[:gray[{texts('omnichannel.levers_note', firm=firm)}]]")


def lever_sentence(lever: Lever, texts: Texts) -> str:
    """What to do, from where to where, how many rows say so, and the points that it adds."""
    gain = f"**+{decimal(lever.gain, texts, 1)}{NARROW_SPACE}{texts('unit.points_short')}**"
    key = f"omnichannel.lever_{lever.kind}" + (f"_{lever.aspect}" if lever.aspect else "")

    def level(value: float) -> str:
        return format_seconds(value, texts) if lever.aspect == "response" else format_value(value, "percent", texts)

    names = [
        plain(name if lever.kind in ("source", "contacts") else texts.code("channel", name)) for name in lever.group
    ]
    words = {"group": names[0], "other": names[-1], "value": level(lever.value), "target": level(lever.target)}
    sample = texts("tile.n", n=decimal(lever.n, texts)) if lever.n else ""
    return f"{texts(key, **words)} {gain}{f' :small[:gray[{sample}]]' if sample else ''}"
