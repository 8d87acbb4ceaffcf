"""Finding the words and phrases of a list in a text: longest first, each token once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipelines.text.tokens import STRETCHED

ANY, GAP, NUMBER = "_", "…", "#"
LONGEST_GAP = 3
LEAST_TO_SQUEEZE = 6  # shorter words differ by a double letter: caro, carro
DOUBLE = re.compile(r"([^\W\d_])\1")
NUMBER_WORDS = frozenset(
    ("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "quince", "veinte", "treinta",
     "cuarenta", "cincuenta", "cien", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
     "twelve", "fifteen", "twenty", "thirty", "forty", "fifty", "hundred")
)  # fmt: skip


class Phrase(NamedTuple):
    """A word or phrase of a list: its pieces after the first, and what it shows."""

    tail: tuple[str, ...]
    label: str
    weight: float


class Hit(NamedTuple):
    """A phrase found: [start, end) in the tokens."""

    start: int
    end: int
    label: str
    weight: float


class PhraseList:
    """Phrases by their first word. Words are looked up once: what a word begins is remembered."""

    def __init__(self, phrases: Iterable[tuple[str, str, float]]) -> None:
        self._exact: dict[str, list[Phrase]] = {}
        self._starts: dict[str, list[Phrase]] = {}
        self._squeezed: dict[str, list[Phrase]] = {}
        self._squeezed_starts: dict[str, list[Phrase]] = {}
        for words, label, weight in phrases:
            pieces = words.split()
            phrase = Phrase(tuple(pieces[1:]), label, weight)
            for first in pieces[0].split("|"):
                if first.endswith("*"):
                    self._starts.setdefault(first[:-1], []).append(phrase)
                    if len(first) > LEAST_TO_SQUEEZE:
                        self._squeezed_starts.setdefault(DOUBLE.sub(r"\1", first[:-1]), []).append(phrase)
                else:
                    self._exact.setdefault(first, []).append(phrase)
                    if len(first) >= LEAST_TO_SQUEEZE:
                        self._squeezed.setdefault(DOUBLE.sub(r"\1", first), []).append(phrase)
        self._known: dict[str, tuple[Phrase, ...]] = {}

    def find(self, words: Sequence[str]) -> list[Hit]:
        """The phrases in the tokens, in order; where several begin, the longest, then the heaviest."""
        found, place, known, end = [], 0, self._known, len(words)
        while place < end:
            phrases = known.get(words[place])
            if phrases is None:
                phrases = self.begun_by(words[place])
            step = 1
            for phrase in phrases:
                stop = match(phrase.tail, words, place + 1) if phrase.tail else place + 1
                if stop:
                    found.append(Hit(place, stop, phrase.label, phrase.weight))
                    step = stop - place
                    break
            place += step
        return found

    def by_first(self) -> Iterator[tuple[str, list[Phrase]]]:
        """First word, its phrases; a word with any ending is written with its *."""
        yield from self._exact.items()
        yield from ((f"{start}*", phrases) for start, phrases in self._starts.items())

    def has(self, word: str) -> bool:
        """Whether any phrase begins with the word."""
        return bool(self._known.get(word) or self.begun_by(word))

    def begun_by(self, word: str) -> tuple[Phrase, ...]:
        """The phrases that may begin with the word, longest first; a stretched or misspelt word begins those of its plain form."""
        found = self.of_word(word)
        if not found and STRETCHED.search(word):
            found = self.of_word(STRETCHED.sub(r"\1", word)) or self.of_word(STRETCHED.sub(r"\1\1", word))
        if not found and len(word) >= LEAST_TO_SQUEEZE - 1:
            squeezed = DOUBLE.sub(r"\1", word)
            found = [*self._squeezed.get(squeezed, ()), *starting(self._squeezed_starts, squeezed)]
        ordered = tuple(sorted(found, key=lambda phrase: (-len(phrase.tail), -phrase.weight)))
        if len(self._known) > 500_000:  # words of many texts; forgetting them costs a look-up each
            self._known.clear()
        self._known[word] = ordered
        return ordered

    def of_word(self, word: str) -> list[Phrase]:
        """The phrases that begin with exactly this word, or with its beginning."""
        found = list(self._exact.get(word, ()))
        if is_number(word):
            found += self._exact.get(NUMBER, ())
        return found + starting(self._starts, word)


def starting(starts: dict[str, list[Phrase]], word: str) -> list[Phrase]:
    """The phrases whose first word is any beginning of the word."""
    return [phrase for length in range(2, len(word) + 1) for phrase in starts.get(word[:length], ())]


def match(tail: tuple[str, ...], words: Sequence[str], place: int) -> int:
    """Where the tail ends when it stands at the place; 0 when it does not."""
    for number, piece in enumerate(tail):
        if piece == GAP:
            rest = tail[number + 1 :]
            if not rest:
                return place
            for skipped in range(LONGEST_GAP + 1):
                if place + skipped < len(words) and (stop := match(rest, words, place + skipped)):
                    return stop
                if place + skipped < len(words) and not words[place + skipped][0].isalnum():
                    return 0
            return 0
        if place >= len(words) or not fits(piece, words[place]):
            return 0
        place += 1
    return place


def fits(piece: str, word: str) -> bool:
    """Whether the word is what the piece stands for."""
    if piece in (word, ANY):
        return True
    if "|" in piece:
        return any(fits(each, word) for each in piece.split("|"))
    if piece.endswith("*"):
        return word.startswith(piece[:-1])
    return piece == NUMBER and is_number(word)


def is_number(word: str) -> bool:
    """Whether the word is a number, in digits or in letters."""
    return word[0].isdigit() or word in NUMBER_WORDS
