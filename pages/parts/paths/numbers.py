"""Journeys of one published version, cached by that version like pages/parts/numbers.py."""

from datetime import datetime

import polars as pl
import streamlit as st

from metrics.analyses.journeys.drop_off import RankedDropOff, rank_drop_off
from metrics.analyses.journeys.funnel import stage_funnel
from metrics.analyses.journeys.journey_list import Chosen, list_journeys, sum_journeys, touches_of
from metrics.analyses.journeys.paths import Paths, find_paths
from metrics.analyses.journeys.reach import find_reach
from metrics.analyses.journeys.totals import Totals, find_totals
from metrics.semantic.scope import Scope
from pages.parts.numbers import Published, engine_of

DEPTH, TOP = 4, 7  # what a screen holds: four steps, seven names and "all other"


@st.cache_data(max_entries=4, show_spinner=False)
def reach_of(published: Published) -> tuple[float | None, float | None, datetime | None]:
    """`metrics.analyses.journeys.reach.find_reach` on the version."""
    return find_reach(engine_of(published))


@st.cache_data(max_entries=200, show_spinner=False)
def paths_of(published: Published, scope: Scope, unit: str) -> Paths:
    """`metrics.analyses.journeys.paths.find_paths` on the version."""
    return find_paths(engine_of(published), scope, unit, DEPTH, TOP)


@st.cache_data(max_entries=200, show_spinner=False)
def funnel_of(published: Published, scope: Scope, mode: str) -> pl.DataFrame:
    """`metrics.analyses.journeys.funnel.stage_funnel` on the version."""
    return stage_funnel(engine_of(published), scope, mode)


@st.cache_data(max_entries=200, show_spinner=False)
def totals_of(published: Published, scope: Scope) -> Totals:
    """`metrics.analyses.journeys.totals.find_totals` on the version."""
    return find_totals(engine_of(published), scope)


@st.cache_data(max_entries=200, show_spinner=False)
def drop_off_of(published: Published, scope: Scope) -> RankedDropOff:
    """`metrics.analyses.journeys.drop_off.rank_drop_off` on the version."""
    return rank_drop_off(engine_of(published), scope)


@st.cache_data(max_entries=200, show_spinner=False)
def journey_sums(published: Published, scope: Scope, chosen: Chosen, unit: str) -> dict[str, int]:
    """`metrics.analyses.journeys.journey_list.sum_journeys` on the version."""
    return sum_journeys(engine_of(published), scope, chosen, paths_of(published, scope, unit))


@st.cache_data(max_entries=200, show_spinner=False)
def journeys_listed(
    published: Published, scope: Scope, chosen: Chosen, unit: str, limit: int, offset: int = 0
) -> pl.DataFrame:
    """`metrics.analyses.journeys.journey_list.list_journeys` on the version."""
    return list_journeys(engine_of(published), scope, chosen, paths_of(published, scope, unit), limit, offset)


@st.cache_data(max_entries=200, show_spinner=False)
def touches_in(published: Published, journey_id: int) -> pl.DataFrame:
    """`metrics.analyses.journeys.journey_list.touches_of` on the version."""
    return touches_of(engine_of(published), journey_id)
