"""What is known of one person in one published version, cached by that version."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from pages.parts.numbers import Published, engine_of
from warehouse.people.keys import keys_of_person
from warehouse.people.profile import Profile, person_profile
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


@st.cache_data(max_entries=MOST_PERSONS, show_spinner=False)
def keys_of(published: Published, person_id: int) -> pl.DataFrame:
    """The identifiers on a person's records, the strongest first."""
    return keys_of_person(engine_of(published), person_id)
