"""What `python -m pipelines verify` finds: the pointer, the versions, the originals, the logs, what is left over, who may read."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.actions.log import log_path as actions_path
from warehouse.actions.log import read_action_log
from warehouse.config.errors import HiloError, NoWarehouse
from warehouse.config.home import home, originals
from warehouse.people.decisions import log_path as decisions_path
from warehouse.people.decisions import read_log
from warehouse.store.leftovers import find_leftovers
from warehouse.store.originals import find_original_damage, original_path
from warehouse.store.permissions import find_open, is_shared
from warehouse.store.seal import read_seal, seal_path
from warehouse.store.versions import current_version, kept_words, list_strays, list_versions, version_path
from warehouse.store.whole import find_damage, mending

AGAIN = "load the same export again, which keeps it again"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `said`: what was found, with what mends it where it is not sound."""

    thing: str
    is_sound: bool
    said: str

    @property
    def line(self) -> str:
        """The finding as it is printed."""
        return f"{'sound' if self.is_sound else 'NOT SOUND'}: {self.thing}: {self.said}"


def verify_home() -> list[Finding]:
    """Everything that was looked at. Reads every byte that is kept: a second a gigabyte, or two."""
    return [
        check_pointer(),
        *map(check_version, list_versions()),
        *map(check_stray, list_strays()),
        *check_originals(),
        check_log("decisions", decisions_path(), lambda: len(read_log())),
        check_log("actions", actions_path(), lambda: len(read_action_log())),
        *check_leftovers(),
        check_permissions(),
    ]


def check_pointer() -> Finding:
    """CURRENT names a version that is kept, or nothing was ever loaded."""
    try:
        return Finding("CURRENT", True, f"version {current_version()}; {kept_words()}")
    except NoWarehouse as error:
        return Finding("CURRENT", True, str(error))
    except HiloError as error:
        return Finding("CURRENT", False, str(error))


def check_version(version: int) -> Finding:
    """The version is whole; the SHA-256 of one that an earlier Hilo published is not known."""
    try:
        damage = find_damage(version)
    except HiloError as error:
        damage = str(error)
    if damage:
        return Finding(f"version {version}", False, f"{damage}; {mending(version)}")
    if read_seal(version):
        return Finding(f"version {version}", True, "opens, has its tables and its checksum")
    if seal_path(version).exists():
        said = f"{seal_path(version)} is damaged; remove it, and publish a version with another: python -m pipelines derive"
        return Finding(f"version {version}", False, said)
    return Finding(
        f"version {version}", True, "opens and has its tables; an earlier Hilo published it, without a checksum"
    )


def check_stray(path: Path) -> Finding:
    """A file among the versions that is none."""
    return Finding(str(path), False, "no version of Hilo's, and no command reads it; move it away")


def check_originals() -> Iterator[Finding]:
    """Every export that the current version refers to is kept, and every kept one has the bytes of its name."""
    referred = referred_originals()
    kept = {path.stem for path in originals().glob("*.zst")} if originals().is_dir() else set()
    bad = {sha256: damage for sha256 in sorted(referred.keys() | kept) if (damage := find_original_damage(sha256))}
    for sha256, damage in bad.items():
        name = f" ({', '.join(sorted(referred[sha256]))})" if sha256 in referred else ""
        mends = AGAIN if name else "no record of the current version needs it: remove it"
        yield Finding(f"original {original_path(sha256)}{name}", False, f"{damage}; {mends}")
    sound = len(referred.keys() | kept) - len(bad)
    if sound or not bad:
        yield Finding("originals", True, f"{sound} kept with the bytes that were loaded")


def referred_originals() -> dict[str, set[str]]:
    """SHA-256 of every file that the current version refers to, and by which names it was loaded; none if it is damaged."""
    try:
        path = version_path(current_version())
        with duckdb.connect(str(path), read_only=True) as con:
            rows = con.execute("SELECT DISTINCT sha256, name FROM files").fetchall()
    except (HiloError, duckdb.Error):
        return {}
    found: dict[str, set[str]] = {}
    for sha256, name in rows:
        found.setdefault(sha256, set()).add(name)
    return found


def check_log(name: str, path: Path, count: Callable[[], int]) -> Finding:
    """The log is a sound SQLite file and holds all that the current version knows."""
    try:
        if path.exists():
            require_integrity(path)
        lines = count()
    except HiloError as error:
        return Finding(name, False, str(error))
    return Finding(name, True, f"{lines} lines" if path.exists() else "none was ever written")


def require_integrity(path: Path) -> None:
    """Raises HiloError for what SQLite itself finds wrong."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as log:
            said = log.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        said = str(error)
    if said != "ok":
        raise HiloError("{path}: {said}; restore it from a backup", path=path, said=" ".join(said.split())[:200])


def check_leftovers() -> Iterator[Finding]:
    """What killed loads left, unless a load is running, whose own files these are."""
    left = find_leftovers()
    if left and is_loading():
        yield Finding("leftovers", True, "a load is running: what it works with is not looked at")
    elif left:
        for path in left:
            yield Finding(str(path), False, "left by a killed load, and cannot be removed: see who owns it")
    else:
        yield Finding("leftovers", True, "none")


def is_loading() -> bool:
    """Whether a load holds the writer's lock."""
    try:
        with (home() / "load.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    return False


def check_permissions() -> Finding:
    """Nobody else may read what is kept."""
    opened = find_open()
    if is_shared(home()):
        said = f"{home()} holds other things too, so it is left open; choose a folder of Hilo's own"
        return Finding("permissions", False, said)
    if opened:
        more = f" and {len(opened) - 1} more" if len(opened) > 1 else ""
        said = f"others may read {opened[0]}{more}; the next load closes what this user owns: chmod -R go-rwx {home()}"
        return Finding("permissions", False, said)
    return Finding("permissions", True, "folders 0700, files 0600")
