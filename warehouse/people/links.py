"""Why two identifiers are one person's: the shortest chain from one to the other, over records and decisions. Read only."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime

from warehouse.config.errors import HiloError
from warehouse.people.decisions import decisions_in_force
from warehouse.people.key import Key
from warehouse.people.keys import keyed_records
from warehouse.store.engine import Engine


@dataclass(frozen=True)
class Link:
    """One step: key_a and key_b stand on one record, or somebody decided that they are one person's.

    A record: record_id, source, file (name), line, moment (reporting zone; NULL: none) and how many records say the same.
    A decision: decided_by, note, moment (UTC), is_decided; no record.
    """

    key_a: Key
    key_b: Key
    record_id: str | None = None
    source: str | None = None
    file: str | None = None
    line: int | None = None
    moment: datetime | None = None
    records: int = 0
    is_decided: bool = False
    decided_by: str = ""
    note: str = ""

    def __str__(self) -> str:
        day = f" on {self.moment:%Y-%m-%d}" if self.moment else ""
        if self.is_decided:
            note = f": {self.note}" if self.note else ""
            return f"{self.key_a} and {self.key_b}: decided by {self.decided_by}{day}{note}"
        more = f", and {self.records - 1} more" if self.records > 1 else ""
        return f"{self.key_a} and {self.key_b}: record {self.record_id}{day} ({self.file}, line {self.line}{more})"


def explain_link(engine: Engine, key_a: Key, key_b: Key) -> list[Link]:
    """The fewest steps from one key to the other; empty when they are the same key.

    Steps go over keys that are this person's only (a shared or generic key ties nobody), strong ones first where there are
    several ways of one length. Raises HiloError when the two are not of one person, saying what each of them is.
    """
    if key_a == key_b:
        return []
    person = require_one_person(engine, key_a, key_b)
    steps = collect_links(engine, person)
    came_from: dict[Key, Link | None] = {key_a: None}
    waiting = deque([key_a])
    while waiting and key_b not in came_from:
        here = waiting.popleft()
        for there, link in sorted(steps.get(here, {}).items(), key=lambda step: (step[0].rank, step[0].text)):
            if there not in came_from:
                came_from[there] = link
                waiting.append(there)
    if key_b not in came_from:
        raise HiloError(
            "{key} and {key_b} are of one person, but no record or decision in force says why; run: python -m pipelines derive",
            key=key_a,
            key_b=key_b,
        )
    chain: list[Link] = []
    last = came_from[key_b]
    while last is not None:
        chain.append(last)
        last = came_from[last.key_a]
    return chain[::-1]


def require_one_person(engine: Engine, key_a: Key, key_b: Key) -> int:
    """The person whom both keys name. Raises HiloError when they name two, or one of them nobody."""
    persons = [persons_of(engine, key) for key in (key_a, key_b)]
    if both := persons[0].keys() & persons[1].keys() - {None}:
        return min(number for number in both if number is not None)
    told = [tell(key, of_key) for key, of_key in zip((key_a, key_b), persons, strict=True)]
    raise HiloError(
        "{key} and {key_b} are not of one person: {told}",
        key=key_a,
        key_b=key_b,
        told="; ".join([*told, *tell_doubt(engine, key_a, key_b)]),
    )


def persons_of(engine: Engine, key: Key) -> dict[int | None, str]:
    """State and reason of the key by the persons that it names; None: nobody."""
    rows = engine.query(
        "SELECT person_id, concat_ws(', ', state, reason) FROM identities WHERE key_type = ? AND key_value = ?",
        key.row,
    )
    return dict(rows.iter_rows())


def tell(key: Key, persons: dict[int | None, str]) -> str:
    if not persons:
        return f"{key} is on no record"
    return f"{key} is " + " and ".join(
        f"person {p}'s" if p is not None else f"nobody's ({state})" for p, state in persons.items()
    )


def tell_doubt(engine: Engine, key_a: Key, key_b: Key) -> list[str]:
    """That records with both keys were not taken for a proof, and why; nothing where there are none."""
    rows = engine.query(
        "SELECT reason, records FROM doubtful_links WHERE (key_a_type = $1 AND key_a_value = $2 AND key_b_type = $3 AND key_b_value = $4)"
        " OR (key_a_type = $3 AND key_a_value = $4 AND key_b_type = $1 AND key_b_value = $2)",
        [*key_a.row, *key_b.row],
    )
    return [f"records with both: {records}, doubtful ({reason})" for reason, records in rows.iter_rows()]


def collect_links(engine: Engine, person_id: int) -> dict[Key, dict[Key, Link]]:
    """From each of the person's keys to each other one that stands on a record with it or was decided to be of the same person.

    Of several records, the first; records that carry the same keys are looked at once.
    """
    rows = engine.query("SELECT key_type, key_value FROM identities WHERE person_id = ?", [person_id])
    own = {Key.of_row(*row) for row in rows.iter_rows()}
    bundles = engine.query(
        f"""
        SELECT keys, first.*, f.name AS file, said.records FROM (
            SELECT keys, count(*) AS records,
                min_by({{record_id: record_id, source: source, file_id: file_id, line: source_line, moment: moment}},
                    (coalesce(moment, TIMESTAMP '9999-01-01'), record_id)) AS first
            FROM ({keyed_records()}) WHERE len(keys) > 1 GROUP BY keys
        ) AS said LEFT JOIN files AS f ON f.file_id = first.file_id
        """,
        [person_id],
    )
    steps: dict[Key, dict[Key, Link]] = {}
    for row in bundles.sort("moment", "record_id", nulls_last=True).iter_rows(named=True):
        keys = [key for key in (Key.of_row(**columns) for columns in row["keys"]) if key in own]
        said = {name: row[name] for name in ("record_id", "source", "file", "line", "moment", "records")}
        for a in keys:
            for b in keys:
                if a != b:
                    add_link(steps, Link(a, b, **said))
    applied = int(engine.facts.get("decisions_applied", 0))
    for d in decisions_in_force():
        if d.kind == "together" and d.id <= applied:
            for a, b in (d.keys, d.keys[::-1]):
                steps.setdefault(a, {})[b] = Link(
                    a, b, moment=d.decided_at, is_decided=True, decided_by=d.decided_by, note=d.note
                )
    return steps


def add_link(steps: dict[Key, dict[Key, Link]], link: Link) -> None:
    """Keep the first record of each pair of keys, and count the others."""
    known = steps.setdefault(link.key_a, {}).get(link.key_b)
    steps[link.key_a][link.key_b] = replace(known, records=known.records + link.records) if known else link
