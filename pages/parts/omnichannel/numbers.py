"""The omnichannel index and what stands beside it, of one published version, cached by that version like pages/parts/numbers.py."""

import polars as pl
import streamlit as st

from metrics.analyses.omnichannel.customers import compare_customers
from metrics.analyses.omnichannel.index import Index, omnichannel_index
from metrics.analyses.omnichannel.integration import SourcesSeen, read_sources
from metrics.analyses.omnichannel.trend import index_by_month
from metrics.semantic.comparison import end_of_data, equal_period_before
from metrics.semantic.scope import Scope
from pages.parts.numbers import Published, engine_of

KEPT = 300


@st.cache_data(max_entries=4, show_spinner=False)
def sources_seen(published: Published) -> SourcesSeen:
    """`metrics.analyses.omnichannel.integration.read_sources` on the version: the same for every scope."""
    return read_sources(engine_of(published))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def index_in(published: Published, scope: Scope) -> Index:
    """`metrics.analyses.omnichannel.index.omnichannel_index` on the version."""
    return omnichannel_index(engine_of(published), scope, sources_seen(published))


def index_before(published: Published, scope: Scope) -> Index | None:
    """The index of the period before; None without one."""
    earlier = equal_period_before(scope, end_of_data(engine_of(published)))
    return index_in(published, earlier) if earlier else None


@st.cache_data(max_entries=KEPT, show_spinner=False)
def course_of(published: Published, scope: Scope) -> pl.DataFrame:
    """`metrics.analyses.omnichannel.trend.index_by_month` on the version."""
    return index_by_month(engine_of(published), scope, sources_seen(published))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def customers_in(published: Published, scope: Scope) -> pl.DataFrame:
    """`metrics.analyses.omnichannel.customers.compare_customers` on the version."""
    return compare_customers(engine_of(published), scope)
