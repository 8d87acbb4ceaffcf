"""One telling comment for each touchpoint that hurts: the words behind the number, where personal data may be shown."""

from collections.abc import Sequence
from dataclasses import replace

from metrics.analyses.touchpoints.map import CELL
from pages.parts.journey.stops import Stop
from pages.parts.masked import is_masked
from pages.parts.page import Page
from pages.parts.voice.said import comments_of
from pages.parts.voice.words import feel_of

MOST_QUOTES = 12  # a query each
LONGEST = 90  # characters on a card


def with_quotes(page: Page, stops: Sequence[Stop]) -> list[Stop]:
    """The stops, the busiest negative ones with the newest comment that shows their emotion, the shorter of the newest first."""
    if is_masked(page):
        return list(stops)
    hurting = [stop for stop in stops if stop.verdict == "negative" and feel_of(stop.emotion) == "negative"]
    quoted = {stop.ends: quote_of(page, stop) for stop in sorted(hurting, key=lambda stop: -stop.volume)[:MOST_QUOTES]}
    return [replace(stop, quote=quoted.get(stop.ends, "")) for stop in stops]


def quote_of(page: Page, stop: Stop) -> str:
    """The newest comment with the touchpoint's emotion that fits on a card; empty where there is none."""
    scope = page.scope.limited("emotion", (stop.emotion,))
    for name, value in zip(CELL, stop.ends, strict=True):
        scope = scope.limited(name, (value,))
    said = comments_of(page.published, scope, 8, (stop.emotion,))["comment"].to_list()
    return next((" ".join(words.split()) for words in said if len(words) <= LONGEST), "")
