"""What customers said in a scope, cached by version: comments, most telling first, and how many there are of each emotion."""

import polars as pl
import streamlit as st

from metrics.analyses.voice import comments_in, count_comments_in, emotions_by
from metrics.semantic.scope import Scope
from pages.parts.numbers import Published, engine_of


@st.cache_data(max_entries=200, show_spinner=False)
def comments_of(published: Published, scope: Scope, limit: int, emotions: tuple[str, ...] = ()) -> pl.DataFrame:
    """`metrics.analyses.voice.comments_in` on the version."""
    return comments_in(engine_of(published), scope, limit, emotions)


@st.cache_data(max_entries=500, show_spinner=False)
def comment_count(published: Published, scope: Scope) -> int:
    """How many comments with a text there are."""
    return count_comments_in(engine_of(published), scope)


@st.cache_data(max_entries=500, show_spinner=False)
def emotion_counts(published: Published, scope: Scope) -> dict[str, int]:
    """How many comments there are of each emotion, and `unknown`; no entry for emotions that nobody shows."""
    counted = emotions_by(engine_of(published), scope).drop("n")
    return {
        emotion: count for emotion, count in (counted.row(0, named=True) if counted.height else {}).items() if count
    }
