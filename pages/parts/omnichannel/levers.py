"""What would raise the index most, as sentences: one thing at a time, at the level that its peers have already."""

from dataclasses import replace

import streamlit as st

from metrics.analyses.omnichannel.levers import Lever, find_levers
from metrics.presenter.numbers import NARROW_SPACE, decimal, format_seconds, format_value
from pages.parts.formats import plain
from pages.parts.menu import PAGES
from pages.parts.omnichannel.numbers import index_in
from pages.parts.page import Page
from pages.parts.texts import Texts
from pages.parts.view import View, carried, limit, open_cell, write_query

METRIC_OF = {"satisfaction": "csat", "effort": "ces", "response": "first_response", "resolution": "fcr"}
ON_PHONE = {"response": "wait"}  # nobody replies to a call: it waits


def draw_levers(page: Page) -> None:
    """The sentences, the greatest gain first."""
    texts, firm = page.texts, page.engine.settings.minimum_n_firm
    st.header(texts("omnichannel.levers"), anchor=False)
    levers = find_levers(index_in(page.published, page.scope), firm)
    if not levers:
        st.markdown(f":gray[{texts('omnichannel.no_levers', firm=firm)}]")
        return
    for number, lever in enumerate(levers, 1):
        with st.container(key=f"lever_{number}", gap=None):
            st.markdown(f"{number}\\. {lever_sentence(lever, texts)}")
            draw_way(page, lever)
    st.markdown(f":small[:gray[{texts('omnichannel.levers_note', firm=firm)}]]")


def draw_way(page: Page, lever: Lever) -> None:
    """The link to where the lever's numbers are taken apart."""
    name, view = way_of(lever, carried(page.view))
    label = page.texts("omnichannel.open_in", page=page.texts(f"nav.{name}"))
    st.page_link(f"pages/{name}.py", label=f":small[{label}]", icon=PAGES[name], query_params=write_query(view))


def way_of(lever: Lever, view: View) -> tuple[str, View]:
    """The page that shows what a lever is about, and its view there."""
    if lever.aspect:
        metric = ON_PHONE.get(lever.aspect, "") if lever.group[0] == "phone" else ""
        by = "agent" if lever.kind == "agents" else "touchpoint"
        narrowed = limit(view, "channel", lever.group[:1])
        return "channels", replace(narrowed, metric=metric or METRIC_OF[lever.aspect], by=(by,))
    if lever.kind in ("source", "contacts"):
        return "identity", limit(view, "source", lever.group)
    if lever.kind == "one_contact":
        return "continuity", open_cell(view, {"channel": lever.group[0]})
    return "continuity", open_cell(view, {"from_channel": lever.group[0], "to_channel": lever.group[-1]})


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
    sample = texts("tile.n", n=decimal(lever.n, texts)).replace(" ", NARROW_SPACE) if lever.n else ""
    return f"{texts(key, **words)} {gain}{f' :small[:gray[{sample}]]' if sample else ''}"
