"""What the company does about its journey: actions with an owner, a date, a scope and what they are expected to change.

HILO_HOME/actions.sqlite, to which is only ever added: it outlives every load, rollback and rebuild of the versions. Every
line holds the whole action as it was then; the latest line of an action is what holds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import msgspec

from warehouse.actions.action import Action, require_sound
from warehouse.config.errors import HiloError, WrongUse, require_text
from warehouse.config.home import home
from warehouse.people.decisions import WAIT_SECONDS
from warehouse.store.known_logs import FORGET, known_now, require_known
from warehouse.store.log_file import open_sqlite
from warehouse.store.seal import KnownLog, fingerprint_lines

Kind = Literal["create", "change", "stop"]
Row = tuple[int, Kind, str, str, str]  # number, kind, content, by, at
TABLE = """
CREATE TABLE IF NOT EXISTS action_log (
    number INTEGER PRIMARY KEY AUTOINCREMENT, action TEXT NOT NULL, kind TEXT NOT NULL, content TEXT NOT NULL,
    said_by TEXT NOT NULL, said_at TEXT NOT NULL)
"""


@dataclass(frozen=True)
class Entry:
    """One line of the log: the action as it stood after what was done (create, change, stop); `at` is UTC."""

    number: int
    kind: Kind
    action: Action
    by: str
    at: datetime


def create_action(action: Action, by: str, at: datetime) -> Entry:
    """Add an action; one whose id is taken gets the next free one (templates, templates-2). Raises WrongUse, HiloError."""
    require_sound(action)
    read_action_log()  # none is added to a log that lacks some
    with open_log() as log, log:
        log.execute("BEGIN IMMEDIATE")
        taken = {name for (name,) in log.execute("SELECT DISTINCT action FROM action_log")}
        named = msgspec.structs.replace(action, id=free_id(action.id, taken))
        return write_entry(log, "create", named, by, at)


def change_action(action: Action, by: str, at: datetime, based_on: int | None = None, kind: Kind = "change") -> Entry:
    """Replace what an action says. `based_on`: the number of the entry that was read; raises HiloError when another
    change came between, and WrongUse when there is no action of this id."""
    require_sound(action)
    read_action_log()
    with open_log() as log, log:
        log.execute("BEGIN IMMEDIATE")
        found = log.execute(
            "SELECT number, said_by FROM action_log WHERE action = ? ORDER BY number DESC LIMIT 1", (action.id,)
        ).fetchone()
        if found is None:
            raise WrongUse("no action {action!r}; see: python -m pipelines actions", action=action.id)
        if based_on is not None and found[0] != based_on:
            raise HiloError(
                "{title}: {who} changed this action meanwhile; look at it again first", title=action.title, who=found[1]
            )
        return write_entry(log, kind, action, by, at)


def stop_action(name: str, stopped_on: date, by: str, at: datetime, note: str = "") -> Entry:
    """End an action on a day: from then on it is no longer in force. Raises WrongUse when there is none of this id."""
    entry = find_action(name)
    changes = {"stopped_on": stopped_on} | ({"note": note} if note else {})
    stopped = msgspec.structs.replace(entry.action, **changes)
    return change_action(stopped, by, at, entry.number, "stop")


def current_actions() -> list[Entry]:
    """The latest entry of every action, in the order of their start; actions without a date last."""
    latest = {entry.action.id: entry for entry in read_action_log()}
    return sorted(latest.values(), key=lambda entry: (entry.action.starts_on or date.max, entry.action.id))


def find_action(name: str) -> Entry:
    """The latest entry of an action. Raises WrongUse."""
    for entry in current_actions():
        if entry.action.id == name:
            return entry
    known = ", ".join(entry.action.id for entry in current_actions()) or "none is registered"
    raise WrongUse("no action {name!r}; known: {known}", name=name, known=known)


def read_action_log() -> list[Entry]:
    """Every entry ever written, oldest first.

    Raises HiloError when the file is damaged or stays locked, or lacks entries that the published version knows.
    """
    rows, known = read_rows(), known_now("actions")
    require_known("lines of actions", log_path(), [row[0] for row in rows], fingerprint(rows, known.last), known)
    try:
        return [
            Entry(number, kind, msgspec.json.decode(content, type=Action), by, datetime.fromisoformat(at))
            for number, kind, content, by, at in rows
        ]
    except (msgspec.MsgspecError, ValueError) as error:
        raise HiloError(
            "{path}: the actions cannot be read or written ({said}); restore the file from a backup, or move it away and go on without them with: {forget}",
            path=log_path(),
            said=error,
            forget=FORGET,
        ) from None


def known_actions() -> KnownLog:
    """What a version's seal says of the log."""
    rows = read_rows()
    return KnownLog(rows[-1][0], rows[-1][4], fingerprint(rows, rows[-1][0])) if rows else KnownLog()


def log_path() -> Path:
    """The file of the log."""
    return home() / "actions.sqlite"


def read_rows() -> list[Row]:
    """What stands in the log, whether or not the published version knows more. Raises HiloError."""
    if not log_path().exists():
        return []
    with open_log() as log:
        return log.execute("SELECT number, kind, content, said_by, said_at FROM action_log ORDER BY number").fetchall()


def fingerprint(rows: list[Row], last: int) -> str:
    """What distinguishes the log, up to a line, from every other one."""
    return fingerprint_lines([row for row in rows if row[0] <= last])


def write_entry(log: sqlite3.Connection, kind: Kind, action: Action, by: str, at: datetime) -> Entry:
    """Add a line inside the open transaction."""
    require_text(by)
    if at.tzinfo:
        at = at.astimezone(UTC).replace(tzinfo=None)
    values = (action.id, kind, msgspec.json.encode(action).decode(), by, at.isoformat())
    number = log.execute(
        "INSERT INTO action_log (action, kind, content, said_by, said_at) VALUES (?, ?, ?, ?, ?)", values
    ).lastrowid
    return Entry(number or 0, kind, action, by, at)


def free_id(wanted: str, taken: set[str]) -> str:
    """The id, or the first of id-2, id-3 … that is free."""
    names = (wanted if count == 1 else f"{wanted}-{count}" for count in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


@contextmanager
def open_log() -> Iterator[sqlite3.Connection]:
    with open_sqlite(log_path(), "actions", WAIT_SECONDS, isolation_level=None) as log:
        log.execute(TABLE)
        yield log
