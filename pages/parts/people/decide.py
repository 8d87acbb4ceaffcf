"""Saying that two keys are, or are not, of the same person: what it will do, the reason, and the confirmation."""

from datetime import UTC, datetime

import streamlit as st

from pages.parts.formats import plain
from pages.parts.page import Page
from pages.parts.people.key_words import key_words
from warehouse.config.errors import HiloError
from warehouse.people.decide import decide_apart, decide_together, withdraw_decision
from warehouse.people.key import Key

APPLY = "python -m pipelines derive"
LONGEST_NOTE, LONGEST_NAME = 300, 80


def ask_decision(page: Page, kind: str, key_a: Key, key_b: Key) -> None:
    """Open the dialog for a decision (together, apart, withdraw); it is written only when the reader confirms it."""
    texts = page.texts

    @st.dialog(texts(f"decide.{kind}_title"))
    def dialog() -> None:
        st.markdown(texts(f"decide.{kind}", key_a=plain(key_words(page, key_a)), key_b=plain(key_words(page, key_b))))
        note = st.text_area(texts("decide.note"), key="decide_note", max_chars=LONGEST_NOTE, height=80,
                            placeholder=texts("decide.note_example"))  # fmt: skip
        name = st.text_input(texts("decide.name"), key="decide_name", max_chars=LONGEST_NAME)
        st.markdown(f":small[:gray[{texts('decide.effect')}]]")
        st.code(APPLY, language="bash")
        if not st.button(texts("decide.confirm"), key="decide_confirm", type="primary"):
            return
        if kind != "withdraw" and not note.strip():
            st.warning(texts("decide.note_missing"))
            return
        try:
            write_decision(page, kind, (key_a, key_b), note.strip(), name.strip() or texts("decide.nameless"))
        except HiloError as error:
            st.warning(plain(texts.said(str(error))))
            return
        st.toast(texts("decide.done"), icon=":material/check:")
        st.rerun()

    dialog()


def write_decision(page: Page, kind: str, keys: tuple[Key, Key], note: str, by: str) -> None:
    """Add the decision to the log. Raises HiloError when a key is no record's any more or nothing is there to withdraw."""
    now = datetime.now(UTC)
    if kind == "together":
        decide_together(page.engine, *keys, note, by, now)
    elif kind == "apart":
        decide_apart(page.engine, *keys, note, by, now)
    else:
        withdraw_decision(*keys, note, by, now)
