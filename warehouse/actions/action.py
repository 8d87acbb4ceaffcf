"""What an action is, and what must be true of one before it is stored."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date
from typing import Literal

import msgspec

from warehouse.config.errors import WrongUse

Filters = tuple[tuple[str, tuple[str, ...]], ...]
Compare = Literal["stated", "suggested", "none", "halves"]
Status = Literal["planned", "in_force", "stopped"]
NAME = re.compile(r"[a-z0-9_.-]{1,60}")  # as URLs name it
LONGEST_TITLE, LONGEST_TEXT = 120, 1000
LONGEST_SETTLING_DAYS = 182
YEARS = range(1970, 2200)  # of the days: verdicts look half a year and more to both sides


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The change that is hoped for: a difference in the metric's unit (seconds, points, money), with its 95 % interval."""

    difference: float
    low: float | None = None
    high: float | None = None


class Snapshot(msgspec.Struct, frozen=True):
    """The number that the action rests on, as the version of then had it; the period is [start, end)."""

    version: int
    value: float | None
    n: int
    unit: str = ""
    start: date | None = None
    end: date | None = None


class Action(msgspec.Struct, frozen=True):
    """Something that is done about a part of the journey.

    `starts_on`: the first day that it is in force (NULL: no date yet); `settle_days` after it are in neither side of the
    comparison. `due_on`: by when its effect is hoped for. `metric` in `filters` is what it is judged by, `also` the metrics
    that are looked at besides. `compare` says against whom: the group that `comparison` states, one suggested from the weeks
    before the start, nobody (the course before alone), or the half of the persons seen before the start that a hash of the id
    leaves without it. `proposal`, `kind`: of the proposal that it was made of.
    """

    id: str
    title: str
    metric: str
    filters: Filters = ()
    owner: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    stopped_on: date | None = None
    settle_days: int = 0
    compare: Compare = "suggested"
    comparison: Filters = ()
    expected: Expected | None = None
    also: tuple[str, ...] = ()
    proposal: str = ""
    kind: str = ""
    evidence: Snapshot | None = None
    note: str = ""

    def status_on(self, day: date | None) -> Status:
        """planned, in_force or stopped on a day (of the end of the data, not of today); no day: planned until stopped."""
        if self.stopped_on and (day is None or self.stopped_on <= day):
            return "stopped"
        return "in_force" if self.starts_on and day and self.starts_on <= day else "planned"


def require_sound(action: Action) -> None:
    """Raises WrongUse with the first thing that is wrong with an action, whatever the data are."""
    if not NAME.fullmatch(action.id):
        raise WrongUse("action id {action!r}: expected small letters, digits, _ . -, at most 60", action=action.id)
    if not action.title.strip() or len(action.title) > LONGEST_TITLE:
        raise WrongUse("{action}: a title of 1 to {most} characters is needed", action=action.id, most=LONGEST_TITLE)
    if not (action.title + action.owner).isprintable():
        raise WrongUse("{action}: the title and the owner's name are one line of text each", action=action.id)
    if len(action.note) > LONGEST_TEXT or len(action.owner) > LONGEST_TITLE:
        raise WrongUse("{action}: the note or the owner's name is too long", action=action.id)
    if not action.metric:
        raise WrongUse("{action}: say the metric that it is judged by", action=action.id)
    if action.compare == "stated" and not action.comparison:
        raise WrongUse("{action}: say which group it is compared with, or that there is none", action=action.id)
    if action.compare == "halves" and not action.starts_on:
        raise WrongUse(
            "{action}: halves are drawn of the persons seen before the start: say when it starts", action=action.id
        )
    if action.compare != "stated" and action.comparison:
        raise WrongUse(
            "{action}: a group to compare with is stated, but compare is {compare!r}",
            action=action.id,
            compare=action.compare,
        )
    if action.compare == "stated" and sorted(action.comparison) == sorted(action.filters):
        raise WrongUse("{action}: a group cannot be compared with itself", action=action.id)
    if action.due_on and action.starts_on and action.due_on < action.starts_on:
        raise WrongUse(
            "{action}: due on {due_on}, before it starts on {starts_on}",
            action=action.id,
            due_on=action.due_on,
            starts_on=action.starts_on,
        )
    if not 0 <= action.settle_days <= LONGEST_SETTLING_DAYS:
        raise WrongUse(
            "{action}: settle_days {settle_days}: expected 0 to {most}",
            action=action.id,
            settle_days=action.settle_days,
            most=LONGEST_SETTLING_DAYS,
        )
    for day in filter(None, (action.starts_on, action.due_on, action.stopped_on)):
        if day.year not in YEARS:
            raise WrongUse(
                "{action}: {day}: expected a day from {first} to {last}",
                action=action.id,
                day=day,
                first=YEARS[0],
                last=YEARS[-1],
            )
    if empty := next((name for name, values in action.filters + action.comparison if not values), None):
        raise WrongUse("{action}: {empty}: no value is given to limit it to", action=action.id, empty=empty)
    expected = action.expected
    stated = (expected.difference, expected.low, expected.high) if expected else ()
    if not all(math.isfinite(number) for number in stated if number is not None):
        raise WrongUse("{action}: what is expected is no number", action=action.id)
    if expected and None not in (expected.low, expected.high):
        low, high = expected.low or 0.0, expected.high or 0.0
        if not low <= expected.difference <= high:
            raise WrongUse(
                "{action}: expected {expected} is not between {low} and {high}",
                action=action.id,
                expected=expected.difference,
                low=low,
                high=high,
            )


def name_of(title: str) -> str:
    """An id made of a title: «Plantillas para correo» is plantillas-para-correo."""
    letters = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:50].strip("-") or "action"
