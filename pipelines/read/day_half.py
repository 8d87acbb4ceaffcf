"""The half of the day that stands beside the hour of a 12-hour clock, in the words of all languages."""

import unicodedata
from functools import cache
from pathlib import Path

from warehouse.config.toml_file import read_toml

TABLE = Path(__file__).parent.parent / "words" / "day_halves.toml"


def fold_word(word: str) -> str:
    """The word as the table has it: small letters, without spaces, dots and quotation marks."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKC", word).casefold() if unicodedata.category(letter)[0] in "LM"
    )


@cache
def day_halves() -> dict[str, list[tuple[int, int]]]:
    """The hours that a folded word may stand for, as [from, before); such that ends before it begins goes over midnight."""
    return {word: [(start, before) for start, before in spans] for word, spans in read_toml(TABLE).items()}


def find_hour(hour: int, word: str) -> int | None:
    """The hour of the day, 0 to 23, of an hour and the folded word beside it; None when they do not go together, or the
    word leaves both halves open."""
    if not word:
        return hour if hour < 24 else None
    possible = [hour % 12, hour % 12 + 12] if hour <= 12 else [hour]
    fitting = [h for h in possible if any(is_within(h, *span) for span in day_halves().get(word, []))]
    return fitting[0] if len(fitting) == 1 else None


def is_within(hour: int, start: int, before: int) -> bool:
    return start <= hour < before if start < before else hour >= start or hour < before
