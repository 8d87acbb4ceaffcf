"""What an identifier leads to: the key in words, and a link for each person."""

from collections.abc import Sequence

import streamlit as st

from pages.parts.customer_link import draw_customer_link
from pages.parts.formats import plain
from pages.parts.page import Page
from pages.parts.people.key_words import name_words, type_words, value_words
from pages.parts.people.numbers import names_of
from warehouse.people.search import Found


def draw_found(page: Page, match: Found) -> None:
    """What a key is, why it names nobody where it does not, and the persons that it leads to."""
    texts = page.texts
    words = {
        "kind": type_words(match.key.key_type, texts),
        "value": plain(value_words(page, match.key)),
    }
    state = match.state if match.persons or match.state in ("shared", "generic") else "nobody"
    reason = texts.code("key_reason", match.reason) if match.reason else ""
    st.markdown(texts(f"search.{state}", count=len(match.persons), reason=reason, **words))
    draw_persons(page, match.persons)


def draw_persons(page: Page, persons: Sequence[int]) -> None:
    """A link for each person, by name as far as the reader may see it."""
    names = names_of(page.published, tuple(persons))
    with st.container(horizontal=True, gap="small"):
        for place, person in enumerate(persons, start=1):
            name = names.get(person)
            label = name_words(page, name) if name else page.texts("search.person", number=place)
            draw_customer_link(page, person, plain(label))
