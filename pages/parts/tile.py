"""The tile: one number with its sample, interval, change, course over complete weeks, age, and how it is computed."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import streamlit as st

from metrics.catalogue import METRICS
from metrics.catalogue.entry import Metric
from metrics.semantic.estimate import read_estimate
from pages.parts.age import age_sentence, page_age
from pages.parts.explain import show_explanation
from pages.parts.identity_words import identity_mark
from pages.parts.invited_words import invited_words
from pages.parts.measured import Measured, metric_label
from pages.parts.mix_words import mix_words
from pages.parts.numbers import compared, computed, first_row
from pages.parts.page import Page
from pages.parts.palette import theme_option
from pages.parts.periods import all_weeks, complete_weeks
from pages.parts.quality.gate_words import draw_way_to_data, gate_words, without_gate_notes
from pages.parts.sparkline import sparkline

COLOURS = {"better": "green", "worse": "red", "same": "gray", "neutral": "gray"}
WEEK = timedelta(weeks=1)
FEW_WEEKS = 3  # a course of fewer points is no course


def draw_tile(page: Page, name: str, said: Collection[str] = ()) -> None:
    """The tile of a metric in the page's scope; sentences that the page has said above are not repeated."""
    with st.container(border=True, height="stretch", key=f"tile_{name}", gap="xsmall"):
        draw_number(page, name, said)


def draw_number(page: Page, name: str, said: Collection[str] = ()) -> None:
    """What a tile holds, without its border: several numbers may share one."""
    metric, texts = METRICS[name], page.texts
    measured = measured_of(page, name)
    with st.container(key=f"{measured.state}_{name}"):
        st.metric(
            metric_label(metric, texts),
            measured.value,
            measured.change or None,
            delta_color=COLOURS[measured.direction],  # type: ignore[arg-type]
            delta_arrow=arrow_of(measured),  # type: ignore[arg-type]
        )
    if course := weekly_course(page, name):
        st.html(sparkline(course, theme_option("primaryColor")))
    words = "  \n".join(word for word in tile_words(page, measured) if word not in said)
    st.markdown(f":small[:gray[{words}]]")
    draw_way_to_data(page, name)
    st.space("stretch")
    if st.button(texts("tile.how"), key=f"how_{name}", type="tertiary", icon=":material/function:"):
        show_explanation(page, name, page.scope)


def arrow_of(measured: Measured) -> str:
    """Up or down by the sign; none when the change rounds to nothing."""
    change = measured.change
    return "down" if change.startswith("-") else "up" if change.startswith("+") else "off"


def change_words(measured: Measured) -> str:
    """What the change is measured against and whether it exceeds noise."""
    if measured.row.get("value") is None:
        return ""
    if uncovered := measured.uncovered:
        return uncovered
    if not measured.change:
        return measured.texts(why_not_compared(measured))
    exceeds = measured.row.get("exceeds_noise")
    if exceeds is None:
        return measured.texts("tile.not_judged")
    return measured.texts("tile.beyond_noise" if exceeds else "tile.within_noise")


def why_not_compared(measured: Measured) -> str:
    """The key of the sentence for a number that is shown without a change."""
    if is_unfinished(measured.metric, measured.row):
        return "tile.unfinished"
    return "tile.no_previous" if measured.row.get("previous_value") is None else "tile.incomparable"


def measured_of(page: Page, name: str) -> Measured:
    """The metric in the page's scope, beside the period before."""
    row = first_row(compared(page.published, name, page.scope))
    return Measured(METRICS[name], row, page.texts, page.engine.settings)


def tile_words(page: Page, measured: Measured) -> list[str]:
    """Sample and interval, then the sentences, what is wrong with its sources, how much of it is tied to persons, who of those asked answered, and age.

    The age is that of the page, which stands above the tiles, unless this number's sources end earlier.
    """
    texts, age = page.texts, age_sentence(page, measured.metric)
    words = [
        measured.sample,
        change_words(measured),
        *without_gate_notes(measured.sentences(), texts),
        mix_words(page, measured),
        gate_words(page, measured.metric.name),
        identity_mark(page) if measured.metric.uses_identity else "",
        invited_words(page, measured.metric),
        "" if age == page_age(page) else age,
    ]
    return [word for word in words if word]


def said_by_all(page: Page, names: Collection[str]) -> list[str]:
    """The sentences that hold for every one of these numbers that has a value, to be said once above them."""
    measured = [found for name in names if (found := measured_of(page, name)).row.get("value") is not None]
    notes = [found.sentences() for found in measured]
    shared = [sentence for sentence in notes[0] if all(sentence in said for said in notes)] if notes else []
    mark = identity_mark(page) if all(METRICS[name].uses_identity for name in names) else ""
    return [*shared, mark] if mark else shared


def weekly_course(page: Page, name: str) -> list[float | None] | None:
    """The metric by complete weeks from its first value to its last, None where a week has none; None when they are too few."""
    weeks = complete_weeks(page.scope.start, page.scope.end, page.last_day) if page.last_day else None
    if weeks is None:
        return None
    frame = computed(page.published, name, replace(page.scope, start=weeks[0], end=weeks[1]), ("week",))
    rows = [row for row in frame.sort("week").iter_rows(named=True) if not is_unfinished(METRICS[name], row)]
    values = {row["week"]: row["value"] for row in rows if row["value"] is not None}
    if len(values) < FEW_WEEKS:
        return None
    return [values.get(week) for week in all_weeks(min(values), date.fromisoformat(max(values)) + WEEK)]


def is_unfinished(metric: Metric, row: Mapping[str, Any]) -> bool:
    """Whether a count or sum lacks its last days: it is smaller than it will be, so it is neither compared nor drawn."""
    return metric.kind in ("count", "sum") and "immature" in read_estimate(row).notes
