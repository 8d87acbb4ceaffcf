"""How a score of the index is computed: every ingredient with its formula, score, interval and n, and where to see its rows."""

import streamlit as st

from metrics.analyses.omnichannel.index import COMPONENTS, Index, Score
from metrics.analyses.omnichannel.integration import CONNECTED_SHARE
from metrics.catalogue import METRICS
from metrics.catalogue.composites import OMNICHANNEL_INDEX
from metrics.presenter.estimates import sample_words, value_words
from metrics.presenter.numbers import MISSING
from pages.parts.formats import plain
from pages.parts.measured import metric_label
from pages.parts.page import Page, scope_words
from pages.parts.texts import Texts
from pages.parts.view import write_query

# The metrics that an ingredient is made of; their definitions and rows are a click away.
MADE_OF = {
    "integration": ("coverage", "match_rate"),
    "consistency": ("csat", "ces", "first_response", "wait", "fcr"),
    "continuity": ("ocr", "forced_hops", "reexplanation"),
}


def show_formula(page: Page, index: Index, name: str) -> None:
    """Open the dialog of the index or of a component."""
    texts = page.texts

    @st.dialog(texts("how.title", metric=texts(f"omnichannel.{name}")), width="large")
    def dialog() -> None:
        st.markdown(f":gray[{plain(scope_words(page, page.scope))}]")
        st.markdown(texts(f"omnichannel.how_{name}", share=CONNECTED_SHARE))
        for line in formula_lines(index, name, texts):
            st.markdown(line)
        st.markdown(f":small[:gray[{texts('omnichannel.how_interval')}]]")
        for component in COMPONENTS if name == "index" else (name,):
            draw_links(page, MADE_OF[component])
        st.page_link("pages/definitions.py", label=metric_label(OMNICHANNEL_INDEX, texts), icon=":material/menu_book:",
                     query_params=write_query(page.view) | {"metric": OMNICHANNEL_INDEX.name})  # fmt: skip

    dialog()


def formula_lines(index: Index, name: str, texts: Texts) -> list[str]:
    """Markdown, one paragraph an ingredient (of the index: a component): score, interval, n, and the formula below."""
    scores = index.components.values() if name == "index" else [index.ingredients[part] for part in COMPONENTS[name]]
    return [f"{score_line(score, name, texts)}  \n:small[:gray[{formula_of(score, name, texts)}]]" for score in scores]


def score_line(score: Score, name: str, texts: Texts) -> str:
    """**Satisfaction, across channels: 72.1** · n = 1,578 · 95%: 68.4 to 75.8; what was not measured says so."""
    label = label_of(score.name, texts)
    if score.value is None:
        return f"**{label}:** {MISSING} {texts('omnichannel.not_measured')}"
    return f"**{label}: {value_words(score, texts)}** · {sample_words(score, texts)}"


def label_of(name: str, texts: Texts) -> str:
    """A component or an ingredient in words; consistency's are made of the aspect and across what."""
    if name in COMPONENTS:
        return texts(f"omnichannel.{name}")
    if name in COMPONENTS["consistency"]:
        aspect, by = name.rsplit("_", 1)
        return f"{texts(f'omnichannel.aspect_{aspect}')} {texts(f'omnichannel.across_{by}')}"
    label = texts(f"omnichannel.short_{name}")
    return label[:1].upper() + label[1:]


def formula_of(score: Score, name: str, texts: Texts) -> str:
    """The formula of an ingredient; of the index's components, that they are means."""
    if name == "index":
        return texts("omnichannel.formula_part")
    if name == "consistency":
        return texts(
            "omnichannel.formula_response" if score.name.startswith("response") else "omnichannel.formula_share"
        )
    return texts(f"omnichannel.formula_{score.name}")


def draw_links(page: Page, names: tuple[str, ...]) -> None:
    """For every metric the link to its definition, and to its numbers by channel with the rows behind them."""
    texts, query = page.texts, write_query(page.view)
    with st.container(horizontal=True, gap="small"):
        for name in names:
            label = metric_label(METRICS[name], texts)
            st.page_link(
                "pages/definitions.py", label=label, icon=":material/menu_book:", query_params=query | {"metric": name}
            )
            st.page_link("pages/channels.py", label=texts("omnichannel.rows_of", metric=label), icon=":material/table_rows:",
                         query_params=query | {"metric": name, "by": "channel"})  # fmt: skip
