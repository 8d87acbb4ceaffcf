"""Rejected rows to take along, correct and load again: one sheet an export, made when they are asked for."""

import shutil

import streamlit as st

from pages.parts.inbox.progress import draw_failure, draw_progress
from pages.parts.masked import is_masked
from pages.parts.page import Page
from warehouse.config.home import inbox
from warehouse.inbox.job import read_asked, read_progress, running_job, start_job

JOB = "sheets"


def draw_sheets(page: Page) -> None:
    """The button that has them made; then a download for each, and the page on which they are loaded again."""
    if is_masked(page):
        return
    texts, version, job = page.texts, str(page.published.number), running_job()
    if job == JOB:
        draw_progress(texts, JOB)
        return
    st.markdown(f":small[:gray[{texts('sheets.help')}]]")
    with st.container(horizontal=True, key="sheets"):
        st.button(
            texts("sheets.make"),
            key="make_sheets",
            icon=":material/table_edit:",
            disabled=bool(job),
            on_click=make_sheets,
            args=(version, texts.language),
        )
        paths = sorted((inbox() / JOB).glob("*.rejected.*")) if read_asked(JOB) == version else []
        for at, path in enumerate(paths):
            st.download_button(
                path.name, path.read_bytes, path.name, on_click="ignore", icon=":material/download:", key=f"sheet_{at}"
            )
        if paths:
            st.page_link(
                "pages/load.py",
                label=texts("sheets.load"),
                icon=":material/upload_file:",
                query_params={"lang": texts.language},
            )
    if not paths and read_asked(JOB) == version and read_progress(JOB):
        draw_failure(texts, JOB)


def make_sheets(version: str, language: str) -> None:
    """Have the sheets made anew, their reasons in the language."""
    shutil.rmtree(inbox() / JOB, ignore_errors=True)
    start_job(JOB, ["rejected", "--sheets", str(inbox() / JOB)], of=version, language=language)
