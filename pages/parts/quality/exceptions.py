"""What is wrong, a line each: the source, what, since when, how much, what to do, and the way to the records or rows."""

from datetime import timedelta

import streamlit as st

from metrics.catalogue import METRICS
from metrics.quality.finding import Finding
from metrics.quality.judge import Quality
from pages.parts.formats import plain
from pages.parts.page import Page
from pages.parts.quality.gate_words import quality_words
from pages.parts.quality.lights import LOOKS
from pages.parts.view import OWN_DATES, View, write_query

MOST_LINES = 6
TABS = "data_tabs"
# Where the rows of a finding stand: a tab below, or the page Channels with the metric that counts the records of its table.
TAB_OF = {
    "overdue": "freshness", "behind": "files", "file_repeated": "files", "rows_rejected": "rejected", "cells_emptied": "emptied",
    "values_unknown": "emptied", "check_failed": "expectations",
}  # fmt: skip
METRIC_OF = {"responses": "csat", "survey_requests": "response_rate"}  # of the others, the metric of their name


def draw_exceptions(page: Page, quality: Quality) -> None:
    """The findings, the failing ones first; those beyond a screen behind a button."""
    texts = page.texts
    st.header(texts("data.exceptions"), anchor=False)
    if not quality.findings:
        st.markdown(f":gray[{texts('data.exceptions_none')}]")
        return
    for number, finding in enumerate(quality.findings[:MOST_LINES]):
        draw_exception(page, finding, number)
    if more := quality.findings[MOST_LINES:]:
        with st.expander(texts("data.exceptions_more", count_more=len(more))):
            for number, finding in enumerate(more, MOST_LINES):
                draw_exception(page, finding, number)


def draw_exception(page: Page, finding: Finding, number: int) -> None:
    """One finding and the way to its rows."""
    texts, words = page.texts, quality_words(page)
    icon, colour = LOOKS["failing" if finding.is_failing else "look"]
    withheld = f" :red-badge[{texts('data.withheld')}]" if finding.is_failing else ""
    with st.container(key=f"exception_{number}", horizontal=True, horizontal_alignment="distribute", gap="small"):
        st.markdown(
            f":{colour}[{icon}] **{plain(finding.source or finding.table)}**: {words.what(finding)}.{withheld}  \n"
            f":small[:gray[{words.what_to_do(finding)}]]"
        )
        if tab := TAB_OF.get(finding.kind):
            st.button(texts(f"data.{tab}"), key=f"to_tab_{number}", type="tertiary", icon=":material/arrow_downward:", on_click=open_tab,
                      args=(texts(f"data.{tab}"),))  # fmt: skip
        else:
            st.page_link("pages/channels.py", label=texts("data.open_rows"), icon=":material/arrow_forward:", width="content",
                         query_params=write_query(view_of(page, finding)))  # fmt: skip


def open_tab(label: str) -> None:
    """Open the tab of that label."""
    st.session_state[TABS] = label


def view_of(page: Page, finding: Finding) -> View:
    """The records of the source since then, or all of them."""
    last = finding.until or page.last_day
    is_dated = finding.since and last and finding.since <= last
    metric = (
        finding.column
        if finding.kind.startswith("scores_")
        else METRIC_OF.get(finding.table, finding.table if finding.table in METRICS else "interactions")
    )
    view = View(page.view.language, filters=(("source", (finding.source,)),), metric=metric)
    if not (is_dated and last):
        return view
    return View(view.language, OWN_DATES, finding.since, last + timedelta(days=1), view.filters, metric)
