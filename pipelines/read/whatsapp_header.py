"""The header of a message in a chat that WhatsApp exported: date, time and half of the day, as phones of all languages write them.

Android: `2/3/26, 9:14 a. m. - Ana: text`. iOS: `[02/03/2026, 09:21:07] Ana: text`; before 2017 `02/03/2026, 09:21:07: Ana: text`.
Digits may be of any script.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from pipelines.read.day_half import day_halves, find_hour, fold_word
from pipelines.read.whatsapp_words import words

DATE = (
    r"(?:(?P<first>\d{1,4})\s?(?P<mark>[./-])\s?(?P<second>\d{1,2})\s?(?P=mark)\s?(?P<third>\d{4}|\d{1,2})\.?"
    r"|(?P<year>\d{2,4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일])"
)
TIME = r"(?P<hour>\d{1,2})\s?(?:[:.時时시点]|h)\s?(?P<minute>\d{2})(?:\s?[:.分분]\s?(?P<seconds>\d{2}))?"
# A half of the day before the time, or a word such as "à"; behind the time the half, or "Uhr".
BETWEEN, AFTER = r"(?P<between>[^\d\[\]]{1,24}?)", r"(?P<after>[^\d\[\]:]{0,24}?)"
END = r"(?(bracket)\s?\]\s?|(?:\s[-–—](?:\s|$)|(?P<colon>:)(?:\s|$)))(?P<rest>.*)$"
LAYOUTS = tuple(
    re.compile(rf"^(?P<bracket>\[)?\s?{moment}{END}", re.DOTALL)
    for moment in (DATE + BETWEEN + TIME + AFTER, TIME + AFTER + r"[,،、]?\s" + DATE + r"(?P<between>)")
)
# Where year, month and day stand; ydm is rare, but phones have it.
ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2), "ydm": (0, 2, 1)}
FIRST_YEAR = 2009  # WhatsApp's first; shuts out most wrong readings of 2-digit years
BUDDHIST, BUDDHIST_YEARS = 543, range(2552, 2700)  # ahead of the common era; Thai phones write it


@dataclass(frozen=True)
class Header:
    """What a header says; `rest` follows it. `is_year_first`: it names year, month and day, as in 2026年3月2日. `layout` is the
    same for all chats of one phone, as long as nobody changes its settings."""

    fields: tuple[str, str, str]
    hour: int
    minute: int
    second: int
    half: str
    has_seconds: bool
    is_year_first: bool
    frame: str
    layout: str
    rest: str

    def read_time(self, order: str) -> datetime | None:
        """The time in an order of day, month and year; None for a date or time that does not exist."""
        year, month, day = (self.fields[place] for place in ORDERS[order])
        if len(year) not in (2, 4) or len(day) > 2 or len(month) > 2 or (self.is_year_first and order != "ymd"):
            return None
        full_year = int(year) if len(year) == 4 else 2000 + int(year)
        full_year -= BUDDHIST if full_year in BUDDHIST_YEARS else 0
        hour = find_hour(self.hour, self.half)
        if full_year < FIRST_YEAR or hour is None:
            return None
        try:
            return datetime(full_year, int(month), int(day), hour, self.minute, self.second)
        except ValueError:
            return None


def find_header(line: str) -> Header | None:
    """The header that the line, without invisible marks, begins with; None when it begins with none."""
    found = next(filter(None, (layout.match(line) for layout in LAYOUTS)), None)
    if not found or int(found["hour"]) > 23 or int(found["minute"]) > 59:
        return None
    half = find_half(found["between"], found["after"])
    if half is None:
        return None
    frame = "[" if found["bracket"] else ":" if found["colon"] else "-"
    fields = (found["first"], found["second"], found["third"])
    is_year_first = fields[0] is None
    return Header(
        (found["year"], found["month"], found["day"]) if is_year_first else fields,
        int(found["hour"]),
        int(found["minute"]),
        int(found["seconds"] or 0),
        half,
        found["seconds"] is not None,
        is_year_first,
        frame,
        f"{frame} {found['mark'] or '年'} {max(map(len, filter(None, (*fields, found['year']))))}",
        found["rest"].rstrip("\r\n"),
    )


def find_half(between: str, after: str) -> str | None:
    """The folded half of the day among the words around the time, empty when none says it; None for other words."""
    halves = []
    for text in (between, after):
        word = fold_word(text)
        if not word or word in joins():
            continue
        if word in day_halves():
            halves.append(word)
        elif not all(fold_word(part) in joins() for part in re.findall(r"\w+", text)):
            return None
    return halves[0] if len(halves) == 1 else "" if not halves else None


@cache
def joins() -> frozenset[str]:
    """What may stand between date and time, or behind the time, and says nothing, folded."""
    return frozenset(map(fold_word, words()["joins"]))
