"""What each stage runs on: channels, systems, data sources, who answers for them, and what is tied to the rest."""

from functools import partial

import streamlit as st

from metrics.analyses.omnichannel.integration import CONNECTED_SHARE
from metrics.presenter.numbers import decimal
from pages.parts.formats import format_day
from pages.parts.journey.numbers import inventory_of
from pages.parts.page import Page
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame


def draw_inventory(page: Page) -> None:
    """Title, how it is known, and the table."""
    texts, frame = page.texts, inventory_of(page.published)
    st.header(texts("inventory.title"), anchor=False)
    if frame.is_empty():
        st.markdown(f":gray[{texts('chart.empty')}]")
        return
    st.markdown(f":small[:gray[{texts('inventory.help', share=CONNECTED_SHARE)}]]")
    tied = {True: texts("table.yes"), False: texts("table.no"), None: texts("inventory.unknown")}
    by = {
        "stated": texts("inventory.stated"),
        "found": texts("inventory.found"),
        "team": texts("inventory.team"),
        None: "",
    }
    columns = [
        Column("stage", texts.dimension("stage"), code=partial(texts.code, "stage")),
        Column("channel", texts.dimension("channel"), code=partial(texts.code, "channel")),
        Column("system", texts("inventory.system"), code=lambda name: name or texts("inventory.not_stated")),
        Column("source", texts("inventory.source"), code=lambda name: name or texts("inventory.nothing_loaded")),
        Column("owner", texts("inventory.owner"), code=lambda name: name or texts("inventory.not_stated")),
        Column("owner_by", texts("inventory.owner_by"), code=lambda code: by[code]),
        Column("is_integrated", texts("inventory.integrated"), code=lambda known: tied[known]),
        Column("integrated_by", texts("inventory.integrated_by"), code=lambda code: by[code]),
        Column("touchpoints", texts("inventory.touchpoints"), lambda n: decimal(n, texts)),
        Column("records", texts("inventory.records"), lambda n: decimal(n, texts)),
        Column("last_at", texts("inventory.last"), lambda moment: format_day(moment.date(), texts)),
    ]
    draw_table(
        frame, columns, f"inventory_{texts.language}", texts("inventory.title"), soft=[not n for n in frame["records"]]
    )
    draw_downloads(page, stamped(page, table_frame(frame, columns), page.scope), "inventory")
