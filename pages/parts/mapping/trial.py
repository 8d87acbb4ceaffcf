"""What would be stored with the mapping as it stands, and keeping it: the same file that one would write by hand."""

import hashlib
import re

import msgspec
import streamlit as st

from pages.parts.formats import plain
from pages.parts.header import card
from pages.parts.inbox.answering import label_of, notes_of
from pages.parts.inbox.file_group import FileGroup, draw_files, draw_first_rows
from pages.parts.inbox.progress import draw_failure, draw_progress
from pages.parts.inbox.reader import Reader
from pages.parts.inbox.report import in_short
from warehouse.config.errors import HiloError
from warehouse.config.home import inbox, own_sources
from warehouse.inbox.draft import Draft, write_mapping
from warehouse.inbox.files import Waiting, make_folder, place_of
from warehouse.inbox.job import forget_job, read_asked, read_result, running_job, start_job
from warehouse.inbox.report import ASKS, READY, FileReport, Report
from warehouse.store.durable import write_durably

NAME = re.compile(r"\w[\w .-]{0,59}")


def draw_trial(reader: Reader, file: Waiting, draft: Draft, key: str) -> None:
    """The trial of the draft, made anew when it is another one, and the button that keeps it."""
    texts, text = reader.texts, write_mapping(draft)
    with card("mapping_trial"):
        st.header(texts("mapping.trial"), anchor=False)
        of, job = hashlib.sha256(f"{file.name} {file.changed_ns} {text}".encode()).hexdigest(), running_job()
        if read_asked("trial") != of and not job:
            start_trial(file, text, of)
            job = running_job()
        if job:
            draw_progress(texts, job)
        else:
            draw_found(reader)
        with st.expander(texts("mapping.as_text")):
            st.code(text, language="toml")
        draw_keeping(reader, draft, text, key, is_tried=not job and is_ready())


def start_trial(file: Waiting, text: str, of: str) -> None:
    """Look at the file through the mapping, in the background."""
    make_folder(inbox())
    path = inbox() / "draft.mapping.toml"
    write_durably(path, text.encode())
    start_job("trial", ["preview", str(place_of(file.name)), "--mapping", str(path), "--json"], of)


def read_trial() -> FileReport | None:
    """What came of it; None when the mapping as a whole cannot be used."""
    try:
        return msgspec.convert(read_result("trial"), Report).files[0]
    except (msgspec.ValidationError, IndexError):
        return None


def is_ready() -> bool:
    """Whether the file can be loaded with the mapping."""
    tried = read_trial()
    return tried is not None and tried.verdict == READY and tried.rows_loaded > 0


def draw_found(reader: Reader) -> None:
    """The account, the first records, what would be left empty, and what would be kept aside and why."""
    found = read_trial()
    if found is None:
        draw_failure(reader.texts, "trial")
        return
    if found.verdict == ASKS:
        for question in (question for question in found.questions if question.is_open):
            notes = notes_of(reader, question)
            st.warning("  \n".join([plain(label_of(reader.texts, question)), *notes]))
        return
    if found.said:
        st.warning(plain(in_short(reader.texts.said(found.said))))
        return
    draw_files(reader, [found])
    draw_first_rows(reader, FileGroup("trial", [found]))


def draw_keeping(reader: Reader, draft: Draft, text: str, key: str, *, is_tried: bool) -> None:
    """Keep the mapping once the reader says that the columns mean what stands above: no guess is kept in silence."""
    texts = reader.texts
    confirmed = st.checkbox(texts("mapping.confirm"), key=f"{key}_confirm")
    is_fit = is_tried and confirmed and bool(NAME.fullmatch(draft.name))

    def keep() -> None:
        try:
            keep_mapping(draft.name, text)
        except HiloError as error:
            st.session_state["mapping_said"] = str(error)
        else:
            st.session_state["mapping_said"] = ""
            st.session_state["mapping_kept"] = draft.name

    st.button(
        texts("mapping.keep"),
        key="keep_mapping",
        type="primary",
        icon=":material/save:",
        disabled=not is_fit,
        on_click=keep,
    )
    if said := st.session_state.get("mapping_said"):
        st.error(plain(texts.said(said)))
    if st.session_state.get("mapping_kept") == draft.name:
        st.success(texts("mapping.kept", name=plain(draft.name)))
        st.page_link(
            "pages/load.py",
            label=f"**{texts('mapping.to_load')}**",
            icon=":material/upload_file:",
            query_params=reader.query,
        )


def keep_mapping(name: str, text: str) -> None:
    """Write the mapping among the installation's own sources. Raises HiloError where another one has its name."""
    make_folder(own_sources())
    path = own_sources() / f"{name}.toml"
    if path.exists() and path.read_text(encoding="utf-8") != text:
        raise HiloError("{name} is there already; choose another name", name=path.name)
    write_durably(path, text.encode())
    forget_job("preview")  # the files that wait may be known now
