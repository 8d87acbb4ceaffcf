"""A person's events as the blocks that a reader takes in one after the other: matters, and what stands between them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

Event = Mapping[str, Any]
FOLDED = ("touch", "visit", "message")  # many of one kind in a row are one line
# What may come after the last contact and still be about the matter.
AFTERWARDS = ("score", "refund", "invitation")


@dataclass(frozen=True)
class Line:
    """One line of the story: the events that it tells (several where they are folded), and the messages inside a contact."""

    events: tuple[Event, ...]
    messages: tuple[Event, ...] = ()

    @property
    def first(self) -> Event:
        """The event that names the line."""
        return self.events[0]


@dataclass
class Block:
    """A matter with its lines, or what lies between matters (`matter` None)."""

    matter: Event | None
    lines: list[Line] = field(default_factory=list)

    @property
    def starts(self) -> datetime | None:
        """When the first line happened; None when it has no time."""
        return self.lines[0].first["time"] if self.lines else None


def story_blocks(events: Sequence[Event], matters: Sequence[Event], gap_days: int) -> list[Block]:
    """The blocks in order of time: each matter where it opened, and around them what belongs to none."""
    inside: dict[int, list[Event]] = {matter["matter_id"]: [] for matter in matters}
    outside: list[Event] = []
    told, messages = fold_messages(events)
    for event in told:
        owner = matter_of(event, matters, inside, gap_days)
        (outside if owner is None else inside[owner]).append(event)
    blocks = [Block(matter, fold(inside[matter["matter_id"]], messages)) for matter in matters]
    blocks = [block for block in blocks if block.lines]
    openings = sorted(block.starts for block in blocks if block.starts)
    for _, between in groupby(outside, lambda event: openings_before(event["time"], openings)):
        blocks.append(Block(None, fold(list(between), messages)))
    return sorted(blocks, key=lambda block: (block.starts or datetime.min, block.matter is None))


def fold_messages(events: Iterable[Event]) -> tuple[list[Event], dict[str, list[Event]]]:
    """The events without the messages of a contact, and those messages by the contact's record."""
    told: list[Event] = []
    messages: dict[str, list[Event]] = {}
    for event in events:
        if event["kind"] == "message" and event["contact_id"]:
            messages.setdefault(event["contact_id"], []).append(event)
        else:
            told.append(event)
    shown = {event["record_id"] for event in told}
    orphans = [message for contact in messages.keys() - shown for message in messages[contact]]
    return sorted([*told, *orphans], key=lambda event: event["time"] or datetime.min), messages


def matter_of(event: Event, matters: Sequence[Event], known: Mapping[int, Any], gap_days: int) -> int | None:
    """The matter that an event is told in: its own, else the one that was going on, the one opened last before any other."""
    if event["matter_id"] in known:
        return int(event["matter_id"])
    if event["time"] is None:
        return None
    grace = timedelta(days=gap_days) if event["kind"] in AFTERWARDS else timedelta()
    going_on = [
        matter for matter in matters
        if matter["opened_local"] and matter["opened_local"] <= event["time"] <= (matter["ended_local"] or matter["opened_local"]) + grace
    ]  # fmt: skip
    return int(max(going_on, key=lambda matter: matter["opened_local"])["matter_id"]) if going_on else None


def openings_before(moment: datetime | None, openings: Sequence[datetime]) -> int:
    """How many matters had opened by then: events with the same count stand in one block."""
    return 0 if moment is None else sum(opening <= moment for opening in openings)


def fold(events: Sequence[Event], messages: Mapping[str, Sequence[Event]]) -> list[Line]:
    """One line an event; touches, visits and loose messages of one place in a row are one line, as are the scores of one answer."""
    lines: list[Line] = []
    for (kind, *_), run in groupby(enumerate(events), lambda pair: line_key(*pair)):
        found = [event for _, event in run]
        if kind in FOLDED or kind == "score":
            lines.append(Line(tuple(found)))
        else:
            lines += [Line((event,), tuple(messages.get(event["record_id"], ()))) for event in found]
    return lines


def line_key(position: int, event: Event) -> tuple[Any, ...]:
    """Equal for events that are folded into one line; a contact of a matter always has its own."""
    if event["kind"] in FOLDED and event["matter_id"] is None:
        return event["kind"], event["channel"], event["touchpoint"] if event["kind"] == "touch" else None
    if event["kind"] == "score":  # the questions of one answer
        return event["kind"], event["source"], event["time"], event["survey"]
    return event["kind"], position
