"""The word lists of a language, read once from words/*.toml: one file per language, and es_MX.toml … of what is said in a country."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.text.phrases import PhraseList
from pipelines.text.tokens import fold
from warehouse.config.codes import EMOTIONS

FOLDER = Path(__file__).parent / "words"
LANGUAGES = ("es", "en")
WEIGHTS = {"strong": 2.0, "plain": 1.0, "weak": 0.5}
FEELINGS = (*EMOTIONS, "good", "bad", "none")
ROLES = ("negators", "intensifiers", "diminishers", "but", "although")


@dataclass(frozen=True)
class WordLists:
    """What words of one language show (feelings), do to their neighbours (roles), and are about (topics)."""

    feelings: PhraseList
    roles: PhraseList
    topics: dict[str, list[str]]
    common: frozenset[str]


@cache
def word_lists(language: str) -> WordLists:
    """The lists of es or en, with the emoji of every language."""
    said = read_toml(f"{language}.toml")
    of_countries = [read_toml(file.name) for file in sorted(FOLDER.glob(f"{language}_*.toml"))]
    feelings = (phrase for lists in (said, *of_countries) for phrase in feeling_phrases(lists))
    return WordLists(
        PhraseList([*feelings, *emoji_phrases()]),
        PhraseList((phrase, role, 1.0) for role in ROLES for phrase in split_list(said[role]["words"])),
        {topic: split_list(words) for topic, words in said["topics"].items()},
        frozenset(split_list(said["language"]["words"])),
    )


def feeling_phrases(said: dict[str, Any]) -> Iterator[tuple[str, str, float]]:
    """Phrase, feeling, weight."""
    for feeling in FEELINGS:
        for strength, words in said.get(feeling, {}).items():
            yield from ((phrase, feeling, WEIGHTS[strength]) for phrase in split_list(words))


def emoji_phrases() -> Iterator[tuple[str, str, float]]:
    """Emoji, feeling, weight."""
    for feeling, characters in read_toml("emoji.toml").items():
        if isinstance(characters, str):
            yield from ((character, feeling, WEIGHTS["plain"]) for character in characters.split())


@cache
def emoji_list() -> PhraseList:
    """The emoji alone."""
    return PhraseList(emoji_phrases())


@cache
def typed_faces() -> dict[str, str]:
    """Typed face: emoji."""
    return {face: emoji for emoji, faces in read_toml("emoji.toml")["typed"].items() for face in faces.split()}


@cache
def foreign_words() -> dict[str, frozenset[str]]:
    """Common words of languages that are not read."""
    return {language: frozenset(split_list(words)) for language, words in read_toml("languages.toml").items()}


def split_list(words: str) -> list[str]:
    """The phrases of a list, folded as texts are."""
    return [" ".join(fold(phrase).split()) for phrase in words.replace("\n", " ").split(",") if phrase.strip()]


def read_toml(name: str) -> dict[str, Any]:
    """A file of the folder."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
