"""What a resolved matter costs by the number of channels that it went through."""

import streamlit as st

from metrics.catalogue import METRICS
from metrics.presenter.estimates import note_words
from metrics.presenter.numbers import format_tick
from pages.parts.bar_chart import Bar, bar_chart
from pages.parts.charts import Axis, draw_chart
from pages.parts.controls import change_view
from pages.parts.measured import Measured
from pages.parts.page import Page
from pages.parts.palette import colour_of
from pages.parts.texts import Texts
from pages.parts.thread.numbers import by_channel_count, counts_in
from pages.parts.view import open_cells

METRIC = METRICS["cost_per_matter_resolved"]


def draw_cost_by_channels(page: Page) -> None:
    """Bars with their interval; under them each group's numbers, a dash and the reason where there is no cost."""
    texts = page.texts
    st.header(texts("continuity.cost_title"), anchor=False)
    rows = by_channel_count(page.published, METRIC.name, page.scope)
    measured = {label: Measured(METRIC, row, texts, page.engine.settings) for label, row in rows.items()}
    known = {label: m for label, m in measured.items() if m.row["value"] is not None}
    if not known:
        st.markdown(f":gray[{texts('continuity.no_costs')}]")
        return
    chart, words = st.columns([3, 2], vertical_alignment="center")
    with chart:
        draw_bars(page, known)
    with words:
        st.markdown("\n".join(f"- {group_words(texts, label, m)}" for label, m in measured.items()))
        notes = dict.fromkeys(
            note_words(note, texts) for m in measured.values() for note in m.estimate.notes if note != "withheld"
        )
        st.markdown(f":small[:gray[{' '.join([texts('continuity.cost_help'), *notes])}]]")


def group_words(texts: Texts, label: str, measured: Measured) -> str:
    """**2 channels: €15.90** n = 149 · 95%: …; a dash and why where there is no value."""
    own = [
        words
        for words in measured.sentences()
        if words not in {note_words(n, texts, True) for n in measured.estimate.notes}
    ]
    said = " · ".join([measured.sample, *own])
    return f"{texts(f'continuity.channel_count_{label}')}: **{measured.value}**  \n:small[:gray[{said}]]"


def draw_bars(page: Page, known: dict[str, Measured]) -> None:
    """One bar a group; a click opens its matters."""
    texts = page.texts
    labels = {texts(f"continuity.channel_count_{label}"): label for label in known}
    bars = [
        Bar(words, m.row["value"], m.row["low"], m.row["high"], f"{m.value}<br>{m.sample}", m.state == "firm")
        for words, m in zip(labels, known.values(), strict=True)
    ]
    unit = next(iter(known.values())).unit
    axis = Axis("", lambda value: format_tick(value, unit, texts), False)
    key = f"cost_by_channels_{texts.language}"

    def clicked() -> None:
        if points := st.session_state[key].selection.points:
            values = counts_in(page.published, labels[points[0]["y"]])
            change_view(page, lambda view: open_cells(view, {"channels_in_matter": values}))

    draw_chart(bar_chart(bars, axis, colour_of(None, 0)), texts, key, texts("continuity.cost_alt"), clicked)
