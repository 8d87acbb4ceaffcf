"""One record out of an exported line that many records share: the neighbours are other customers'."""

import json
from collections.abc import Iterator

MOST_PLACES, MOST_BRACES = 20, 60  # where the id may stand, and objects around each that are tried


def cut_object(text: str, native_id: str) -> str | None:
    """The JSON object that has the id among its own values, as it stands in the text; None when there is none."""
    decoder = json.JSONDecoder()
    for place in places_of(text, native_id):
        start = place
        for _ in range(MOST_BRACES):
            start = text.rfind("{", 0, start)
            if start < 0:
                break
            try:
                found, end = decoder.raw_decode(text, start)
            except ValueError:
                continue
            if end > place and native_id in map(str, found.values()):
                return text[start:end]
    return None


def places_of(text: str, words: str) -> Iterator[int]:
    """The first places of the words in the text."""
    place = -1
    for _ in range(MOST_PLACES):
        place = text.find(words, place + 1)
        if place < 0 or not words:
            return
        yield place
