"""Which sources know the same persons: connected or not, and how many contacts are tied to a person known elsewhere too."""

import polars as pl
import streamlit as st

from metrics.analyses.omnichannel.index import Index
from metrics.analyses.omnichannel.integration import CONNECTED_SHARE, SourcesSeen, connected_sources
from metrics.presenter.numbers import MISSING, decimal, format_value
from pages.parts.omnichannel.numbers import index_in, sources_seen
from pages.parts.page import Page
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame

MOST_PARTNERS = 3


def draw_sources_table(page: Page) -> None:
    """One row a source; a sentence where nothing is loaded."""
    texts, seen = page.texts, sources_seen(page.published)
    st.header(texts("omnichannel.sources"), anchor=False)
    frame = sources_frame(page, seen, index_in(page.published, page.scope))
    if frame.is_empty():
        st.markdown(f":gray[{texts('chart.empty')}]")
        return
    st.markdown(f":small[:gray[{texts('omnichannel.sources_help', share=CONNECTED_SHARE)}]]")

    def percent(value: float) -> str:
        return format_value(value, "percent", texts)

    columns = [
        Column("source", texts("table.source")), Column("connected", texts("omnichannel.head_connected")),
        Column("persons", texts("omnichannel.head_persons"), lambda n: decimal(n, texts)),
        Column("shared", texts("omnichannel.head_shared"), percent),
        Column("with", texts("omnichannel.head_with")),
        Column("contacts", texts("omnichannel.head_contacts"), lambda n: decimal(n, texts)),
        Column("known", texts("omnichannel.head_known"), percent),
        Column("matched", texts("omnichannel.head_matched"), percent),
    ]  # fmt: skip
    draw_table(frame, columns, f"sources_{texts.language}", texts("omnichannel.sources"))
    draw_downloads(page, stamped(page, table_frame(frame, columns), page.scope), "sources_connected")


def sources_frame(page: Page, seen: SourcesSeen, index: Index) -> pl.DataFrame:
    """source, connected, persons, shared (%), with (the sources that share most), contacts, known (%), matched (%) in the scope."""
    texts, contacts = page.texts, index.parts.contacts
    place = {name[0]: i for i, name in enumerate(contacts.names)}
    totals = {part: contacts.total(part) for part in ("n", "known", "judged", "matched")}
    least = page.engine.settings.minimum_n_shown
    persons, shared = seen.groups.total("persons"), seen.groups.total("shared")
    rows = []
    for i, (name, connected) in enumerate(zip(seen.names, connected_sources(seen.groups), strict=True)):
        n = totals["n"][place[name]] if name in place else 0
        judged = totals["judged"][place[name]] if name in place else 0
        rows.append((
            name, texts("table.yes" if connected else "table.no"),
            int(persons[i]) or None, 100 * shared[i] / persons[i] if persons[i] >= least else None,
            partners(page, seen.shared, name), int(n) or None,
            100 * totals["known"][place[name]] / n if n >= least else None,
            100 * totals["matched"][place[name]] / judged if judged >= least else None,
        ))  # fmt: skip
    schema = {"source": pl.String, "connected": pl.String, "persons": pl.Int64, "shared": pl.Float64, "with": pl.String,
              "contacts": pl.Int64, "known": pl.Float64, "matched": pl.Float64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def partners(page: Page, shared: pl.DataFrame, name: str) -> str:
    """hubspot 1,092 · zendesk 610 · …: those that share most persons."""
    found = shared.filter(pl.col("source") == name)
    listed = [
        f"{row['other']} {decimal(row['persons'], page.texts)}"
        for row in found.head(MOST_PARTNERS).iter_rows(named=True)
    ]
    return " · ".join([*listed, *(["…"] if found.height > MOST_PARTNERS else [])]) or MISSING
