"""The short line on a number whose sources are late, unusual or failing, and the way to the page that says more."""

from collections.abc import Sequence

import streamlit as st

from metrics.presenter.quality import QualityWords
from metrics.quality.gate import DOUBTFUL, STALE
from pages.parts.formats import format_day, plain
from pages.parts.masked import is_masked
from pages.parts.numbers import concerning, today
from pages.parts.page import Page
from pages.parts.texts import Texts
from pages.parts.view import carried, write_query


def quality_words(page: Page) -> QualityWords:
    """The words of the page's language, safe in a Markdown text."""
    texts = page.texts

    def column_name(column: str) -> str:
        return f"«{texts(f'table.{column}') if texts.has(f'table.{column}') else texts.dimension(column)}»"

    return QualityWords(texts, lambda day: format_day(day, texts), plain, texts.rule, column_name, is_masked(page))


def gate_words(page: Page, metric: str) -> str:
    """What is wrong with the sources of a number in the page's scope, the worst first; empty when nothing is."""
    found = concerning(page.published, today(), metric, page.scope)
    if not found:
        return ""
    mark = ":red[:material/block:]" if found[0].is_failing else ":orange[:material/warning:]"
    return f"{mark} {quality_words(page).gated(found[0], len(found) - 1)}"


def without_gate_notes(sentences: Sequence[str], texts: Texts) -> list[str]:
    """The sentences of a number without those that its line on the sources says more exactly."""
    general = {texts(f"note.{note}") for note in (STALE, DOUBTFUL)}
    return [sentence for sentence in sentences if sentence not in general]


def draw_way_to_data(page: Page, metric: str) -> None:
    """A link to the page Data under a number that is withheld for its sources."""
    if any(finding.is_failing for finding in concerning(page.published, today(), metric, page.scope)):
        st.page_link(
            "pages/data.py", label=page.texts("data.to_data"), icon=":material/database:", query_params=write_query(carried(page.view)),
        )  # fmt: skip
