"""What people decided about persons: what holds, what waits for the next load, and everything that was ever said."""

import polars as pl
import streamlit as st

from pages.parts.formats import format_moment, plain
from pages.parts.header import in_zone
from pages.parts.page import Page
from pages.parts.people.decide import APPLY, ask_decision
from pages.parts.people.key_words import key_words
from pages.parts.tables import Column, draw_table
from warehouse.people.decisions import Decision, decisions_in_force, pending_decisions, read_log

MOST_SHOWN = 10
COLOURS = {"together": "green", "apart": "orange", "withdraw": "gray"}


def draw_decisions(page: Page) -> None:
    """Pending decisions and what applies them; those in force, each with the way back; the whole log on demand."""
    texts, in_force, log = page.texts, decisions_in_force(), read_log()
    pending = {decision.id for decision in pending_decisions(page.engine)}
    st.markdown(f":small[:gray[{texts('identity.decisions_help')}]]")
    if pending:
        st.info(texts("identity.pending", count=len(pending)), icon=":material/schedule:")
        st.code(APPLY, language="bash")
    if not log:
        st.markdown(f":gray[{texts('identity.no_decisions')}]")
        return
    for decision in reversed(in_force[-MOST_SHOWN:]):
        draw_decision(page, decision, decision.id in pending)
    with st.expander(texts("identity.log", count=len(log)), key="decisions_all", on_change="rerun") as whole:
        if whole.open:
            draw_log(page, log)


def draw_decision(page: Page, decision: Decision, is_pending: bool) -> None:
    """A decision in force: what was said, by whom and why, and the button that takes it back."""
    texts = page.texts
    key_a, key_b = decision.keys
    with st.container(horizontal=True, vertical_alignment="center", key=f"decision_{decision.id}"):
        words = texts(f"identity.said_{decision.kind}", key_a=key_words(page, key_a), key_b=key_words(page, key_b))
        note = f": “{plain(decision.note)}”" if decision.note else ""
        moment = format_moment(in_zone(decision.decided_at.isoformat(), page.engine.settings.timezone), texts)
        waits = f" :orange-badge[{texts('identity.waits')}]" if is_pending else ""
        st.markdown(f"**{plain(words)}**{note}{waits}  \n:small[:gray[{plain(decision.decided_by)} · {moment}]]")
        if st.button(texts("identity.undo"), key=f"undo_{decision.id}", icon=":material/undo:", type="tertiary"):
            ask_decision(page, "withdraw", key_a, key_b)


def draw_log(page: Page, log: list[Decision]) -> None:
    """Every decision ever recorded, the newest first."""
    texts, zone = page.texts, page.engine.settings.timezone
    frame = pl.DataFrame({
        "decided_at": [in_zone(decision.decided_at.isoformat(), zone).replace(tzinfo=None) for decision in log],
        "kind": [texts(f"decision.{decision.kind}") for decision in log],
        "key_a": [key_words(page, decision.keys[0]) for decision in log],
        "key_b": [key_words(page, decision.keys[1]) for decision in log],
        "note": [decision.note for decision in log],
        "decided_by": [decision.decided_by for decision in log],
    }).reverse()  # fmt: skip
    columns = [Column(name, texts(f"identity.{name}")) for name in frame.columns[1:]]
    columns.insert(0, Column("decided_at", texts("identity.decided_at"), lambda moment: format_moment(moment, texts)))
    draw_table(frame, columns, f"decisions_{texts.language}", texts("identity.decisions"))
