"""How a score of the index is computed: every ingredient with its formula, score, interval and n, and where to see its rows."""

import streamlit as st

from metrics.catalogue import METRICS
from metrics.omnichannel import COMPONENTS, Index, Score
from metrics.omnichannel_integration import CONNECTED_SHARE
from pages.parts.formats import MISSING, decimal, plain
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
        st.markdown(formula_table(index, name, texts))
        st.markdown(f":small[:gray[{texts('omnichannel.how_interval')}]]")
        for component in COMPONENTS if name == "index" else (name,):
            draw_links(page, MADE_OF[component])

    dialog()


def formula_table(index: Index, name: str, texts: Texts) -> str:
    """Markdown: one row an ingredient, or a component for the index."""
    scores = index.components.values() if name == "index" else [index.ingredients[part] for part in COMPONENTS[name]]
    heads = [texts(f"omnichannel.head_{head}") for head in ("part", "formula", "score", "interval")]
    lines = [f"| {' | '.join([*heads, 'n'])} |", "|:--|:--|--:|--:|--:|"]
    return "\n".join([*lines, *(formula_line(score, name, texts) for score in scores)])


def formula_line(score: Score, name: str, texts: Texts) -> str:
    """A row of the table."""
    if name == "consistency":
        aspect, by = score.name.rsplit("_", 1)
        label = f"{texts(f'omnichannel.aspect_{aspect}')}, {texts(f'omnichannel.across_{by}')}"
        formula = texts(f"omnichannel.formula_{'response' if aspect == 'response' else 'share'}")
    else:
        label = texts(f"omnichannel.{score.name}" if name == "index" else f"omnichannel.short_{score.name}")
        formula = (
            texts(f"omnichannel.formula_{score.name}", count=2)
            if name != "index"
            else texts("omnichannel.formula_part")
        )
    if score.value is None:
        return f"| {label} | {formula} | {MISSING} | {texts('omnichannel.not_measured')} | {MISSING} |"
    bounds = MISSING
    if score.low is not None and score.high is not None:
        bounds = f"{decimal(score.low, texts, 1)}–{decimal(score.high, texts, 1)}"
    return f"| {label} | {formula} | {decimal(score.value, texts, 1)} | {bounds} | {decimal(score.n, texts)} |"


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
