"""The journey's numbers, cached by version."""

import polars as pl
import streamlit as st

from metrics.analyses.touchpoints.inventory import stage_inventory
from metrics.analyses.touchpoints.kinds import KindsCompared, compare_kinds
from metrics.analyses.touchpoints.map import CELL, in_order, journey_map, volumes
from metrics.analyses.touchpoints.scores import score_groups
from metrics.analyses.touchpoints.ways import ways_through
from metrics.semantic.scope import Scope
from pages.parts.numbers import KEPT_RESULTS, Published, engine_of


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def scores_of(published: Published, scope: Scope, by: tuple[str, ...] = CELL) -> pl.DataFrame:
    """`metrics.analyses.touchpoints.scores.score_groups` on the version: the map, the kinds side by side and the proposals ask for it."""
    return score_groups(engine_of(published), scope, by)


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def mapped(published: Published, scope: Scope, by: tuple[str, ...] = CELL) -> pl.DataFrame:
    """`metrics.analyses.touchpoints.map.journey_map` on the version."""
    return journey_map(engine_of(published), scope, by=by, scores=scores_of(published, scope, by))


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def scored(published: Published, scope: Scope, by: tuple[str, ...] = CELL) -> pl.DataFrame:
    """The columns of journey_map on volume, score and class alone: half the work, for maps side by side."""
    engine = engine_of(published)
    rows = volumes(engine, scope, by).join(
        scores_of(published, scope, by), on=list(by), how="full", coalesce=True, nulls_equal=True
    )
    counted = pl.col("contacts", "orders", "volume", "score_n").fill_null(0)
    known = rows.with_columns(counted, pl.col("class").fill_null("unknown"), pl.col("reason").fill_null("no_score"))
    return in_order(engine, known.filter((pl.col("volume") > 0) | (pl.col("score_n") > 0)), by)


@st.cache_data(max_entries=500, show_spinner=False)
def ways_of(published: Published, scope: Scope) -> pl.DataFrame:
    """`metrics.analyses.touchpoints.ways.ways_through` on the version."""
    return ways_through(engine_of(published), scope)


@st.cache_data(max_entries=4, show_spinner=False)
def inventory_of(published: Published) -> pl.DataFrame:
    """`metrics.analyses.touchpoints.inventory.stage_inventory` on the version."""
    return stage_inventory(engine_of(published))


@st.cache_data(max_entries=200, show_spinner=False)
def kinds_compared(published: Published, scope: Scope, dimension: str, kinds: tuple[str, ...]) -> KindsCompared:
    """`metrics.analyses.touchpoints.kinds.compare_kinds` on the version."""
    return compare_kinds(engine_of(published), scope, dimension, kinds)
