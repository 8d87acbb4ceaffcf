"""What is known of one person in one published version, cached by that version."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from pages.parts.numbers import Published, engine_of
from warehouse.people.keys import keys_of_person
from warehouse.people.lists import count_identifiers, list_identifiers, list_suggestions
from warehouse.people.profile import Profile, person_names, person_profile
from warehouse.people.search import Found, find_person
from warehouse.people.timeline import count_events, person_events, person_matters

MOST_EVENTS = 5000  # of one person at once; the newest
MOST_PERSONS = 40  # kept in memory


@dataclass(frozen=True)
class Known:
    """A person's profile, newest events (oldest first), matters, and number of events by kind."""

    profile: Profile
    events: pl.DataFrame
    matters: pl.DataFrame
    counts: dict[str, int]


@st.cache_data(max_entries=MOST_PERSONS, show_spinner=False)
def known_of(published: Published, person_id: int) -> Known | None:
    """What the version knows of the person; None when it has no such person."""
    engine = engine_of(published)
    profile = person_profile(engine, person_id)
    if profile is None:
        return None
    events, matters = person_events(engine, person_id, MOST_EVENTS), person_matters(engine, person_id)
    return Known(profile, events, matters, count_events(engine, person_id))


@st.cache_data(max_entries=2, show_spinner=False)
def suggestions_of(published: Published) -> pl.DataFrame:
    """The pairs of persons that may be one, the most probable first."""
    return list_suggestions(engine_of(published))


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


@st.cache_data(max_entries=MOST_PERSONS, show_spinner=False)
def keys_of(published: Published, person_id: int) -> pl.DataFrame:
    """The identifiers on a person's records, the strongest first."""
    return keys_of_person(engine_of(published), person_id)


@st.cache_data(max_entries=200, show_spinner=False)
def names_of(published: Published, persons: tuple[int, ...]) -> dict[int, str]:
    """The persons' names, of those that a directory names."""
    return person_names(engine_of(published), persons)
