"""The metric dictionary: every entry of the catalogue in words, searchable, each with a link of its own."""

import streamlit as st

from metrics.catalogue import METRICS
from metrics.catalogue.composites import COMPOSITES, Composite
from metrics.catalogue.entry import Metric
from pages.parts.explain import draw_definition
from pages.parts.header import card, open_page
from pages.parts.measured import metric_label, metric_text

ENTRIES: dict[str, Metric | Composite] = {**METRICS, **COMPOSITES}

page = open_page("definitions", has_scope=False)
texts = page.texts


def matches(name: str, words: str) -> bool:
    """Whether name, label or description contains every word, however accented."""
    entry = ENTRIES[name]
    haystack = " ".join([name, metric_label(entry, texts), metric_text(entry, "description", texts)]).casefold()
    return all(word in haystack for word in words.casefold().split())


st.markdown(texts("definition.intro"))
words = st.text_input(texts("definition.search"), key=f"search_{texts.language}", icon=":material/search:", width=420)
asked = page.view.metric if page.view.metric in ENTRIES and not words else ""
found = [asked] if asked else [name for name in ENTRIES if matches(name, words)]
if asked:
    st.page_link("pages/definitions.py", label=texts("definition.all"), icon=":material/arrow_back:",
                 query_params={"lang": page.view.language})  # fmt: skip
else:
    st.markdown(f":small[:gray[{texts('definition.found', count=len(found)) if found else texts('definition.none')}]]")
with st.grid(1 if asked else 2, min_column_width=330):
    for name in found:
        with card(f"definition_{name}"):
            st.header(metric_label(ENTRIES[name], texts), anchor=name)
            draw_definition(ENTRIES[name], page)
