"""A job of the inbox while it runs, and why it failed."""

import streamlit as st

from pages.parts.formats import plain
from pages.parts.inbox.report import in_short
from pages.parts.texts import Texts
from warehouse.inbox.job import read_progress, running_job

LOOK_SECONDS = 1.0


@st.fragment(run_every=LOOK_SECONDS)
def draw_progress(texts: Texts, job: str) -> None:
    """How far the job is, looked at again each second; the whole page runs again when it has ended."""
    if running_job() != job:
        st.rerun()
    lines = read_progress(job)
    with st.container(border=True, key=f"progress_{job}", horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/progress_activity: **{texts(f'load.running_{job}')}**", width="content")
        st.markdown(f":small[:gray[{plain(in_short(texts.said(lines[-1]))) if lines else ''}]]", width="content")
    st.markdown(f":small[:gray[{texts('load.running_note')}]]")


def draw_failure(texts: Texts, job: str) -> None:
    """The last thing that a job said which came to nothing."""
    lines = read_progress(job)
    said = lines[-1].removeprefix("error: ") if lines else texts("load.no_word")
    st.error(f"**{texts(f'load.failed_{job}')}**  \n{plain(in_short(texts.said(said)))}")
