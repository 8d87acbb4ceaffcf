"""The index and its three components as tiles: score, interval, change, and the formula with its numbers in words."""

import streamlit as st

from metrics.analyses.omnichannel.index import COMPONENTS, Index, Score, change_of, level_of
from metrics.catalogue import METRICS
from metrics.presenter.estimates import reason_words, sample_words, value_words
from metrics.presenter.numbers import decimal
from metrics.semantic.estimate import Difference
from pages.parts.age import age_sentence, page_age
from pages.parts.identity_words import identity_words
from pages.parts.omnichannel.formula import label_of, show_formula
from pages.parts.omnichannel.numbers import index_before, index_in
from pages.parts.page import Page
from pages.parts.quality.gate_words import gate_words
from pages.parts.texts import Texts

FED_BY = {"index": "interactions", "integration": "interactions", "consistency": "csat", "continuity": "ocr"}


def draw_index_tiles(page: Page) -> None:
    """Four tiles beside each other; above them a warning where there is but one system to be omnichannel with."""
    index, before = index_in(page.published, page.scope), index_before(page.published, page.scope)
    if index.total.value is not None and index.components["integration"].value is None:
        st.info(page.texts("omnichannel.one_source"), icon=":material/info:")
    with st.grid(4, min_column_width=210, gap="small"):
        for score in (index.total, *index.components.values()):
            draw_index_tile(page, index, before, score)


def draw_index_tile(page: Page, index: Index, before: Index | None, score: Score) -> None:
    """One tile; what was not measured says so and is no 0."""
    texts = page.texts
    difference = change_of(score, score_in(before, score.name)) if before else Difference(None)
    exceeds, points = difference.exceeds_noise, difference.value
    comparable = before is not None and parts_of(index, score.name) == parts_of(before, score.name)
    change = value_words(difference, texts) if points is not None and comparable else ""
    colour = "gray" if not exceeds or not points else "green" if points > 0 else "red"
    with st.container(border=True, height="stretch", key=f"tile_{score.name}", gap="xsmall"):
        st.metric(
            texts("omnichannel.out_of" if score.name == "index" else f"omnichannel.{score.name}"), value_words(score, texts), change or None,
            delta_color=colour,  # type: ignore[arg-type]
            delta_arrow="up" if change.startswith("+") else "down" if change.startswith("-") else "off",
        )  # fmt: skip
        words = [
            reason_words(score, texts, index.parts.least) or sample_words(score, texts),
            level_words(score, texts),
            texts("tile.beyond_noise" if exceeds else "tile.within_noise") if change and exceeds is not None else "",
            formula_words(index, score, texts),
            missing_words(index, score, texts),
            texts("note.immature") if index.parts.immature and score.name in ("index", "continuity") else "",
            *warning_words(page, score),
        ]
        said = "  \n".join(word for word in words if word)
        st.markdown(f":small[:gray[{said}]]")
        st.space("stretch")
        if st.button(texts("tile.how"), key=f"how_{score.name}", type="tertiary", icon=":material/function:"):
            show_formula(page, index, score.name)


def level_words(score: Score, texts: Texts) -> str:
    """What the index means at least; nothing of a component."""
    level = level_of(score) if score.name == "index" else ""
    return texts(f"omnichannel.level_{level}") if level else ""


def score_in(index: Index, name: str) -> Score:
    """The index itself or a component."""
    return index.total if name == "index" else index.components[name]


def parts_of(index: Index, name: str) -> list[str]:
    """What a score is the mean of here: two scores of different make are not compared."""
    names = [part for part, parts in COMPONENTS.items() for part in parts] if name == "index" else COMPONENTS[name]
    return [part for part in names if index.ingredients[part].value is not None]


def formula_words(index: Index, score: Score, texts: Texts) -> str:
    """The mean written out with its numbers."""
    if score.value is None:
        return ""
    if score.name == "index":
        parts = [(texts(f"omnichannel.{s.name}").lower(), s.value) for s in index.components.values()]
    elif score.name == "consistency":
        count = len(parts_of(index, score.name))
        return texts("omnichannel.formula_consistency", count=count)
    else:
        parts = [(texts(f"omnichannel.short_{name}"), index.ingredients[name].value) for name in COMPONENTS[score.name]]
    listed = " · ".join(f"{label} **{decimal(value, texts, 1)}**" for label, value in parts if value is not None)
    return texts("omnichannel.mean_of", parts=listed)


def missing_words(index: Index, score: Score, texts: Texts) -> str:
    """Which parts were not measured and therefore left out."""
    names = tuple(index.components) if score.name == "index" else COMPONENTS[score.name]
    scores = index.components if score.name == "index" else index.ingredients
    absent = [label_of(name, texts) for name in names if scores[name].value is None]
    if not absent or score.value is None:
        return ""
    return texts("omnichannel.left_out", parts=", ".join(label.lower() for label in absent))


def warning_words(page: Page, score: Score) -> list[str]:
    """What is wrong with the sources, how much is tied to persons, and the age of what feeds the score."""
    metric = METRICS[FED_BY[score.name]]
    warning = gate_words(page, metric.name)
    identity = identity_words(page) if score.name == "index" else ""
    age = age_sentence(page, metric)
    return [warning, identity, "" if age == page_age(page) else age] if score.value is not None else []
