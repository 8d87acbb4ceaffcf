"""The target map on the page: the curve of feeling today and expected, and every touchpoint before and after."""

import streamlit as st

from pages.parts.charts import draw_chart
from pages.parts.page import Page
from pages.parts.palette import theme_option
from pages.parts.target.figures import feeling_figure
from pages.parts.target.journey_blocks import expected_map, feeling_chart
from pages.parts.target.map_html import CSS, map_html
from pages.parts.target.numbers import Target

MOST_PLACES = 12  # of a stage; the table has them all
THEME = {"good": "greenColor", "bad": "redColor", "good-text": "greenTextColor", "bad-text": "redTextColor", "accent": "primaryColor"}  # fmt: skip


def draw_target_map(page: Page, target: Target) -> None:
    """Curve and cards."""
    texts = page.texts
    st.header(texts("target.map"), anchor=False)
    if target.touchpoints.is_empty():
        st.markdown(f":gray[{texts('chart.empty')}]")
        return
    chart = feeling_chart(page, target)
    if chart.categories:
        st.markdown(f":small[:gray[{texts('target.feeling_help')}]]")
        draw_chart(feeling_figure(chart), texts, f"feeling_{texts.language}", chart.name)
    st.markdown(f":small[:gray[{texts('target.map_help')}]]")
    colours = "; ".join(f"--target-{name}: {theme_option(option)}" for name, option in THEME.items())
    style = f"<style>.target-map {{ {colours} }}{CSS.read_text(encoding='utf-8')}</style>"
    st.html(style + map_html(expected_map(page, target, MOST_PLACES)))
