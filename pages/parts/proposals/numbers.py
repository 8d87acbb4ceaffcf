"""Proposals and the table of channels of one published version, cached by that version."""

import polars as pl
import streamlit as st

from metrics.analyses.proposals.channel_table import channel_table
from metrics.analyses.proposals.evidence import look_beside
from metrics.analyses.proposals.find import find_proposals
from metrics.analyses.proposals.proposal import Evidence, Proposal, Proposals
from metrics.semantic.scope import Scope
from pages.parts.journey.numbers import scores_of
from pages.parts.numbers import Published, engine_of


@st.cache_data(max_entries=100, show_spinner=False)
def proposals_in(published: Published, scope: Scope) -> Proposals:
    """`metrics.analyses.proposals.find.find_proposals` on the version."""
    return find_proposals(engine_of(published), scope, scores_of(published, scope))


@st.cache_data(max_entries=200, show_spinner=False)
def beside_in(published: Published, scope: Scope, proposal: Proposal) -> tuple[Evidence, ...]:
    """`metrics.analyses.proposals.evidence.look_beside` on the version."""
    return look_beside(engine_of(published), scope, proposal)


@st.cache_data(max_entries=100, show_spinner=False)
def channels_in(published: Published, scope: Scope) -> pl.DataFrame:
    """`metrics.analyses.proposals.channel_table.channel_table` on the version."""
    return channel_table(engine_of(published), scope)
