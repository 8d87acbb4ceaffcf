"""The page Mapping: a file that no source knows, what its columns may be, what would be stored, and the mapping that is kept."""

import hashlib

import msgspec
import streamlit as st

from pages.parts.formats import plain
from pages.parts.header import card
from pages.parts.inbox.progress import draw_failure, draw_progress
from pages.parts.inbox.reader import Reader
from pages.parts.mapping.columns import choose_columns
from pages.parts.mapping.fields import fields_of
from pages.parts.mapping.further import choose_further
from pages.parts.mapping.group import choose_group
from pages.parts.mapping.kept import draw_kept
from pages.parts.mapping.trial import draw_trial
from warehouse.inbox.draft import draft_of
from warehouse.inbox.files import Waiting, list_waiting, place_of
from warehouse.inbox.job import read_asked, read_result, running_job, start_job
from warehouse.inbox.proposal import Proposal
from warehouse.tables import FACTS


def draw_mapping(reader: Reader) -> None:
    """The file of the address, or the files to choose from; below, the mappings that are kept."""
    texts = reader.texts
    waiting = {file.name: file for file in list_waiting()}
    asked = st.query_params.get("file", "")
    names = list(waiting)
    st.markdown(texts("mapping.help"))
    if not names:
        st.page_link(
            "pages/load.py",
            label=f"**{texts('mapping.drop_first')}**",
            icon=":material/upload_file:",
            query_params=reader.query,
        )
    else:
        chosen = st.selectbox(texts("mapping.file"), names, index=names.index(asked) if asked in names else None,
                              placeholder=texts("load.choose"), key=f"mapping_file_{texts.language}")  # fmt: skip
        if chosen:
            st.query_params["file"] = chosen
            draw_file(reader, waiting[chosen])
    draw_kept(reader)


def draw_file(reader: Reader, file: Waiting) -> None:
    """What the file seems to hold, once somebody has looked: then everything to settle, in order."""
    of, job = f"{file.name} {file.changed_ns}", running_job()
    if read_asked("propose") != of and not job:
        start_job("propose", ["propose", str(place_of(file.name)), "--json"], of)
        job = running_job()
    if (job and read_asked("propose") != of) or job == "propose":
        draw_progress(reader.texts, job)
        return
    proposal = read_proposal()
    if proposal is None:
        draw_failure(reader.texts, "propose")
        return
    draw_steps(reader, file, proposal)


def read_proposal() -> Proposal | None:
    """What was found in the file; None when it could not be read."""
    try:
        return msgspec.convert(read_result("propose"), Proposal)
    except msgspec.ValidationError:
        return None


def draw_steps(reader: Reader, file: Waiting, proposal: Proposal) -> None:
    """What a row is, what the columns are, what the file does not say; then the trial."""
    texts = reader.texts
    tables = [table for table in proposal.tables if table in {fact.name for fact in FACTS}]
    place = hashlib.sha256(f"{file.name} {file.changed_ns}".encode()).hexdigest()[:12]
    with card("mapping_row"):
        st.header(texts("mapping.row"), anchor=False)
        table = st.selectbox(texts("mapping.row_label"), tables, key=f"map_table_{place}_{texts.language}",
                             format_func=lambda name: texts(f"mapping.table_{name}"))  # fmt: skip
        if table == tables[0]:
            st.markdown(f":small[:orange[:material/lightbulb: {texts('mapping.guessed_row')}]]")
        group_by = choose_group(reader, proposal, f"map_{place}_{texts.language}")
    guessed = draft_of(proposal, table, fields_of(table), group_by)
    key = f"map_{place}_{table}_{bool(group_by)}_{texts.language}"
    with card("mapping_columns"):
        st.header(texts("mapping.columns"), anchor=False)
        st.markdown(f":small[:gray[{texts('mapping.columns_help', rows=proposal.rows, file=plain(file.name))}]]")
        columns = choose_columns(reader, proposal, guessed, key)
    with card("mapping_further"):
        st.header(texts("mapping.further"), anchor=False)
        draft = choose_further(reader, proposal, msgspec.structs.replace(guessed, columns=columns), key)
    draw_trial(reader, file, draft, key)
