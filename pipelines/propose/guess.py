"""Guesses of what columns are: by what they are called in three languages, and by what stands in them."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.canonical import COLUMNS
from warehouse.config.toml_file import read_toml
from warehouse.inbox.draft import resolve_target
from warehouse.inbox.proposal import BY_CONTENT, BY_NAME, Guess, SeenColumn

WORDS = Path(__file__).with_name("words.toml")
# What a column of the warehouse can be made of; one that is not listed takes anything.
TIMES, NUMBERS = ("time", "clock", "number"), ("number", "money")
DURATIONS, FLAGS = ("clock", "number", "code"), ("yes_no", "code", "number")
FITTING = {
    "main_time": TIMES, "updated_at": TIMES, "birth_date": TIMES, "ended_at": TIMES, "starts_on": TIMES, "ends_on": TIMES,
    "email": ("email", "code"), "phone": ("phone", "number", "code"), "wait_seconds": DURATIONS, "handle_seconds": DURATIONS,
    "first_response_seconds": DURATIONS, "resolution_seconds": DURATIONS, "is_abandoned": FLAGS, "is_resolved": FLAGS,
    "is_handed_off": FLAGS, "is_answered": FLAGS, "score": ("number", "code", "yes_no"), "amount": NUMBERS, "monthly_amount": NUMBERS,
    "refunded_amount": NUMBERS, "transfer_count": ("number", "yes_no"), "reopen_count": ("number", "yes_no"), "item_count": ("number",),
    "impressions": ("number",), "clicks": ("number",), "channel": ("code",), "comment": ("text", "code"), "display_name": ("code", "text"),
}  # fmt: skip
BY_KIND = {"email": "email", "phone": "phone", "text": "comment", "time": "main_time"}
EXACT, PART = 2, 1


def plain_words(label: str) -> str:
    """A label as the lists have it: words apart, in small letters, without accents and signs."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", label)
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", apart.casefold()) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", bare))


@cache
def read_words() -> dict[str, Any]:
    """The lists."""
    return read_toml(WORDS)


def guess_targets(label: str, kind: str) -> list[Guess]:
    """What the column may be, the likeliest first: the whole label before a part of it, a name before what the values look like."""
    said = plain_words(label)
    found: list[tuple[int, str]] = []
    for target, names in read_words()["columns"].items():
        strength = EXACT if said in names else PART if any(is_part(name, said) for name in names) else 0
        if strength and fits(target, kind):
            found.append((strength, target))
    named = [Guess(target, BY_NAME) for _, target in sorted(found, key=lambda pair: -pair[0])]
    if kind in BY_KIND and BY_KIND[kind] not in {guess.target for guess in named}:
        named.append(Guess(BY_KIND[kind], BY_CONTENT))
    return named


def is_part(name: str, said: str) -> bool:
    """Whether a name of several letters stands in the label as whole words."""
    return len(name) > 3 and re.search(rf"\b{re.escape(name)}\b", said) is not None


def fits(target: str, kind: str) -> bool:
    """Whether such values can be what the name says; a column without any can be everything."""
    return not kind or kind in FITTING.get(target, (kind,))


def guess_codes(values: Sequence[str]) -> dict[str, dict[str, str]]:
    """By coded column, which code each value seems to be; a value that no list names has none."""
    return {
        column: {
            value: next(
                (code for code, names in codes.items() if plain_words(value) in (plain_words(code), *names)), ""
            )
            for value in values
        }
        for column, codes in read_words()["values"].items()
    }


def guess_tables(columns: Sequence[SeenColumn]) -> list[str]:
    """The tables that a row of the file may fill, the likeliest first: by the columns that few other tables have."""
    scores = {}
    for table, known in COLUMNS.items():
        score = 0.0
        for column in columns:
            guess = next((g for g in column.guesses if resolve_target(g.target, table) in known), None)
            if guess and guess.reason == BY_NAME:
                score += 1 / sum(resolve_target(guess.target, other) in names for other, names in COLUMNS.items())
        scores[table] = score
    return sorted(COLUMNS, key=lambda table: -scores[table])
