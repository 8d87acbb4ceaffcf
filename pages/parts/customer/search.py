"""Finding a person by one identifier: straight to the story when it names one, else a sentence on whom it may mean."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from pages.parts.controls import change_view
from pages.parts.customer.numbers import found_by, names_of
from pages.parts.customer_link import draw_customer_link
from pages.parts.formats import plain
from pages.parts.page import Page
from pages.parts.people.key_words import name_words, type_words, value_words
from warehouse.config.errors import HiloError
from warehouse.people.search import Found

LONGEST_TEXT = 200
NAMES_ONE = ("sole", "record")


def draw_search(page: Page) -> bool:
    """The box, and what it found unless that is the person who is shown.

    False when what was typed finds nothing: then nobody is shown, lest somebody else's story be read for the one sought.
    """
    texts = page.texts
    key = f"find_{texts.language}"

    def changed() -> None:
        person = only_person(page, st.session_state[key])
        if person is not None:
            change_view(page, lambda view: replace(view, person=str(person), matter="", sheet=1))

    text = st.text_input(
        texts("customer.search"), key=key, on_change=changed, max_chars=LONGEST_TEXT, icon=":material/search:", width=560,
        help=texts("customer.search_help"), placeholder=texts("customer.search_placeholder"), autocomplete="off",
    )  # fmt: skip
    written = (text or "").strip()[:LONGEST_TEXT]
    if not written:
        if not page.view.person:
            st.markdown(f":gray[{texts('customer.start')}]")
        return True
    found = found_by(page.published, written)
    if not found:
        st.info(texts("search.nothing", text=plain(written)), icon=":material/search_off:")
        return False
    persons = persons_of(found)
    if len(persons) == 1 and all(match.state in NAMES_ONE for match in found):
        if page.view.person != str(persons[0]):
            draw_persons(page, persons)
        return True
    with st.container(border=True, key="found", gap="small"):
        for match in found:
            draw_found(page, match)
    return True


def only_person(page: Page, text: str | None) -> int | None:
    """The person, when the text names exactly one; what goes wrong is said when the page is drawn."""
    try:
        found = found_by(page.published, (text or "").strip()[:LONGEST_TEXT])
    except HiloError:
        return None
    persons = persons_of(found)
    return persons[0] if len(persons) == 1 and all(match.state in NAMES_ONE for match in found) else None


def persons_of(found: Sequence[Found]) -> list[int]:
    """Everybody whom the text leads to, without repeats."""
    return list(dict.fromkeys(person for match in found for person in match.persons))


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
