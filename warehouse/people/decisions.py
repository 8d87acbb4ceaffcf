"""What people decided about persons: two keys are one person's (together) or are not (apart); `withdraw` ends a decision.

HILO_HOME/decisions.sqlite, to which is only ever added: it outlives every load, rollback and rebuild of the versions.
The latest decision on a pair of keys holds. It changes the numbers with the next load, or `python -m pipelines derive`.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from warehouse.config.errors import WrongUse, require_text
from warehouse.config.home import home
from warehouse.people.key import Key
from warehouse.store.known_logs import known_now, require_known
from warehouse.store.log_file import open_sqlite
from warehouse.store.seal import KnownLog

KINDS = ("together", "apart", "withdraw")
COLUMNS = "id, kind, key_a, key_b, note, decided_by, decided_at"
TABLE = """
CREATE TABLE IF NOT EXISTS decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, key_a TEXT NOT NULL, key_b TEXT NOT NULL,
    note TEXT NOT NULL, decided_by TEXT NOT NULL, decided_at TEXT NOT NULL)
"""
WAIT_SECONDS = 10  # for another process that is writing


@dataclass(frozen=True)
class Decision:
    """One line of the log. key_a < key_b, as texts of keys (see `keys`); decided_at is UTC."""

    id: int
    kind: str
    key_a: str
    key_b: str
    note: str
    decided_by: str
    decided_at: datetime

    @property
    def keys(self) -> tuple[Key, Key]:
        """The two keys. Raises WrongUse for a line that another program wrote."""
        return Key.parse(self.key_a), Key.parse(self.key_b)


class HasFacts(Protocol):
    facts: dict[str, str]


def record_decision(kind: str, key_a: Key, key_b: Key, note: str, decided_by: str, decided_at: datetime) -> Decision:
    """Add a decision to the log and return it. Raises WrongUse for a kind that is none; HiloError: see read_log."""
    if kind not in KINDS:
        raise WrongUse("{kind!r}: expected {known}", kind=kind, known=", ".join(KINDS))
    for text in (note, decided_by):
        require_text(text)
    if key_a == key_b:
        raise WrongUse("{key}: a decision is about two different keys", key=key_a)
    first, second = sorted((key_a.text, key_b.text))
    if decided_at.tzinfo:
        decided_at = decided_at.astimezone(UTC).replace(tzinfo=None)
    values = (kind, first, second, note, decided_by, decided_at.isoformat())
    read_log()  # none is added to a log that lacks some
    with open_log() as log, log:
        log.execute(TABLE)
        number = log.execute(
            f"INSERT INTO decisions ({COLUMNS.removeprefix('id, ')}) VALUES (?, ?, ?, ?, ?, ?)", values
        ).lastrowid
    return Decision(number or 0, kind, first, second, note, decided_by, decided_at)


def decisions_in_force() -> list[Decision]:
    """The latest decision on each pair of keys that was not withdrawn, oldest first."""
    return hold_latest(read_log())


def hold_latest(log: list[Decision]) -> list[Decision]:
    """Of a log, what holds at its end."""
    latest = {(decision.key_a, decision.key_b): decision for decision in log}
    return sorted((d for d in latest.values() if d.kind != "withdraw"), key=lambda decision: decision.id)


def pending_decisions(engine: HasFacts) -> list[Decision]:
    """Decisions that the version does not know yet: the next load, or `python -m pipelines derive`, applies them."""
    return [decision for decision in read_log() if decision.id > int(engine.facts.get("decisions_applied", 0))]


def read_log() -> list[Decision]:
    """Every decision ever recorded, oldest first.

    Raises HiloError when the file is damaged or stays locked, or lacks decisions that the published version knows.
    """
    log, known = read_lines(), known_now("decisions")
    require_known("decisions", log_path(), [line.id for line in log], fingerprint(log, known.last), known)
    return log


def known_decisions(log: list[Decision]) -> KnownLog:
    """What a version's seal says of the log."""
    if not log:
        return KnownLog()
    return KnownLog(log[-1].id, log[-1].decided_at.isoformat(" ", "minutes"), fingerprint(log, log[-1].id))


def log_path() -> Path:
    """The file of the log."""
    return home() / "decisions.sqlite"


def read_lines() -> list[Decision]:
    """What stands in the log, whether or not the published version knows more. Raises HiloError."""
    if not log_path().exists():
        return []
    with open_log() as log:
        log.execute(TABLE)
        rows = log.execute(f"SELECT {COLUMNS} FROM decisions ORDER BY id").fetchall()
    return [
        Decision(number, kind, key_a, key_b, note, decided_by, datetime.fromisoformat(decided_at))
        for number, kind, key_a, key_b, note, decided_by, decided_at in rows
    ]


def fingerprint(log: list[Decision], last: int) -> str:
    """What distinguishes the log, up to a decision, from every other one."""
    lines = [astuple(decision) for decision in log if decision.id <= last]
    return hashlib.sha256(repr(lines).encode()).hexdigest()


@contextmanager
def open_log() -> Iterator[sqlite3.Connection]:
    with open_sqlite(log_path(), "decisions about persons", WAIT_SECONDS) as log:
        yield log
