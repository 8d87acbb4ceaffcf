"""Translations of the sentences of pipelines and warehouse: <language>.po beside this file, with the English template as key."""

import os
import re
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

HERE = Path(__file__).parent
ENGLISH = "en"


def command_language() -> str:
    """The language in which commands speak: HILO_LANGUAGE, as es or es_MX.UTF-8; English where it names none that there is."""
    asked = re.split(r"[-_.]", os.environ.get("HILO_LANGUAGE", ""))[0].lower()
    return asked if asked in languages() else ENGLISH


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that have a catalogue, and English."""
    return (ENGLISH, *sorted(path.stem for path in HERE.glob("*.po")))


@cache
def read_translations(language: str) -> dict[str, str]:
    """Template: its translation. Empty for English and for a language without a catalogue."""
    path = HERE / f"{language}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale=language) if message.id}


@cache
def known_templates() -> tuple[str, ...]:
    """Every template that some language translates."""
    return tuple(dict.fromkeys(template for language in languages() for template in read_translations(language)))
