"""Whether two names as records write them may be one person's: another given name is a contradiction, other spellings are none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from pipelines.derive.identity.given_names import FORMS

# What stands before, between and instead of names.
TITLES = frozenset(("sr", "sra", "srta", "don", "dona", "dna", "dr", "dra", "ing", "lic", "arq", "prof", "mr", "mrs", "ms", "miss", "mx"))  # fmt: skip
PARTICLES = frozenset(("de", "del", "la", "las", "los", "el", "y", "e", "i", "da", "do", "das", "dos", "di", "van", "von", "der", "den", "le"))  # fmt: skip
NO_NAMES = frozenset(
    {
        "unknown",
        "unavailable",
        "none",
        "null",
        "nil",
        "undefined",
        "nan",
        "n/a",
        "na",
        "not set",
        "(not set)",
        "anonymous",
        "guest",
        "desconocido",
        "anónimo",
        "anonimo",
        "invitado",
        "sin datos",
        "cliente",
        "customer",
        "usuario",
        "user",
        "sin nombre",
        "no name",
        "test",
        "prueba",
    }
)
SHORTEST_SLIP = 4  # letters: Eva and Ana are two letters apart, Eva and Ewa one
SHORTEST_START = 3  # letters of a name that is shortened
Words = tuple[str, ...]


@lru_cache(maxsize=100_000)
def may_be_one_name(a: str, b: str) -> bool:
    """Whether one person may be written both ways; names that say nothing may be anybody's.

    Words are compared wherever they stand: accents, case, initials, short forms, slips, left-out words and a surname that
    comes first make no other name. What is left of both is another person's where it is a given name: the first word, or a
    word that is known as one.
    """
    left, right = split_name(a), split_name(b)
    if not left or not right or "".join(left) in ("".join(right), "".join(right[::-1])):
        return True
    only_left, only_right = leave_out_alike(left, right)
    return not (holds_given(only_left, left) and holds_given(only_right, right))


@lru_cache(maxsize=100_000)
def split_name(text: str) -> Words:
    """The words of a name in small letters without accents, the given name first where a comma says so; none for what is no name."""
    if "@" in text or text.strip().lower() in NO_NAMES:
        return ()
    surname, comma, given = text.partition(",")
    words = fold(f"{given} {surname}" if comma and given.strip() else text).split()
    return tuple(word for word in words if word not in TITLES and word not in PARTICLES)


def fold(text: str) -> str:
    """The letters of a text, small and without accents, one space between words."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return " ".join(re.findall(r"[^\W\d_]+", "".join(sign for sign in plain if not unicodedata.combining(sign))))


def lines_of_names(forms: Sequence[str]) -> dict[str, frozenset[int]]:
    """Each name in small letters without accents: the numbers of the lines in which it stands."""
    lines: dict[str, set[int]] = {}
    for number, names in enumerate(forms):
        for name in fold(names).split():
            lines.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in lines.items()}


GIVEN = lines_of_names(FORMS)


def leave_out_alike(left: Words, right: Words) -> tuple[Words, Words]:
    """What neither name has in common with the other: equal words are set against each other first, then those alike."""
    ours, theirs = list(left), list(right)
    for is_same in (str.__eq__, are_alike):
        for word in list(ours):
            if (other := next((o for o in theirs if is_same(word, o)), None)) is not None:
                ours.remove(word)
                theirs.remove(other)
    return tuple(ours), tuple(theirs)


def holds_given(words: Words, of_name: Words) -> bool:
    """Whether a given name is among the words of a name."""
    return any(word == of_name[0] or word in GIVEN for word in words)


def are_alike(a: str, b: str) -> bool:
    """Whether two words may be one word: an initial, a short form, a slip. Luis and Luisa, Mario and María are names of two."""
    short, long = sorted((a, b), key=len)
    if len(short) == 1:
        return long.startswith(short)
    if a in GIVEN and b in GIVEN:
        return not GIVEN[a].isdisjoint(GIVEN[b])
    if long.startswith(short) and len(short) >= SHORTEST_START:
        return long[len(short) :] not in ("a", "o", "e")
    return len(short) >= SHORTEST_SLIP and a[0] == b[0] and a[-1] == b[-1] and is_one_slip(short, long)


def is_one_slip(short: str, long: str) -> bool:
    """Whether one letter is wrong, missing, doubled or swapped with the next."""
    if len(long) - len(short) > 1:
        return False
    place = next((n for n, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    if len(short) < len(long):
        return short[place:] == long[place + 1 :]
    swapped = short[place + 1 : place + 2] + short[place : place + 1] + short[place + 2 :]
    return short[place + 1 :] == long[place + 1 :] or swapped == long[place:]
