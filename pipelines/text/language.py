"""Which language a text is in, by its most common words; None where they do not tell."""

from collections.abc import Sequence

from pipelines.text.word_lists import LANGUAGES, foreign_words, word_lists


def find_language(words: Sequence[str], stated: str | None) -> str | None:
    """es, en or None: neither, or cannot tell. `stated` (the record's language) decides only where the words do not.

    Words that show a feeling or a topic in one language only count as its words too: "Excelente" is Spanish enough.
    """
    counts = dict.fromkeys(LANGUAGES, 0.0)
    foreign = dict.fromkeys(foreign_words(), 0.0)
    letters = 0
    for word in words:
        if not word[0].isalpha():
            continue
        letters += 1
        for language in LANGUAGES:
            if word in word_lists(language).common:
                counts[language] += 1
        for language, common in foreign_words().items():
            if word in common:
                foreign[language] += 1
    if not letters:
        return stated if stated in LANGUAGES else None
    first, second = sorted(LANGUAGES, key=lambda language: -counts[language])
    if counts[first] > counts[second] and counts[first] >= max(foreign.values()):
        return first
    if max(foreign.values()) > counts[first]:
        return None
    if stated and stated not in LANGUAGES:
        return None
    return by_feelings(words) or stated


def by_feelings(words: Sequence[str]) -> str | None:
    """The one language whose lists know words that the other's do not."""
    known = {
        language: sum(word[0].isalpha() and word_lists(language).feelings.has(word) for word in words)
        for language in LANGUAGES
    }
    first, second = sorted(LANGUAGES, key=lambda language: -known[language])
    return first if known[first] > known[second] else None
