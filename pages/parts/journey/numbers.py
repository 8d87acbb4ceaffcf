"""The journey's numbers, cached by version."""

import polars as pl
import streamlit as st

from metrics.scope import Scope
from metrics.touchpoints.map import CELL, journey_map
from pages.parts.numbers import KEPT_RESULTS, Published, engine_of


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def mapped(published: Published, scope: Scope, by: tuple[str, ...] = CELL) -> pl.DataFrame:
    """`metrics.touchpoints.map.journey_map` on the version."""
    return journey_map(engine_of(published), scope, by=by)
