"""Records that a file gives several times a row: one for each question of a kind."""

from collections.abc import Iterable
from typing import Any

import msgspec

from pipelines.mapping.model import Mapping, Record
from pipelines.mapping.pattern import find_matches, first_group
from warehouse.config.errors import HiloError

OPTION = "option:"


def expand_each(mapping: Mapping, labels: Iterable[str], options: dict[str, str], file_name: str) -> Mapping:
    """The mapping with its records of `each` written out for the columns that the file has.

    Raises HiloError when none is left: the file has no question that the mapping knows.
    """
    if not any(record.each for record in mapping.record):
        return mapping
    names = tuple(labels)
    records = [
        one for record in mapping.record for one in (expand(record, names, options) if record.each else [record])
    ]
    if not records:
        asked = [
            f"--option {record.each.removeprefix(OPTION)}=COLUMN"
            for record in mapping.record
            if record.each and record.each.startswith(OPTION)
        ]
        raise HiloError(
            "{file}: no question of {source} is in the file; name one: {asked}",
            file=file_name,
            source=mapping.name,
            asked=" or ".join(asked) or "see its mapping",
        )
    return msgspec.structs.replace(mapping, record=records)


def expand(record: Record, labels: tuple[str, ...], options: dict[str, str]) -> list[Record]:
    """The record for each question; {each} stands for its column, {suffix} and {name} tell it from the first and the others."""
    questions = find_questions(record.each or "", labels, options)
    return [
        msgspec.convert(
            fill(
                msgspec.to_builtins(record) | {"each": None},
                {
                    "each": question,
                    "suffix": f".{question}" if place else "",
                    "name": f" {question}" if len(questions) > 1 else "",
                },
            ),
            Record,
        )
        for place, question in enumerate(questions)
    ]


def find_questions(each: str, labels: tuple[str, ...], options: dict[str, str]) -> list[str]:
    """The columns: those that an option names, one or several with ; between them, or that the pattern's first group catches."""
    if each.startswith(OPTION):
        named = options.get(each.removeprefix(OPTION), "")
        return [named] if named in labels else [part.strip() for part in named.split(";") if part.strip()]
    caught = [
        first_group(each, label) for label, is_found in zip(labels, find_matches(each, labels), strict=True) if is_found
    ]
    return list(dict.fromkeys(column for column in caught if column in labels))


def fill(part: Any, words: dict[str, str], key: str = "") -> Any:
    """The part of a record with the question's words in all its texts, quoted where they are SQL."""
    if isinstance(part, list):
        return [fill(item, words, key) for item in part]
    if isinstance(part, dict):
        return {name: fill(value, words, name) for name, value in part.items()}
    if not isinstance(part, str):
        return part
    for word, text in words.items():
        is_sql = key in ("sql", "when", "having")
        part = part.replace(f"{{{word}}}", text.replace("'", "''").replace('"', '""') if is_sql else text)
    return part
