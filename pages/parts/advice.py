"""What rules and reasons mean and what can be done, beside the tables and lines that name them."""

from collections.abc import Iterable

import streamlit as st

from pages.parts.formats import plain
from pages.parts.texts import Texts
from warehouse.wording.wording import Explanation

MOST_EXPLAINED = 30


def draw_advice(texts: Texts, explanations: Iterable[Explanation | None]) -> None:
    """One line for each rule or reason, folded; nothing where there are none."""
    found = list(dict.fromkeys(explanation for explanation in explanations if explanation))
    if not found:
        return
    with st.expander(texts("advice.title"), icon=":material/help:"):
        st.markdown("\n".join(f"- {advice_line(explanation)}" for explanation in found[:MOST_EXPLAINED]))


def advice_line(explanation: Explanation) -> str:
    """The name, then meaning, what is allowed and the way out."""
    name = explanation.name[:1].upper() + explanation.name[1:]
    allowed = f" :gray[{plain(explanation.allowed)}]" if explanation.allowed else ""
    return f"**{plain(name)}.** {plain(explanation.meaning)}{allowed} {plain(explanation.way_out)}"


def advise_reasons(texts: Texts, reasons: Iterable[tuple[str, str]]) -> None:
    """The same for reasons, as they are stored, and the columns that they are about."""
    draw_advice(texts, (texts.wording.explain_reason(reason, column) for reason, column in reasons))


def advise_lines(texts: Texts, lines: Iterable[str]) -> None:
    """The same for the warnings of a load, and its lines on emptied cells."""
    draw_advice(texts, map(texts.wording.explain_line, lines))
