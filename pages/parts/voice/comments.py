"""What customers said, beside the number that it explains: emotions counted, then the comments, the most telling first."""

import hashlib
from collections.abc import Collection

import polars as pl
import streamlit as st

from metrics.catalogue.voice import EMOTIONS
from metrics.presenter.numbers import decimal
from metrics.semantic.scope import Scope
from pages.parts.customer_link import draw_customer_link
from pages.parts.masked import is_masked
from pages.parts.page import Page
from pages.parts.voice.said import comment_count, comments_of, emotion_counts
from pages.parts.voice.words import SIGNS, emotion_mark, emotion_words, feel_of, place_words, quote_words, score_words
from warehouse.config.errors import WrongUse
from warehouse.people.profile import known_among

MOST_COMMENTS = 6
MOST_SHOWN = 60  # the rest is found through the contacts


def draw_comments(
    page: Page, scope: Scope, key: str, emotions: Collection[str] = (), title: str = "", most: int = MOST_COMMENTS
) -> None:
    """Title, emotions with their counts to choose from, and the comments of the scope with the record that each came from.

    Comments with one of `emotions` come first (none: with any). `key` is unique on the page. A scope by a dimension that
    comments do not have gets a sentence. Where personal data are masked, the counts stay and the comments go.
    """
    texts = page.texts
    if title:
        st.header(title, anchor=False)
    try:
        counts = emotion_counts(page.published, scope)
    except WrongUse:
        st.markdown(f":gray[{texts('voice.not_here')}]")
        return
    if not counts:
        st.markdown(f":gray[{texts('voice.none')}]")
        return
    draw_chosen(page, scope, f"{key}_{digest(scope)}", tuple(emotions), most)


@st.fragment
def draw_chosen(page: Page, scope: Scope, key: str, emotions: tuple[str, ...], most: int) -> None:
    """The counts and the list; a choice draws these again and not the page."""
    texts = page.texts
    chosen = draw_emotions(page, emotion_counts(page.published, scope), key)
    if is_masked(page):
        st.markdown(f":gray[{texts('how.masked_comments')}]")
        return
    within = scope.limited("emotion", chosen) if chosen else scope
    total = comment_count(page.published, within)
    shown = min(st.session_state.get(f"more_{key}", most), MOST_SHOWN)
    listed = comments_of(page.published, within, shown, emotions)
    if listed.is_empty():
        st.markdown(f":gray[{texts('voice.none_of_these')}]")
        return
    draw_list(page, listed, key)
    if total > listed.height:
        words = texts("voice.shown", shown=decimal(listed.height, texts), total=decimal(total, texts))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":small[:gray[{words}]]", width="content")
            if listed.height < MOST_SHOWN:
                st.button(texts("voice.more"), key=f"button_{key}", type="tertiary", icon=":material/expand_more:",
                          on_click=st.session_state.__setitem__, args=(f"more_{key}", shown + 2 * most))  # fmt: skip


def draw_emotions(page: Page, counts: dict[str, int], key: str) -> tuple[str, ...]:
    """The emotions that there are, with sign, word and count, to choose from; how many are unknown. Returns the chosen ones."""
    texts = page.texts
    there = [emotion for emotion in EMOTIONS if counts.get(emotion)]
    unknown = counts.get("unknown", 0)
    said = texts("voice.unknown", count=unknown, number=decimal(unknown, texts)) if unknown else ""
    if not there:
        st.markdown(f":small[:gray[{said}]]")
        return ()

    def words(emotion: str) -> str:
        return f"{SIGNS[emotion]} {emotion_words(emotion, texts)} · {decimal(counts[emotion], texts)}"

    chosen = st.pills(texts("voice.emotions"), there, selection_mode="multi", format_func=words, label_visibility="collapsed",
                      key=f"emotions_{key}_{texts.language}")  # fmt: skip
    st.markdown(f":small[:gray[{texts('voice.order')} {said}]]")
    return tuple(chosen)


def draw_list(page: Page, listed: pl.DataFrame, key: str) -> None:
    """The comments side by side; a link to each known customer where this is not the customer's own page."""
    persons = listed["person_id"].drop_nulls().unique().to_list() if page.name != "customer" else []
    known = known_among(page.engine, persons)
    with st.grid(2, min_column_width=330, gap="small"):
        for place, row in enumerate(listed.iter_rows(named=True)):
            with st.container(key=f"said_{feel_of(row['emotion'])}_{key}_{place}", gap=None):
                draw_comment(page, row, row["person_id"] in known)


def draw_comment(page: Page, row: dict, is_known: bool) -> None:  # type: ignore[type-arg]
    """One comment: emotion and score, the words, where it is from, and the way to its customer."""
    texts, score = page.texts, score_words(row, page.texts)
    marks = [
        emotion_mark(row["emotion"], row["emotion_by"], texts) if row["emotion"] else "",
        f"**{score}**" if score else "",
    ]
    lines = [
        " · ".join(mark for mark in marks if mark),
        quote_words(row["comment"], texts),
        f":small[:gray[{place_words(row, texts)}]]",
    ]
    st.markdown("  \n".join(line for line in lines if line))
    if is_known:
        draw_customer_link(page, row["person_id"], texts("customer.link"))


def digest(scope: Scope) -> str:
    """A short name of a scope: widgets of another scope start anew."""
    return hashlib.sha1(repr(scope).encode(), usedforsecurity=False).hexdigest()[:8]
