"""The index and its three components as tiles: score, interval, change, and the formula with its numbers in words."""

import streamlit as st

from metrics.analyses.omnichannel.index import COMPONENTS, Index, Score, change_of
from metrics.catalogue import METRICS
from metrics.presenter.numbers import MISSING, NARROW_SPACE, decimal
from pages.parts.age import age_sentence, failed_checks, page_age
from pages.parts.identity_words import identity_words
from pages.parts.omnichannel.formula import label_of, show_formula
from pages.parts.omnichannel.numbers import index_before, index_in
from pages.parts.page import Page
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
    difference, low, high = change_of(score, score_in(before, score.name)) if before else (None, None, None)
    exceeds = None if low is None or high is None else low > 0 or high < 0
    comparable = before is not None and parts_of(index, score.name) == parts_of(before, score.name)
    change = f"{decimal(difference, texts, 1, sign=True)}{NARROW_SPACE}{texts('unit.points_short')}" if (
        difference is not None and comparable
    ) else ""  # fmt: skip
    colour = "gray" if not exceeds or not difference else "green" if difference > 0 else "red"
    with st.container(border=True, height="stretch", key=f"tile_{score.name}", gap="xsmall"):
        st.metric(
            texts("omnichannel.out_of" if score.name == "index" else f"omnichannel.{score.name}"), score_words(score.value, texts), change or None,
            delta_color=colour,  # type: ignore[arg-type]
            delta_arrow="up" if change.startswith("+") else "down" if change.startswith("-") else "off",
        )  # fmt: skip
        words = [
            interval_words(score, texts),
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


def score_in(index: Index, name: str) -> Score:
    """The index itself or a component."""
    return index.total if name == "index" else index.components[name]


def parts_of(index: Index, name: str) -> list[str]:
    """What a score is the mean of here: two scores of different make are not compared."""
    names = [part for part, parts in COMPONENTS.items() for part in parts] if name == "index" else COMPONENTS[name]
    return [part for part in names if index.ingredients[part].value is not None]


def score_words(value: float | None, texts: Texts) -> str:
    """81.7, – where nothing was measured."""
    return MISSING if value is None else decimal(value, texts, 1)


def interval_words(score: Score, texts: Texts) -> str:
    """95 %: 80.1 to 83.2 · n = 5,377; the sample alone where there is no interval."""
    if score.value is None:
        return texts("tile.none")
    words = [texts("tile.n", n=decimal(score.n, texts))] if score.n else []
    if score.low is not None and score.high is not None:
        words.insert(0, texts("tile.interval", low=decimal(score.low, texts, 1), high=decimal(score.high, texts, 1)))
    return " · ".join(words)


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
    """Failed checks, how much is tied to persons, and the age of what feeds the score."""
    metric = METRICS[FED_BY[score.name]]
    failed = failed_checks(page, metric)
    warning = f":orange[:material/warning:] {failed}" if failed else ""
    identity = identity_words(page) if score.name == "index" else ""
    age = age_sentence(page, metric)
    return [warning, identity, "" if age == page_age(page) else age] if score.value is not None else []
