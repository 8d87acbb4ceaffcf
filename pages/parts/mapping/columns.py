"""The columns of the file, each with its examples and what it is taken for, to be confirmed or changed."""

from collections.abc import Sequence

import streamlit as st

from pages.parts.formats import plain
from pages.parts.inbox.reader import Reader
from pages.parts.mapping.fields import field_words, targets_of
from pages.parts.mapping.group import choose_take
from warehouse.config.codes import CHANNELS
from warehouse.inbox.draft import ColumnDraft, Draft, is_plain
from warehouse.inbox.proposal import BY_NAME, Proposal, SeenColumn

SHOWN_EXAMPLES = 3
UNITS = ("seconds", "minutes", "hours", "days", "milliseconds")
# Codes that the warehouse knows, by the column that holds them.
CODES = {
    "channel": CHANNELS,
    "direction": ("inbound", "outbound", "internal", "none"),
    "status": (
        "open",
        "paid",
        "fulfilled",
        "cancelled",
        "refunded",
        "partially_refunded",
        "trial",
        "active",
        "past_due",
        "paused",
    ),
}


def choose_columns(reader: Reader, proposal: Proposal, guessed: Draft, key: str) -> list[ColumnDraft]:
    """One line a column; what the reader chose, beginning with the guesses."""
    return [
        choose_column(reader, seen, draft, guessed, f"{key}_{at}")
        for at, (seen, draft) in enumerate(zip(proposal.columns, guessed.columns, strict=True))
    ]


def choose_column(reader: Reader, seen: SeenColumn, guess: ColumnDraft, guessed: Draft, key: str) -> ColumnDraft:
    """Label and examples beside the choice; where it is a guess, on what it rests."""
    texts, table, targets = reader.texts, guessed.table, targets_of(guessed.table)
    with st.container(key=f"line_{key}"):
        said, chosen, why = st.columns([5, 4, 2], vertical_alignment="center")
        with said:
            examples = [] if reader.is_masked else seen.examples[:SHOWN_EXAMPLES]
            words = " · ".join(map(plain, examples)) if examples else texts("mapping.no_examples")
            st.markdown(f"**{plain(seen.label)}**  \n:small[:gray[{words}]]")
        with chosen:
            target = st.selectbox(plain(seen.label), targets, index=targets.index(guess.target) if guess.target in targets else 0, key=f"{key}_target",
                                  label_visibility="collapsed", format_func=lambda name: field_words(texts, table, name))  # fmt: skip
            is_taken = bool(target) and guessed.group_by not in ("", seen.label) and is_plain(target)
            take = choose_take(reader, seen, guess.take, key) if is_taken else ""
        if target and target == guess.target:
            with why:
                st.markdown(f":small[:orange[:material/lightbulb: {texts(f'mapping.by_{reason_of(seen)}')}]]")
        unit = choose_unit(reader, seen, key) if target.endswith("_seconds") and seen.kind == "number" else ""
        values = choose_values(reader, seen, target, key) if target in CODES and seen.examples else {}
    return ColumnDraft(seen.label, target, unit, values, take)


def reason_of(seen: SeenColumn) -> str:
    """Why the column is taken for what it is taken for."""
    return "name" if any(guess.reason == BY_NAME for guess in seen.guesses) else "content"


def choose_unit(reader: Reader, seen: SeenColumn, key: str) -> str:
    """What a plain number counts: nobody can tell it from the number."""
    texts = reader.texts
    chosen = st.selectbox(texts("mapping.unit", column=plain(seen.label)), UNITS, index=None, key=f"{key}_unit", placeholder=texts("load.choose"),
                          format_func=lambda unit: texts(f"mapping.unit_{unit}"))  # fmt: skip
    return chosen or ""


def choose_values(reader: Reader, seen: SeenColumn, target: str, key: str) -> dict[str, str]:
    """What each value of a column of codes is: guessed by its name, else the reader's to say."""
    texts, known = reader.texts, seen.codes.get(target, {})
    found = {}
    with (
        st.expander(
            texts("mapping.values", column=plain(seen.label)), expanded=any(not code for code in known.values())
        ),
        st.grid(3, min_column_width=220),
    ):
        for at, value in enumerate(known):
            found[value] = choose_value(reader, value, known[value], CODES[target], target, f"{key}_value_{at}")
    return {value: code for value, code in found.items() if code}


def choose_value(reader: Reader, value: str, code: str, codes: Sequence[str], target: str, key: str) -> str:
    """One value; empty where nothing was chosen: rows with it are then kept aside, and the trial says so."""
    texts = reader.texts
    chosen = st.selectbox(plain(value), codes, index=codes.index(code) if code in codes else None, key=key, placeholder=texts("load.choose"),
                          format_func=lambda one: texts.code(target, one))  # fmt: skip
    return chosen or ""
