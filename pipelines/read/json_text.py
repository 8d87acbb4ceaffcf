"""One record's own text out of a JSON export, for whoever asks what stands behind a stored row."""

import json
from collections.abc import Iterator
from typing import Any

from pipelines.read.json_records import LineCounter, find_values


def cut_record(text: str, records: str | None, line: int, own_id: str) -> str | None:
    """The record that begins on the line: the only one, else the one that holds the id; None when neither tells."""
    lines = LineCounter(text)
    begun = [
        text[start:end] for start, end in find_values(text, records, [], LineCounter(text)) if lines.at(start) == line
    ]
    if len(begun) == 1:
        return begun[0]
    parsed = [(one, json.loads(one)) for one in begun]
    at_top = [one for one, value in parsed if own_id in map(str, value.values())]
    anywhere = [one for one, value in parsed if own_id in map(str, scalars(value))]
    return next(iter(at_top or anywhere), None)


def scalars(value: Any) -> Iterator[Any]:
    """Everything in the value that is neither an object nor a list."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from scalars(inner)
    else:
        yield value
