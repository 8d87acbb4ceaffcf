"""Matters of the raw contacts with plain Python: what docs/matters.md says of them, person by person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

from tests.sample_data.matter import Matter
from tests.sample_data.matter_scores import GAP, attach_answers
from tests.sample_data.raw_contacts import Contact, read_contacts

MATURE_UNTIL = datetime(2026, 8, 31, 12, tzinfo=UTC) - GAP


@cache
def matters() -> list[Matter]:
    """Return the matters of all known persons that had a week to go on, with their scores."""
    own: dict[str, list[Contact]] = defaultdict(list)
    for contact in read_contacts():
        if contact.person is not None:
            own[contact.person].append(contact)
    found = [matter for person in own for matter in _matters_of(person, own[person])]
    attach_answers(found)
    return [matter for matter in found if matter.opened <= MATURE_UNTIL]


def _matters_of(person: str, contacts: list[Contact]) -> list[Matter]:
    openers = sorted((c for c in contacts if not c.is_visit), key=lambda c: (c.start, c.record))
    groups = [part for run in _runs(openers) for part in _by_subject(run)]
    groups += [[contact] for contact in contacts if contact.is_visit]
    for link in ("case", "conversation"):
        groups = _unite(groups, link)
    found = []
    for group in groups:
        began = min((c.start for c in group if not c.is_visit), default=None)
        if began is not None:
            units: dict[str, list[Contact]] = {}
            for contact in sorted(
                (c for c in group if c.start >= began), key=lambda c: (c.start, c.is_visit, c.record)
            ):
                units.setdefault(f"{contact.channel} {contact.conversation or contact.record}", []).append(contact)
            found.append(Matter(person, list(units.values())))
    return found


def _runs(contacts: list[Contact]) -> list[list[Contact]]:
    runs: list[list[Contact]] = []
    for contact in contacts:
        if runs and contact.start <= max(c.end for c in runs[-1]) + GAP:
            runs[-1].append(contact)
        else:
            runs.append([contact])
    return runs


def _by_subject(run: list[Contact]) -> list[list[Contact]]:
    """Split a run where topics differ, then where claims do; who states none takes the last one, else the next."""
    parts = [run]
    for subject in (lambda c: c.topic, lambda c: c.case):
        parts = [split for part in parts for split in _split(part, subject)]
    return [again for part in parts for again in _runs(part)]


def _split(part: list[Contact], subject: Callable[[Contact], str | None]) -> list[list[Contact]]:
    stated = [subject(contact) for contact in part]
    filled, last = [], next((value for value in stated if value), None)
    for value in stated:
        last = value or last
        filled.append(last)
    return [[c for c, about in zip(part, filled, strict=True) if about == value] for value in dict.fromkeys(filled)]


def _unite(groups: list[list[Contact]], link: str) -> list[list[Contact]]:
    united: list[list[Contact]] = []
    for group in groups:
        links = {getattr(contact, link) for contact in group} - {None}
        same = [other for other in united if links & {getattr(contact, link) for contact in other}]
        united = [other for other in united if other not in same] + [[c for part in [*same, group] for c in part]]
    return united


def hop_causes(before: str, after: str) -> list[str]:
    """How the contacts ended from which customers went from one channel to the other; those of which nobody says are out."""
    causes = [_ending(first) for matter in matters() for first, then in matter.hops
              if (first[0].channel, then[0].channel) == (before, after)]  # fmt: skip
    return [cause for cause in causes if cause]


def _ending(legs: list[Contact]) -> str:
    def last(name: str) -> bool | None:
        return next((value for leg in reversed(legs) if (value := getattr(leg, name)) is not None), None)

    if last("is_abandoned"):
        return "abandonment"
    if last("is_handed_off"):
        return "handoff"
    return {False: "failure", True: "chosen", None: ""}[last("is_resolved")]


def explained_again(path: str) -> tuple[int, int]:
    """Hops without context, and hops and transfers, in the matters of this path."""
    chosen = [matter for matter in matters() if matter.path == path]
    hops = [hop for matter in chosen for hop in matter.hops]
    without = sum(not then[0].has_context if then[0].has_context is not None else then[0].case is None or then[0].case != first[-1].case
                  for first, then in hops)  # fmt: skip
    return without, len(hops) + sum(contact.transfers for matter in chosen for contact in matter.rows)
