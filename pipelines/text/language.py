"""Which language a text is in, by its most common words; None where they do not tell."""

from collections.abc import Sequence
from functools import cache

from pipelines.text.word_lists import LANGUAGES, foreign_words, word_lists


def find_language(words: Sequence[str], stated: str | None) -> str | None:
    """es, en or None: neither, or cannot tell. `stated` (the record's language) decides only where the words do not.

    Words that show a feeling in one language only count where common words do not tell: "Excelente" is Spanish enough.
    """
    known, of_word = list_languages(), languages_of_words()
    counts, letters = [0] * len(known), 0
    for word in words:
        if word[0].isalpha():
            letters += 1
            for place in of_word.get(word, ()):
                counts[place] += 1
    if not letters:
        return stated if stated in LANGUAGES else None
    best, foreign = max(counts[: len(LANGUAGES)]), max(counts[len(LANGUAGES) :])
    if foreign > best:
        return None
    if counts[: len(LANGUAGES)].count(best) == 1:
        return known[counts.index(best)]
    if stated and stated not in LANGUAGES:
        return None
    return by_feelings(words) or stated


@cache
def list_languages() -> tuple[str, ...]:
    """The languages that are read, then the others that are told from them."""
    return (*LANGUAGES, *foreign_words())


@cache
def languages_of_words() -> dict[str, tuple[int, ...]]:
    """Common word: places of its languages in list_languages."""
    common = [*(word_lists(language).common for language in LANGUAGES), *foreign_words().values()]
    every = frozenset().union(*common)
    return {word: tuple(place for place, words in enumerate(common) if word in words) for word in every}


def by_feelings(words: Sequence[str]) -> str | None:
    """The one language whose lists know words that the other's do not."""
    known = [
        sum(word[0].isalpha() and word_lists(language).feelings.has(word) for word in words) for language in LANGUAGES
    ]
    best = max(known)
    return LANGUAGES[known.index(best)] if known.count(best) == 1 else None
