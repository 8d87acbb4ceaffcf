"""The numbers behind a proposal as a table; a chosen one opens to its comments, its rows and its contacts."""

from dataclasses import replace

import polars as pl
import streamlit as st

from metrics.analyses.proposals.proposal import Evidence, Proposal
from metrics.catalogue import METRICS
from metrics.presenter.estimates import interval_words, value_words
from metrics.presenter.numbers import decimal
from metrics.semantic.scope import Filters
from pages.parts.controls import change_view
from pages.parts.drill import draw_rows
from pages.parts.measured import metric_label
from pages.parts.page import Page
from pages.parts.proposals.numbers import beside_in
from pages.parts.proposals.words import bare, place_words
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame
from pages.parts.voice.comments import draw_comments


def draw_evidence(page: Page, proposal: Proposal) -> None:
    """The table, and what is opened of it."""
    texts = page.texts
    listed = (*proposal.evidence, *beside_in(page.published, page.scope, proposal))
    st.markdown(f":small[:gray[{texts('proposals.evidence_help')}]]")
    frame = pl.DataFrame(
        [evidence_row(page, evidence) for evidence in listed],
        schema=dict.fromkeys(("role", "where", "metric", "value", "interval"), pl.String) | {"n": pl.Int64}, orient="row",
    )  # fmt: skip
    columns = [
        Column("role", texts("table.role")), Column("metric", texts("table.metric")), Column("where", texts("table.where")),
        Column("value", texts("table.value")), Column("interval", texts("table.interval_words")),
        Column("n", "n", lambda n: decimal(n, texts)),
    ]  # fmt: skip
    key = f"evidence_{texts.language}_{proposal.id}"

    def chosen() -> None:
        if rows := st.session_state[key].selection.rows:
            evidence = listed[rows[0]]
            change_view(
                page,
                lambda view: replace(
                    view, opened=own_filters(evidence, page.scope.filters), metric=evidence.metric, sheet=1
                ),
            )

    soft = [evidence.n < page.engine.settings.minimum_n_firm for evidence in listed]
    draw_table(frame, columns, key, texts("proposals.evidence_of"), on_select=chosen, soft=soft)
    draw_downloads(page, stamped(page, table_frame(frame, columns), page.scope), f"evidence_{proposal.id}")
    opened = next((e for e in listed if is_opened(page, e)), None)
    if opened:
        draw_opened_evidence(page, opened)


def evidence_row(page: Page, evidence: Evidence) -> tuple[str, str, str, str, str, int]:
    """Role, where, metric, value, interval, n."""
    texts = page.texts
    where = bare(place_words(evidence.filters, texts, page.scope.filters))
    label = metric_label(METRICS[evidence.metric], texts)
    return (
        texts(f"evidence.{evidence.role}"),
        where,
        label,
        value_words(evidence, texts),
        interval_words(evidence, texts),
        evidence.n,
    )


def own_filters(evidence: Evidence, of_page: Filters) -> Filters:
    """What the evidence adds to the page's filters."""
    return tuple(pair for pair in evidence.filters if pair not in of_page)


def is_opened(page: Page, evidence: Evidence) -> bool:
    """Whether the URL opens this number."""
    own = own_filters(evidence, page.scope.filters)
    return page.view.metric == evidence.metric and {n: set(v) for n, v in page.view.opened} == {
        n: set(v) for n, v in own
    }


def draw_opened_evidence(page: Page, evidence: Evidence) -> None:
    """The number's own rows, the contacts there and what customers said."""
    texts, scope = page.texts, replace(page.scope, filters=evidence.filters)
    label = metric_label(METRICS[evidence.metric], texts)
    with st.container(horizontal=True, vertical_alignment="center", key="opened_evidence"):
        st.markdown(
            f"**{label}: {value_words(evidence, texts)}** · {place_words(evidence.filters, texts, page.scope.filters)}"
        )
        st.button(texts("touchpoints.close"), key="close_opened", type="tertiary", icon=":material/close:",
                  on_click=change_view, args=(page, lambda view: replace(view, opened=(), metric="")))  # fmt: skip
    names = list(dict.fromkeys((evidence.metric, "interactions")))
    labels = [texts("touchpoints.comments"), texts("touchpoints.behind", metric=label), texts("touchpoints.contacts")]
    if len(names) == 1:
        labels.pop(1)
    comments, *tables = st.tabs(labels, key="evidence_tabs", on_change="rerun")
    with comments:
        if comments.open:
            draw_comments(page, scope, "evidence")
    for name, table in zip(names, tables, strict=True):
        with table:
            if table.open:
                draw_rows(page, name, scope, key="evidence")
