"""What a newcomer sees before anything is loaded: two ways to begin."""

import streamlit as st

from pages.parts.header import card, draw_bare_header, look_again
from pages.parts.inbox.progress import draw_failure, draw_progress
from pages.parts.texts import Texts
from warehouse.inbox.job import read_progress, read_result, running_job, start_job

SAMPLE = "sample"


def draw_first_run(texts: Texts) -> None:
    """The sample company by one button, the own exports by the other; while a load runs, how far it is."""
    draw_bare_header(texts, "")
    st.title(texts("first.title"), anchor=False)
    st.markdown(texts("first.text"))
    job = running_job()
    if job in (SAMPLE, "load"):
        draw_progress(texts, job)
        return
    sample, own = st.columns(2)
    with sample, card("first_sample"):
        st.header(texts("first.sample"), anchor=False)
        st.markdown(texts("first.sample_text"))
        st.button(texts("first.sample_button"), key="try_sample", type="primary", icon=":material/play_arrow:",
                  on_click=start_sample)  # fmt: skip
        if read_progress(SAMPLE) and read_result(SAMPLE) is None:
            draw_failure(texts, SAMPLE)
    with own, card("first_own"):
        st.header(texts("first.own"), anchor=False)
        st.markdown(texts("first.own_text"))
        if st.button(texts("first.own_button"), key="load_own", type="primary", icon=":material/upload_file:"):
            st.switch_page("pages/load.py", query_params={"lang": texts.language})
    look_again(None)


def start_sample() -> None:
    """Load the sample company in the background, unless a load runs already."""
    start_job(SAMPLE, [SAMPLE])
