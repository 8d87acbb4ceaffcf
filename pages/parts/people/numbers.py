"""Identifiers, suggestions and names of one published version, cached by that version."""

import polars as pl
import streamlit as st

from pages.parts.numbers import Published, engine_of
from warehouse.people.lists import (
    DoubledCustomers,
    count_doubled_customers,
    count_identifiers,
    list_identifiers,
    list_suggestions,
)
from warehouse.people.profile import person_names
from warehouse.people.search import Found, find_person


@st.cache_data(max_entries=2, show_spinner=False)
def suggestions_of(published: Published) -> pl.DataFrame:
    """The pairs of persons that may be one, the most probable first."""
    return list_suggestions(engine_of(published))


@st.cache_data(max_entries=2, show_spinner=False)
def doubled_customers(published: Published) -> DoubledCustomers:
    """How many persons may be two people, by their customer numbers."""
    return count_doubled_customers(engine_of(published))


@st.cache_data(max_entries=2, show_spinner=False)
def identifiers_counted(published: Published) -> pl.DataFrame:
    """How many identifiers there are of each type and state."""
    return count_identifiers(engine_of(published))


@st.cache_data(max_entries=100, show_spinner=False)
def identifiers_of(
    published: Published, text: str, key_type: str, state: str, limit: int, offset: int
) -> tuple[pl.DataFrame, int]:
    """A part of the list of identifiers, and how many fit."""
    return list_identifiers(engine_of(published), text, key_type, state, limit, offset)


@st.cache_data(max_entries=200, show_spinner=False)
def found_by(published: Published, text: str) -> list[Found]:
    """What has this identifier."""
    return find_person(engine_of(published), text)


@st.cache_data(max_entries=200, show_spinner=False)
def names_of(published: Published, persons: tuple[int, ...]) -> dict[int, str]:
    """The persons' names, of those that a directory names."""
    return person_names(engine_of(published), persons)
