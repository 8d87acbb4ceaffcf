"""One text read: language, emotion, side and topics."""

from __future__ import annotations

from typing import NamedTuple

from pipelines.text.emotion import UNKNOWN, find_feeling, find_feeling_of_emoji
from pipelines.text.language import find_language
from pipelines.text.phrases import PhraseList
from pipelines.text.tokens import split_text
from pipelines.text.topics import OwnTopics, find_topics, read_own_topics, topic_lists
from pipelines.text.word_lists import LANGUAGES, typed_faces, word_lists

LONGEST = 4_000  # characters that are read of a text: a mail's quoted history says no more


class Reading(NamedTuple):
    """What a text shows; None and no topics: unknown."""

    language: str | None
    emotion: str | None
    polarity: str | None
    topics: tuple[str, ...]


class Reader:
    """Reads texts by the default word lists and a company's own topics."""

    def __init__(self, own: OwnTopics | None = None) -> None:
        self._topics: dict[str, PhraseList] = topic_lists(own or OwnTopics())

    def read(self, text: str, stated_language: str | None = None) -> Reading:
        """What the text shows; `stated_language` is the record's, for texts whose words do not tell."""
        tokens = split_text(text[:LONGEST], typed_faces())
        stated = stated_language[:2].lower() if stated_language else None
        language = find_language(tokens.words, stated)
        if not any(word[0].isalpha() for word in tokens.words):
            return Reading(language, *find_feeling_of_emoji(tokens), ())
        if language is None:
            return Reading(None, *UNKNOWN, ())
        feeling = find_feeling(tokens, word_lists(language))
        return Reading(language, *feeling, find_topics(tokens.words, self._topics[language]))

    def read_topics_of_name(self, name: str) -> tuple[str, ...]:
        """The topics of a reason or tag as an export names it, in either language: 'Billing Question', 'averia'."""
        if any(name == topic for topic in self.topic_names()):
            return (name,)
        words = split_text(name.replace("_", " ").replace("-", " "), {}).words
        return tuple(dict.fromkeys(topic for lang in LANGUAGES for topic in find_topics(words, self._topics[lang])))

    def topic_names(self) -> set[str]:
        """Every topic that a text may have."""
        return {phrase.label for topics in self._topics.values() for _, begun in topics.by_first() for phrase in begun}


def load_reader() -> Reader:
    """A reader with the topics of this installation. Raises HiloError for an unreadable topics.toml."""
    return Reader(read_own_topics())
