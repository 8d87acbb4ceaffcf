"""The persons of all records worked out once more with plain Python: rows, a union-find and the written rules.

It shares nothing with pipelines/derive but the order of the types (warehouse/people/key.py) and the rules in README.md.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from warehouse.people.key import KEY_COLUMNS, KEY_TYPES, OTHER_KEYS
from warehouse.store.engine import Engine

TIMES = {
    "interactions": "started_at", "messages": "sent_at", "responses": "answered_at", "survey_requests": "requested_at",
    "orders": "ordered_at", "subscriptions": "started_at", "customers": None,
}  # fmt: skip
ROLES = {"info", "ventas", "contacto", "administracion", "compras", "soporte"}  # those of the sample
PARTNERS, QUIET = 5, timedelta(days=45)
STRENGTH = {kind.name: kind.strength for kind in KEY_TYPES}
SCOPE = {kind.name: kind.scope for kind in KEY_TYPES}
IDENTIFYING = {"customer_id", "loyalty_number", "vendor_customer_id", "email", "social_id", "phone"}

Key = tuple[str, str]  # type, with its source or channel where it has one; value


class Row(NamedTuple):
    """A record with its keys, in the order in which they say whose it is."""

    table: str
    record_id: str
    at: datetime | None  # None: for all time
    keys: tuple[Key, ...]


class Union:
    """Sets that grow together."""

    def __init__(self) -> None:
        self.above: dict[Key, Key] = {}

    def find(self, key: Key) -> Key:
        self.above.setdefault(key, key)
        while self.above[key] != key:
            self.above[key] = self.above[self.above[key]]
            key = self.above[key]
        return key

    def join(self, a: Key, b: Key) -> None:
        self.above[self.find(a)] = self.find(b)


def persons_by_hand(engine: Engine, listed: set[str]) -> dict[tuple[str, str], Key | None]:
    """Return who each record is of, as one of his keys; None is nobody in particular. `listed`: values that name nobody."""
    rows = [row for table in TIMES for row in read_rows(engine, table)]
    nobodys = find_generic(rows, listed)
    rows = [row._replace(keys=tuple(key for key in row.keys if key not in nobodys)) for row in rows]
    union, whose = Union(), {}
    for row in rows:
        strong = [key for key in row.keys if strength(key) == "strong"]
        for key in strong:
            union.join(strong[0], key)
    for row in rows:
        strong = [key for key in row.keys if strength(key) == "strong"]
        if strong:
            whose[row.table, row.record_id] = union.find(strong[0])
    for kind in [kind.name for kind in KEY_TYPES if kind.strength == "weak"]:
        settle_weak(kind, rows, whose)
    return {(row.table, row.record_id): whose.get((row.table, row.record_id)) for row in rows}


def read_rows(engine: Engine, table: str) -> list[Row]:
    columns = [*KEY_COLUMNS, *(f"other_keys['{name}']" for name in OTHER_KEYS)]
    names = [*KEY_COLUMNS, *OTHER_KEYS]
    order = [kind.name for kind in KEY_TYPES]
    found = engine.query(
        f"SELECT record_id, {TIMES[table] or 'NULL'}, source, channel, {', '.join(columns)} FROM {table}"
    ).rows()
    rows = []
    for record_id, at, source, channel, *values in found:
        given = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        where = {"source": source, "channel": channel}
        keys = [
            (f"{where[SCOPE[name]]}:{name}" if SCOPE[name] else name, given[name]) for name in order if name in given
        ]
        rows.append(Row(table, record_id, at, tuple(keys)))
    return rows


def strength(key: Key) -> str:
    return STRENGTH[key[0].split(":")[-1]]


def find_generic(rows: list[Row], listed: set[str]) -> set[Key]:
    """Return the keys that name nobody: listed, mailboxes of a role, strong ones that meet more than PARTNERS of a type."""
    keys = {key for row in rows for key in row.keys}
    generic = {key for key in keys if key[1] in listed or (key[0] == "email" and key[1].split("@")[0] in ROLES)}
    met: dict[tuple[Key, str], set[str]] = defaultdict(set)
    for row in rows:
        clean = [key for key in row.keys if key not in generic and key[0].split(":")[-1] in IDENTIFYING]
        for one in clean:
            for other in clean:
                if one[0] != other[0] and strength(one) == "strong":
                    met[one, other[0]].add(other[1])
    return generic | {key for (key, _), partners in met.items() if len(partners) > PARTNERS}


def settle_weak(kind: str, rows: list[Row], whose: dict[tuple[str, str], Key]) -> None:
    """Give the keys of one weak type to persons, and to them the records that nothing before said whose they are."""
    spells: dict[Key, dict[Key, list[datetime]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for key in row.keys:
            if key[0].split(":")[-1] == kind and (person := whose.get((row.table, row.record_id))):
                ends = [row.at, row.at] if row.at else [datetime.min, datetime.max]
                spells[key][person] += ends
    for row in rows:
        if (row.table, row.record_id) in whose:
            continue
        for key in row.keys:
            if key[0].split(":")[-1] == kind and (person := owner_at(key, spells.get(key, {}), row.at)):
                whose[row.table, row.record_id] = person


def owner_at(key: Key, spells: dict[Key, list[datetime]], at: datetime | None) -> Key | None:
    """Return whose the key is at that time: the only one's, the one's whose turn it is, or nobody's."""
    if not spells:
        return key
    if len(spells) == 1:
        return next(iter(spells))
    turns = sorted((min(times), max(times), person) for person, times in spells.items())
    is_recycled = len(turns) <= PARTNERS and all(
        before[1] < datetime.max and after[0] > datetime.min and after[0] - before[1] >= QUIET
        for before, after in pairwise(turns)
    )
    if not is_recycled or at is None:
        return None
    for place, (first, last, person) in enumerate(turns):
        if (place == 0 or at >= first) and (place == len(turns) - 1 or at <= last):
            return person
    return None
