"""The few scripts of ours that run in a reader's browser.

Their texts never change and nothing of the data is in them, so the content policy names each by its hash and no other may run.
"""

import hashlib

import streamlit as st

from pages.parts.texts import languages

# Containers that are brought into view when something is opened in them, and where in the window they then stand.
SCROLLED_TO = {
    "opened_card": "start",
    "stop_card": "start",
    "matters_card": "nearest",
    "story": "nearest",
    "journeys_card": "nearest",
    "driver_opened": "nearest",
}


def scroll_script(card: str) -> str:
    """Brings a container into view."""
    return f"document.querySelector('.st-key-{card}')?.scrollIntoView({{ block: '{SCROLLED_TO[card]}', behavior: 'smooth' }})"


def language_script(language: str) -> str:
    """Says the language of the page; Streamlit's own is marked as English, which a screen reader would believe."""
    return f"document.documentElement.lang = '{language}'"


def all_scripts() -> list[str]:
    """Every script that a page may run."""
    return [*map(scroll_script, SCROLLED_TO), *map(language_script, languages())]


def scroll_to(card: str, opened: object) -> None:
    """Bring what was opened into view, far from where it was clicked; once, until something else is opened."""
    with st.container(key="scroll_to_list"):
        run_script(scroll_script(card), repr(opened))


def say_language(language: str) -> None:
    """Mark the page with its language."""
    with st.container(key="page_language"):
        run_script(language_script(language), language)


def run_script(script: str, occasion: str) -> None:
    """Run one of the scripts; again only on another occasion, because the same element is not drawn twice."""
    token = hashlib.sha256(occasion.encode(errors="replace")).hexdigest()
    st.html(f'<i data-occasion="{token}"></i><script>{script}</script>', unsafe_allow_javascript=True)
