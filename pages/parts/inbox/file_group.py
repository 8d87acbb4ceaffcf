"""Files of one source with the same columns, drawn as one: what would become of them, what is asked, the first rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
import streamlit as st

from metrics.presenter.numbers import decimal
from pages.parts.formats import plain
from pages.parts.inbox.answering import draw_questions, draw_source_choice
from pages.parts.inbox.reader import Reader
from pages.parts.inbox.report import in_short, name_in_inbox
from pages.parts.inbox.shown_rows import draw_reasons, draw_records
from pages.parts.tables import Column, draw_table
from warehouse.inbox.files import drop_waiting
from warehouse.inbox.report import ASKS, READY, SEVERAL, UNCHANGED, UNKNOWN, FileReport

MOST_SHOWN = 200  # files of a group in its table
MOST_COLUMNS = 30  # of an unknown file, that are named
SIGNS = {READY: ":green[:material/check_circle:]", UNCHANGED: ":gray[:material/done_all:]", ASKS: ":orange[:material/help:]",
         SEVERAL: ":orange[:material/help:]", UNKNOWN: ":orange[:material/question_mark:]"}  # fmt: skip
REFUSED_SIGN = ":red[:material/block:]"


@dataclass(frozen=True)
class FileGroup:
    """Files that are asked the same; `alike` is a name for them."""

    alike: str
    files: list[FileReport]

    @property
    def first(self) -> FileReport:
        """The one that is shown for all."""
        return self.files[0]


def group_files(files: Sequence[FileReport]) -> list[FileGroup]:
    """The groups, those that wait for somebody first."""
    groups: dict[tuple[str, str], list[FileReport]] = {}
    for file in files:
        groups.setdefault((file.verdict, file.alike), []).append(file)
    order = [ASKS, SEVERAL, UNKNOWN, READY, UNCHANGED]
    found = [FileGroup(f"{verdict}_{alike}", members) for (verdict, alike), members in groups.items()]
    return sorted(
        found, key=lambda group: order.index(group.first.verdict) if group.first.verdict in order else len(order)
    )


def draw_group(reader: Reader, group: FileGroup) -> None:
    """Head, what is asked, files, rows, reasons."""
    texts, first = reader.texts, group.first
    sign = SIGNS.get(first.verdict, REFUSED_SIGN)
    names = plain(name_in_inbox(first)) if len(group.files) == 1 else texts("load.files", count=len(group.files))
    st.header(f"{sign} {plain(first.title) or texts('load.unknown_source')} · {names}", anchor=False)
    st.markdown(f"{texts(f'load.verdict_{first.verdict}', count=len(group.files))}")
    if first.verdict == UNKNOWN and first.columns:
        columns = ", ".join(first.columns[:MOST_COLUMNS]) + (" …" if len(first.columns) > MOST_COLUMNS else "")
        st.markdown(f":small[:gray[{texts('load.has_columns', columns=plain(columns))}]]")
    elif first.said and first.verdict not in (ASKS, UNCHANGED, SEVERAL):
        for said in dict.fromkeys(file.said for file in group.files[:MOST_SHOWN]):
            st.markdown(f":small[:gray[{plain(in_short(texts.said(said)))}]]")
    if first.verdict == SEVERAL:
        draw_source_choice(reader, group.files)
    if first.verdict == UNKNOWN:
        draw_mapping_links(reader, group.files)
    if first.questions:
        draw_questions(reader, group.files)
    if first.verdict == READY:
        draw_files(reader, group.files)
        draw_first_rows(reader, group)
    draw_taking_away(reader, group)


def draw_mapping_links(reader: Reader, files: Sequence[FileReport]) -> None:
    """The way to the page on which a file that nobody knows becomes a source; one file stands for all that are alike."""
    texts, file = reader.texts, files[0]
    with st.container(key=f"map_{file.alike}", width="content"):
        st.page_link("pages/mapping.py", label=f"**{texts('load.map_it')}**", icon=":material/schema:",
                     query_params=reader.query | {"file": name_in_inbox(file)})  # fmt: skip


def draw_files(reader: Reader, files: Sequence[FileReport]) -> None:
    """The account of each file before its load: read = loaded + kept aside + skipped, and what is new."""
    texts = reader.texts
    frame = pl.DataFrame(
        [
            {
                "file": name_in_inbox(file), "rows_read": file.rows_read, "rows_loaded": file.rows_loaded, "rows_rejected": file.rows_rejected,
                "rows_skipped": file.rows_skipped, "new": sum(table.new for table in file.records),
                "updated": sum(table.updated for table in file.records),
            }
            for file in files[:MOST_SHOWN]
        ]
    )  # fmt: skip
    counts = ("rows_read", "rows_loaded", "rows_rejected", "rows_skipped", "new", "updated")
    columns = [Column("file", texts("table.file"))]
    columns += [Column(name, texts(f"load.{name}"), lambda number: decimal(number, texts)) for name in counts]
    draw_table(frame, columns, f"files_{files[0].alike}_{texts.language}", texts("load.files_alt"))
    for file in files:
        for reason, rows in file.skips.items():
            st.markdown(
                f":small[:gray[{plain(name_in_inbox(file))}: {texts('load.skipped', count=rows)}: {plain(texts.reason(reason))}]]"
            )


def draw_first_rows(reader: Reader, group: FileGroup) -> None:
    """Of one file: the first rows as they would be stored, and why rows would be kept aside and cells emptied."""
    texts, chosen = reader.texts, group.first
    if len(group.files) > 1:
        by_name = {name_in_inbox(file): file for file in group.files}
        chosen = by_name[
            st.selectbox(texts("load.rows_of"), list(by_name), key=f"rows_of_{group.alike}_{texts.language}")
        ]
    labels = [texts("load.rows_as_stored", table=texts.code("records", table.table)) for table in chosen.records]
    if chosen.reasons:
        labels.append(texts("load.kept_aside", count=chosen.rows_rejected))
    if chosen.emptied:
        labels.append(texts("load.emptied", count=sum(cells.rows for cells in chosen.emptied)))
    if not labels:
        return
    tabs = st.tabs(labels)
    for table, tab in zip(chosen.records, tabs, strict=False):
        with tab:
            draw_records(reader, table, f"{group.alike}_{table.table}")
    why = [(name, found) for name, found in (("reasons", chosen.reasons), ("emptied", chosen.emptied)) if found]
    for (name, found), tab in zip(why, tabs[len(chosen.records) :], strict=True):
        with tab:
            draw_reasons(reader, name, found, group.alike)


def draw_taking_away(reader: Reader, group: FileGroup) -> None:
    """Files that were dropped by mistake leave the inbox."""
    texts, key = reader.texts, f"away_{group.alike}_{reader.texts.language}"
    names = [name_in_inbox(file) for file in group.files]

    def take_away() -> None:
        for name in names if len(names) == 1 else st.session_state[key]:
            drop_waiting(name)

    if len(names) > 1:
        with st.popover(texts("load.take_away"), icon=":material/delete:", type="tertiary"):
            st.multiselect(texts("load.files_alt"), names, key=key)
            st.button(texts("load.take_away"), key=f"do_{key}", on_click=take_away)
    else:
        st.button(
            texts("load.take_away"), key=f"do_{key}", type="tertiary", icon=":material/delete:", on_click=take_away
        )
