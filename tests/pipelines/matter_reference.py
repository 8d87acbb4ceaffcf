"""The matters of a few contacts, worked out a second time, contact by contact, in plain Python."""

from datetime import datetime, timedelta
from typing import Any

from warehouse.config.codes import SERVICE_TYPES

Row = dict[str, Any]
LINKS = ("case_id", "order_id", "conversation_id")
SUBJECTS = ("topic", "order_id", "case_id")


def matters_of(rows: list[Row], gap: timedelta) -> set[frozenset[str]]:
    """The record ids of each matter."""
    touches = [row for row in rows if role(row)]
    found: set[frozenset[str]] = set()
    owned: dict[int, list[Row]] = {}
    for row in touches:
        owner = owner_of(row, touches)
        if owner is not None:
            owned.setdefault(owner, []).append(row)
        elif role(row) == "opens":
            found.add(frozenset({row["record_id"]}))
    for contacts in owned.values():
        found |= matters_of_person(sorted(contacts, key=order), gap)
    return found


def owner_of(row: Row, touches: list[Row]) -> int | None:
    """The known person that a contact is of: its own, else the only one with a link in common."""
    if row["is_person_known"]:
        return int(row["person_id"])
    others = {other["person_id"] for other in touches if other["is_person_known"] and links(row) & links(other)}
    return others.pop() if len(others) == 1 else None


def matters_of_person(contacts: list[Row], gap: timedelta) -> set[frozenset[str]]:
    openers = [row for row in contacts if role(row) == "opens"]
    subjects = fill_subjects(openers, gap)
    tied = {id(row) for row in contacts if any(links(row) & links(other) for other in openers)}
    sequences: dict[tuple[Any, ...], list[Row]] = {}
    for row in contacts:
        if role(row) == "opens":
            sequences.setdefault(subjects[row["record_id"]], []).append(row)
        elif role(row) == "visits" and row.get("topic") and id(row) not in tied:
            earlier = [o for o in openers if order(o) < order(row) and subjects[o["record_id"]][0] == row["topic"]]
            subject = subjects[earlier[-1]["record_id"]] if earlier else None
            if subject and all(
                row.get(name) in (None, known) or known is None for name, known in zip(SUBJECTS, subject, strict=True)
            ):
                sequences.setdefault(subject, []).append(row)
    groups = []
    for sequence in sequences.values():
        for run in split(sequence, gap):
            first = next((n for n, row in enumerate(run) if role(row) == "opens"), None)
            if first is not None:
                groups.append(run[first:])
    grouped = {row["record_id"] for group in groups for row in group}
    groups += [[row] for row in contacts if row["record_id"] not in grouped]
    found = set()
    for group in unite(groups):
        opened = min((starts(row) for row in group if role(row) == "opens"), default=None)
        if opened is not None:
            found.add(frozenset(row["record_id"] for row in group if starts(row) >= opened))
    return found


def fill_subjects(openers: list[Row], gap: timedelta) -> dict[str, tuple[Any, ...]]:
    """Topic, order and case of each opener, those that it does not state from its neighbours."""
    subjects = {}
    for run in split(openers, gap):
        known: list[tuple[Any, ...]] = [() for _ in run]
        for name in SUBJECTS:
            before = list(known)
            for n in range(len(run)):
                alike = [m for m in range(len(run)) if before[m] == before[n] and run[m].get(name)]
                earlier, later = [m for m in alike if m <= n], [m for m in alike if m > n]
                place = earlier[-1] if earlier else later[0] if later else None
                known[n] = (*known[n], None if place is None else run[place][name])
        subjects |= {row["record_id"]: subject for row, subject in zip(run, known, strict=True)}
    return subjects


def split(contacts: list[Row], gap: timedelta) -> list[list[Row]]:
    """Runs without a pause longer than the gap after all ends so far."""
    parts: list[list[Row]] = []
    for row in contacts:
        if parts and starts(row) <= max(ends(other) for other in parts[-1]) + gap:
            parts[-1].append(row)
        else:
            parts.append([row])
    return parts


def unite(groups: list[list[Row]]) -> list[list[Row]]:
    """Groups with a link in common become one."""
    united: list[list[Row]] = []
    for group in groups:
        of_group = {link for row in group for link in links(row)}
        linked = [other for other in united if any(of_group & links(row) for row in other)]
        united = [other for other in united if other not in linked] + [
            [row for part in (*linked, group) for row in part]
        ]
    return united


def role(row: Row) -> str | None:
    kind, direction = row.get("interaction_type"), row.get("direction")
    if kind is None or kind in SERVICE_TYPES:
        return "opens" if direction in (None, "inbound") else "follows"
    return None if kind == "email_touch" or direction in ("outbound", "internal") else "visits"


def links(row: Row) -> set[tuple[str, str]]:
    return {(name, row[name]) for name in LINKS if row.get(name)}


def order(row: Row) -> tuple[Any, ...]:
    return starts(row), role(row) != "opens", row["record_id"]


def starts(row: Row) -> datetime:
    at = datetime.fromisoformat(row["started_at"])
    is_late = row["time_precision"] == "day" and role(row) != "opens"
    return at + timedelta(days=1, microseconds=-1) if is_late else at


def ends(row: Row) -> datetime:
    return starts(row) + timedelta(seconds=max(row.get("resolution_seconds") or 0, row.get("handle_seconds") or 0))
