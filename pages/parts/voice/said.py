"""What customers said in a scope, cached by version: comments, most telling first, and how many there are of each emotion."""

import polars as pl
import streamlit as st

from metrics.rows import rows_behind
from metrics.scope import Scope
from pages.parts.numbers import Published, engine_of

# The emotions that a reader wants to see first come first: what hurts, then what pleases, then the rest.
EMOTIONS = ("anger", "impatience", "weariness", "joy", "enthusiasm", "neutral")
COLUMNS = (
    "record_id", "file", "source_line", "person_id", "time", "comment", "emotion", "emotion_by", "said_topic", "metric", "score",
    "scale", "channel", "touchpoint",
)  # fmt: skip
SAYING = ("interactions", "nps", "csat", "ces")  # metrics whose rows may have a comment


@st.cache_data(max_entries=200, show_spinner=False)
def comments_of(
    published: Published, scope: Scope, limit: int, emotions: tuple[str, ...] = (), offset: int = 0
) -> pl.DataFrame:
    """COLUMNS; the most telling first."""
    engine, found = engine_of(published), []
    for name in SAYING:
        rows = rows_behind(engine, name, scope, 500)
        if "comment" in rows.columns:
            rows = rows.filter(pl.col("comment").is_not_null())
            found.append(
                rows.select(column if column in rows.columns else pl.lit(None).alias(column) for column in COLUMNS)
            )
    said = (
        pl.concat(found, how="diagonal_relaxed").unique("record_id", maintain_order=True) if found else pl.DataFrame()
    )
    return said.slice(offset, limit)


@st.cache_data(max_entries=500, show_spinner=False)
def emotion_counts(published: Published, scope: Scope) -> dict[str, int]:
    """How many comments there are of each emotion; "" those whose emotion is unknown."""
    return {"": comments_of(published, scope, 10_000).height}
