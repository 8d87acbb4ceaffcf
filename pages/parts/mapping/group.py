"""Several rows that may be one record: proposed with an example, and which cell of theirs a column takes."""

import polars as pl
import streamlit as st

from pages.parts.formats import plain
from pages.parts.inbox.reader import Reader
from pages.parts.tables import Column, draw_table
from warehouse.inbox.proposal import Proposal, SeenColumn

TAKES = ("", "first", "last", "count")
OF_NUMBERS = ("", "first", "last", "sum", "min", "max", "count")
COUNTED_KINDS = ("time", "clock", "number", "money")


def choose_group(reader: Reader, proposal: Proposal, key: str) -> str:
    """The column whose equal cells make one record; empty: each row is one. Nothing is asked where no id repeats."""
    texts = reader.texts
    if not proposal.repeated:
        return ""
    by_label = {found.label: found for found in proposal.repeated}
    guessed = next(iter(by_label))

    def words(label: str) -> str:
        return texts("mapping.group_by", column=plain(label)) if label else texts("mapping.group_none")

    chosen = str(st.radio(texts("mapping.group"), [*by_label, ""], key=f"{key}_group", format_func=words))
    found = by_label[chosen or guessed]
    st.markdown(
        f":small[:orange[:material/lightbulb: {texts('mapping.group_found', column=plain(found.label), ids=found.ids, all=found.all_ids)}]]"
    )
    if not reader.is_masked:
        labels = [column.label for column in proposal.columns]
        names = [f"{at}" for at in range(len(labels))]
        frame = pl.DataFrame(found.example, schema=dict.fromkeys(names, pl.String), orient="row")
        heads = [Column(name, plain(label)) for name, label in zip(names, labels, strict=True)]
        draw_table(frame, heads, f"{key}_example_{found.label}", texts("mapping.group_example"))
    return chosen


def choose_take(reader: Reader, seen: SeenColumn, guess: str, key: str) -> str:
    """Which cell of the rows of one record the column takes."""
    texts, ways = reader.texts, OF_NUMBERS if seen.kind in COUNTED_KINDS else TAKES
    return str(
        st.selectbox(texts("mapping.take", column=plain(seen.label)), ways, index=ways.index(guess), key=f"{key}_take",
                     format_func=lambda way: texts(f"mapping.take_{way or 'whole'}"))
    )  # fmt: skip
