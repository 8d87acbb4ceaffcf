"""Matters and hops of one published version, cached by that version like pages/parts/numbers.py."""

from dataclasses import replace

import polars as pl
import streamlit as st

from metrics.analyses.matters.hops import RankedHops, describe_hops, hop_matrix, rank_hops
from metrics.analyses.matters.matter_list import list_matters, sum_matters
from metrics.analyses.matters.repeats import repeats_by_channel
from metrics.semantic.scope import Scope
from pages.parts.numbers import KEPT_RESULTS, Published, choices_of, computed, engine_of
from warehouse.people.matters import contacts_of_matter

MANY_CHANNELS = 4  # matters on this many channels or more are one group


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def matter_sums(published: Published, scope: Scope) -> dict[str, int]:
    """`metrics.analyses.matters.matter_list.sum_matters` on the version."""
    return sum_matters(engine_of(published), scope)


@st.cache_data(max_entries=300, show_spinner=False)
def matters_listed(published: Published, scope: Scope, limit: int, offset: int = 0) -> pl.DataFrame:
    """`metrics.analyses.matters.matter_list.list_matters` on the version."""
    return list_matters(engine_of(published), scope, limit, offset)


def by_channel_count(published: Published, metric: str, scope: Scope) -> dict[str, dict[str, object]]:
    """ "1", "2", "3", "4+": the metric's row over the matters on so many channels; groups without a matter are not there."""
    found = {}
    for label in ("1", "2", "3", f"{MANY_CHANNELS}+"):
        if values := counts_in(published, label):
            limited = replace(scope, filters=(*scope.filters, ("channels_in_matter", values)))
            found[label] = computed(published, metric, limited).row(0, named=True)
    return found


def counts_in(published: Published, label: str) -> tuple[str, ...]:
    """The numbers of channels that a group holds: "2" → 2, "4+" → 4, 5, 6 as far as the version has them."""
    least = int(label.rstrip("+"))
    counts = [value for value in choices_of(published, "channels_in_matter") if value]
    return tuple(value for value in counts if int(value) == least or (label.endswith("+") and int(value) > least))


@st.cache_data(max_entries=300, show_spinner=False)
def contacts_in(published: Published, matter_id: int) -> pl.DataFrame:
    """`warehouse.people.matters.contacts_of_matter` on the version."""
    return contacts_of_matter(engine_of(published), matter_id)


@st.cache_data(max_entries=300, show_spinner=False)
def matrix(published: Published, scope: Scope, measure: str) -> pl.DataFrame:
    """`metrics.analyses.matters.hops.hop_matrix` on the version; a channel that is not stated is ""."""
    return hop_matrix(engine_of(published), scope, measure).with_columns(
        pl.col("from_channel", "to_channel").fill_null("")
    )


@st.cache_data(max_entries=300, show_spinner=False)
def repeats(published: Published, scope: Scope) -> pl.DataFrame:
    """`metrics.analyses.matters.repeats.repeats_by_channel` on the version; a channel that is not stated is ""."""
    return repeats_by_channel(engine_of(published), scope).with_columns(pl.col("channel").fill_null(""))


@st.cache_data(max_entries=300, show_spinner=False)
def hops_described(published: Published, scope: Scope) -> pl.DataFrame:
    """`metrics.analyses.matters.hops.describe_hops` on the version: every ranking of hops is of these."""
    return describe_hops(engine_of(published), scope)


@st.cache_data(max_entries=300, show_spinner=False)
def ranked_hops(published: Published, scope: Scope, what: str, limit: int) -> RankedHops:
    """`metrics.analyses.matters.hops.rank_hops` on the version."""
    return rank_hops(engine_of(published), scope, what, limit, hops_described(published, scope))
