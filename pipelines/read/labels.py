"""The labels of a file's columns in our words, as its mapping's [file] says; what people and programs change in them is overlooked."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pipelines.mapping.model import File
from pipelines.mapping.pattern import find_matches, first_group
from pipelines.quoting import OWN_LABELS


@lru_cache(maxsize=8192)
def fold_label(label: str) -> str:
    """The label for comparing: letters, digits, % and # alone, without capitals and accents; one that has none of them stays."""
    bare = "".join(letter for letter in strip_accents(label).casefold() if letter.isalnum() or letter in "%#")
    return bare or label.strip()


def strip_accents(text: str) -> str:
    """The text with plain spaces and without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(letter for letter in decomposed if not unicodedata.combining(letter)))


class Columns(dict[str, str]):
    """What is known of each label. A label that the file has in other capitals, accents or spaces is found as well, unless
    several are alike."""

    def __init__(self, columns: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(columns)
        self.alike: dict[str, list[str]] = {}
        for label in self:
            self.alike.setdefault(fold_label(label), []).append(label)

    def __missing__(self, label: str) -> str:
        found = self.alike.get(fold_label(label), [])
        if len(found) != 1:
            raise KeyError(label)
        return self[found[0]]

    def __contains__(self, label: object) -> bool:
        return super().__contains__(label) or (
            isinstance(label, str) and len(self.alike.get(fold_label(label), [])) == 1
        )


def rename_labels(labels: Sequence[str], file: File) -> list[str]:
    """The labels in our words: aliases, then patterns; an empty one is named by its place, one that stands twice or is
    one of the pipeline's own words gets _2, _3 …"""
    renamed: list[str] = []
    taken = set(OWN_LABELS)  # SQL names do not tell capitals from small letters
    tidy = tidy_labels(labels)
    found = {ours: match_labels(pattern, tidy) for ours, pattern in file.header_patterns.items()}
    folded = {fold_label(theirs): ours for theirs, ours in file.aliases.items()}
    for place, label in enumerate(tidy):
        alias = file.aliases.get(label) or folded.get(fold_label(label), label)
        name = next((ours for ours in reversed(found) if found[ours][place]), alias)
        count = 1
        unique = name
        while unique.casefold() in taken:
            count += 1
            unique = f"{name}_{count}"
        taken.add(unique.casefold())
        renamed.append(unique)
    return renamed


def captured_texts(labels: Sequence[str], file: File) -> dict[str, str]:
    """What the header patterns caught, as "<our label> [captured]" → text."""
    tidy = tidy_labels(labels)
    captured = {}
    for ours, pattern in file.header_patterns.items():
        for label, is_found in zip(tidy, match_labels(pattern, tidy), strict=True):
            if is_found:
                captured[f"{ours} [captured]"] = first_group(pattern_of(pattern), strip_accents(label))
    return captured


def tidy_labels(labels: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        " ".join(label.strip("\ufeff").split()) or f"column {place}" for place, label in enumerate(labels, start=1)
    )


def match_labels(pattern: str, labels: tuple[str, ...]) -> tuple[bool, ...]:
    """For each label whether the pattern is found in it, whatever its capitals and accents."""
    return find_matches(pattern_of(pattern), tuple(map(strip_accents, labels)))


def pattern_of(pattern: str) -> str:
    return f"(?i){strip_accents(pattern)}"
