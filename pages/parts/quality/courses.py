"""The course of every source, week by week: records against the usual number, and how many of them name a person."""

import streamlit as st

from metrics.quality.history import list_courses, list_rhythms
from pages.parts.page import Page
from pages.parts.tables import ROW_HEIGHT


def draw_courses(page: Page) -> None:
    """A row per source and kind of record, with its weeks as bars; below, how often exports come."""
    texts, frame = page.texts, list_courses(page.engine)
    st.markdown(f":small[:gray[{texts('data.history_help')}]]")
    if frame.is_empty():
        return
    shown = frame.join(list_rhythms(page.engine), on="source", how="left", maintain_order="left").to_pandas()
    shown["table"] = [texts.code("records", table) for table in shown["table"]]
    shown["known"] = 100 * shown["known"]
    shown["course"] = [list(course) for course in shown["course"]]
    number = st.column_config.NumberColumn
    st.dataframe(
        shown, key=f"courses_{texts.language}", hide_index=True, row_height=ROW_HEIGHT, height=min(548, ROW_HEIGHT * (len(shown) + 1) + 4),
        alt=texts("data.history"),
        column_order=["source", "table", "course", "newest_week", "usual_week", "known", "exports", "comes_every"],
        column_config={
            "source": texts("table.source"), "table": texts("table.records_of"),
            "course": st.column_config.BarChartColumn(texts("table.weekly"), width="medium", y_min=0),
            "newest_week": number(texts("table.newest_week"), format="localized"),
            "usual_week": number(texts("table.usual_weekly"), format="localized"),
            "known": number(texts("table.known_share"), format="%.0f %%"),
            "exports": number(texts("table.exports"), format="localized"),
            "comes_every": number(texts("table.rhythm"), format="%.0f d"),
        },
    )  # fmt: skip
