"""Drivers of one published version, cached by that version like pages/parts/numbers.py."""

import polars as pl
import streamlit as st

from metrics.analyses.drivers.contacts import contacts_behind
from metrics.analyses.drivers.find import Drivers, find_drivers
from metrics.semantic.scope import Scope
from pages.parts.numbers import Published, engine_of


@st.cache_data(max_entries=100, show_spinner=False)
def drivers_of(published: Published, scope: Scope, outcome: str) -> Drivers:
    """`metrics.analyses.drivers.find.find_drivers` on the version."""
    return find_drivers(engine_of(published), scope, outcome)


@st.cache_data(max_entries=100, show_spinner=False)
def contacts_of(published: Published, scope: Scope, outcome: str, driver: str, limit: int) -> tuple[pl.DataFrame, int]:
    """`metrics.analyses.drivers.contacts.contacts_behind` on the version."""
    return contacts_behind(engine_of(published), scope, outcome, driver, limit)
