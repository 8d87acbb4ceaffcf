"""The seal of a version, published/hilo-<n>.json: its checksum, its columns, and how far the logs went when it was published.

By it a version that was changed, a column that is gone and a log that became shorter are known. Versions that an earlier
Hilo published have none.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from warehouse.config.home import published
from warehouse.store.durable import remove_durably, rename_durably, write_durably

UNFINISHED = (
    ".new"  # how its name ends until readers are pointed to its version: what a killed load left is known by it
)


class KnownLog(msgspec.Struct, frozen=True):
    """How far a log went: its last line, when that was said, and what distinguishes the lines up to it."""

    last: int = 0
    at: str = ""
    fingerprint: str = ""


class Seal(msgspec.Struct, frozen=True):
    """What a version was when it was published. `columns`: table, column and type."""

    sha256: str
    columns: dict[str, dict[str, str]]
    decisions: KnownLog = KnownLog()
    actions: KnownLog = KnownLog()


def seal_path(version: int) -> Path:
    """Where a version's seal is."""
    return published() / f"hilo-{version}.json"


def unfinished_path(version: int) -> Path:
    """Where a version's seal is before readers are pointed to it."""
    return published() / f"hilo-{version}.json{UNFINISHED}"


def read_seal(version: int) -> Seal | None:
    """The seal; None for a version without one, or whose seal is damaged (`verify` says so)."""
    for path in (seal_path(version), unfinished_path(version), seal_path(version)):  # the name changes while we look
        try:
            return msgspec.json.decode(path.read_bytes(), type=Seal)
        except (OSError, msgspec.MsgspecError):
            continue
    return None


def write_seal(version: int, seal: Seal, *, is_published: bool = False) -> None:
    """Write the seal, unfinished unless readers are pointed to its version already."""
    path = seal_path(version) if is_published else unfinished_path(version)
    write_durably(path, msgspec.json.format(msgspec.json.encode(seal), indent=1))


def finish_seal(version: int) -> None:
    """Give the seal its name: the version is published."""
    rename_durably(unfinished_path(version), seal_path(version))


def remove_seal(version: int) -> None:
    """Remove what is there of a seal."""
    for path in (seal_path(version), unfinished_path(version)):
        remove_durably(path)


def hash_version(path: Path) -> str:
    """SHA-256 of a version's file: 0.7 s a gigabyte where the processor knows SHA, twice that where not."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint_lines(lines: list[tuple[object, ...]]) -> str:
    """What distinguishes these lines of a log from all others."""
    return hashlib.sha256(repr(lines).encode()).hexdigest()
