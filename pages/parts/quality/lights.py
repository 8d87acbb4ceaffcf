"""Four lights: are the data fresh, complete, valid, and is it known whose they are. Each with a sentence and what to do."""

import streamlit as st

from metrics.quality.finding import LIGHTS, Light
from metrics.quality.judge import Quality
from pages.parts.numbers import today
from pages.parts.page import Page
from pages.parts.quality.gate_words import quality_words

LOOKS = {
    "fine": (":material/check_circle:", "green"),
    "look": (":material/warning:", "orange"),
    "failing": (":material/block:", "red"),
    "young": (":material/hourglass_empty:", "gray"),
}


def draw_lights(page: Page, quality: Quality) -> None:
    """The lights beside each other, on a phone below each other."""
    with st.grid(4, min_column_width=210, gap="small"):
        for light in LIGHTS:
            draw_light(page, quality, light)


def draw_light(page: Page, quality: Quality, light: Light) -> None:
    """One light: its name, its state in sign, colour and word, why, and what to do."""
    words = quality_words(page)
    icon, colour = LOOKS[quality.state(light)]
    with st.container(border=True, height="stretch", key=f"light_{light}", gap="xsmall"):
        st.markdown(f"**{page.texts(f'quality.light_{light}')}**")
        st.badge(words.state(quality, light), icon=icon, color=colour)  # type: ignore[arg-type]
        st.markdown(f":small[{words.sentence(quality, light, today())}]")
        st.markdown(f":small[:gray[{words.light_to_do(quality, light)}]]")
