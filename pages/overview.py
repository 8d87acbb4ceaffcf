"""For executives: are we better or worse, by how much, is it real, and where."""

import streamlit as st

from pages.parts.findings import draw_findings
from pages.parts.header import card, open_page
from pages.parts.numbers import measured_metrics
from pages.parts.summary import draw_summary
from pages.parts.tile import draw_tile
from pages.parts.trend import draw_trend

TILES = ("nps", "csat", "ces", "first_response", "fcr", "conversion", "churn_monthly", "revenue")
# Shown in place of tiles whose source no system exports here: a tile that can never have a value teaches nothing.
SPARE = ("interactions", "persons", "wait", "abandonment", "handle", "resolution", "orders", "response_rate")
TREND_FIRST = ("csat", "nps", "ces", "interactions")  # what most channels have every week comes first
SUMMARY = ("interactions", "nps", "csat", "first_response", "fcr", "conversion")

page = open_page("overview")
measured = measured_metrics(page.published)
tiles = [name for name in (*TILES, *SPARE) if name in measured][: len(TILES)] or list(TILES)

with st.grid(4, min_column_width=165, gap="small"):
    for name in tiles:
        draw_tile(page, name)

wide, narrow = st.columns([5, 3])
with wide, card("trend_card"):
    draw_trend(
        page,
        page.view.metric or next((name for name in TREND_FIRST if name in measured), tiles[0]),
        [name for name in measured if name not in ("churn", "churn_monthly", "retention")],
    )
with narrow, card("changes_card"):
    draw_findings(page)

with card("summary_card"):
    st.header(page.texts("overview.summary_channel"), anchor=False)
    draw_summary(page, "channel", SUMMARY)
with card("stages_card"):
    st.header(page.texts("overview.summary_stage"), anchor=False)
    draw_summary(page, "stage", SUMMARY)
