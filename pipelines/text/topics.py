"""What a text is about: the default topics in Spanish and English, and those of HILO_HOME/topics.toml."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from pipelines.text.phrases import PhraseList
from pipelines.text.tokens import fold
from pipelines.text.word_lists import LANGUAGES, word_lists
from warehouse.config.errors import HiloError
from warehouse.config.home import home
from warehouse.config.toml_file import read_toml


class OwnTopic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words and phrases of one topic by language, in the form of pipelines/text/words."""

    es: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class OwnTopics(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A company's topics; one that is named as a default topic replaces it. `use_defaults = false`: only these."""

    use_defaults: bool = True
    topics: dict[str, OwnTopic] = {}


def topics_file() -> Path:
    """Where a company keeps its own topics; it need not exist."""
    return home() / "topics.toml"


def read_own_topics() -> OwnTopics:
    """The company's topics. Raises HiloError for an unreadable file or an unknown key."""
    path = topics_file()
    if not path.exists():
        return OwnTopics()
    try:
        return msgspec.convert(read_toml(path), OwnTopics)
    except msgspec.ValidationError as error:
        raise HiloError(
            "{path}: {said}; a topic is written [topics.NAME] with es = […] and en = […]", path=path, said=error
        ) from None


def topic_lists(own: OwnTopics) -> dict[str, PhraseList]:
    """Phrases of all topics by language."""
    return {language: PhraseList(topic_phrases(language, own)) for language in LANGUAGES}


def topic_phrases(language: str, own: OwnTopics) -> list[tuple[str, str, float]]:
    """Phrase, topic, weight."""
    topics: dict[str, Sequence[str]] = dict(word_lists(language).topics) if own.use_defaults else {}
    topics |= {name: [fold(words) for words in getattr(topic, language)] for name, topic in own.topics.items()}
    return [
        (" ".join(words.split()), name, 1.0) for name, phrases in topics.items() for words in phrases if words.strip()
    ]


def find_topics(words: Sequence[str], phrases: PhraseList) -> tuple[str, ...]:
    """The topics of the text, the most often named first, of equals the first named."""
    counts: dict[str, int] = {}
    for hit in phrases.find(words):
        counts[hit.label] = counts.get(hit.label, 0) + 1
    if len(counts) < 2:
        return tuple(counts)
    return tuple(sorted(counts, key=lambda topic: -counts[topic]))
