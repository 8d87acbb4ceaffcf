"""The inbox: where exports are dropped, what a load of them would do, and the load."""

import streamlit as st

from pages.parts.advice import advise_lines
from pages.parts.formats import plain
from pages.parts.header import card
from pages.parts.inbox.drop_zone import draw_drop_zone
from pages.parts.inbox.file_group import FileGroup, draw_group, group_files
from pages.parts.inbox.outcome import draw_outcome
from pages.parts.inbox.progress import draw_failure, draw_progress
from pages.parts.inbox.reader import Reader
from pages.parts.inbox.report import in_short, read_report
from warehouse.config.home import PROJECT, home, inbox
from warehouse.inbox.files import drop_all, exports_folder, fingerprint_inbox, list_waiting
from warehouse.inbox.job import forget_job, read_asked, running_job, start_job
from warehouse.inbox.report import READY, UNCHANGED, Report

LOADING = ("load", "sample")


def draw_inbox(reader: Reader) -> None:
    """Drop zone, the running job or what came of the last one, and the files that wait."""
    texts, job = reader.texts, running_job()
    if reader.has_data and holds_sample():
        st.info(texts("load.sample_here"), icon=":material/info:")
    draw_drop_zone(texts, is_closed=job in LOADING)
    if job in LOADING:
        draw_progress(texts, job)
        return
    draw_outcome(reader)
    if list_waiting():
        draw_waiting(reader, job)


def holds_sample() -> bool:
    """Whether the installation has the settings of the sample company, which came with it."""
    own, sample = home() / "hilo.toml", PROJECT / "sample_data" / "hilo.toml"
    return own.exists() and sample.exists() and own.read_bytes() == sample.read_bytes()


def draw_waiting(reader: Reader, job: str) -> None:
    """What a load of the waiting files would do: looked at anew whenever they, or the answers, are others."""
    texts, now = reader.texts, fingerprint_inbox()
    if read_asked("preview") != now and not job:
        answers = ["--answers", str(inbox() / "answers.json")]
        start_job("preview", ["preview", str(exports_folder()), *answers, "--json"], of=now)
        job = running_job()
    if job == "preview" or (job and read_asked("preview") != now):  # another job goes first
        draw_progress(texts, job)
        return
    report = read_report()
    if report is None:
        draw_failure(texts, "preview")
        draw_buttons(reader, 0)
        return
    for line in [*report.refusals, *report.warnings]:
        (st.error if line in report.refusals else st.warning)(plain(in_short(texts.said(line))))
    advise_lines(texts, [*report.refusals, *report.warnings])
    draw_buttons(
        reader, 0 if report.refusals else sum(file.verdict in (READY, UNCHANGED) for file in report.files), report
    )
    for group in group_files(report.files):
        draw_waiting_group(reader, group)


def draw_waiting_group(reader: Reader, group: FileGroup) -> None:
    """One group of files that are alike."""
    with card(f"group_{group.alike}"):
        draw_group(reader, group)


def draw_buttons(reader: Reader, ready: int, report: Report | None = None) -> None:
    """Load what is ready; take everything away."""
    texts, waiting = reader.texts, len(list_waiting())
    with st.container(horizontal=True, vertical_alignment="center", key="load_buttons"):
        st.button(texts("load.load", count=ready), key="load_now", type="primary", icon=":material/database_upload:", disabled=not ready,
                  on_click=load_waiting)  # fmt: skip
        st.button(texts("load.drop_all"), key="drop_all", type="tertiary", icon=":material/delete:", on_click=drop_all)
        left = sum(file.verdict not in (READY, UNCHANGED) for file in report.files) if report else waiting
        if left:
            st.markdown(f":small[:orange[{texts('load.left', count=left)}]]", width="content")
    st.markdown(f":small[:gray[{texts('load.nothing_stored')}]]")


def load_waiting() -> None:
    """Start the load; what it loads leaves the inbox, what it refuses stays."""
    answers = ["--answers", str(inbox() / "answers.json")]
    if start_job("load", ["load", str(exports_folder()), *answers, "--remove-loaded", "--json"]):
        forget_job("preview")
