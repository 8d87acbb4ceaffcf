"""What a killed load or a loss of power leaves behind, and its removal by the next command. Call it under the writer's lock."""

import os
import re
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from warehouse.config.errors import HiloError
from warehouse.config.home import home, inbox, loading, originals, published
from warehouse.store.durable import PART, sync
from warehouse.store.pointer import read_pointer
from warehouse.store.seal import UNFINISHED, finish_seal, seal_path

SEAL = re.compile(r"hilo-([1-9][0-9]{0,8})\.json(\.new)?")
SPILLED = re.compile(r"duckdb_temp\w*?_([0-9]+)_\w+")  # DuckDB names its spill files by the process
EARLIER_FOLDER = re.compile(r"hilo-[a-z0-9_]{8}")  # where an earlier Hilo worked: in the system's temporary folder
TRIALS = (
    "preview-",
    "proposal-",
    "unpacking-",
)  # how folders of the inbox are called in which something was only looked at
DAY_SECONDS = 86_400


def sweep_leftovers() -> None:
    """Settle the version that a killed load left half published, and remove what else is left. Raises OSError."""
    settle_unfinished()
    for path in find_leftovers():
        remove(path)


def settle_unfinished() -> None:
    """A version whose load was killed while publishing counts when readers were pointed to it already, else it goes."""
    unfinished = [
        int(found[1]) for path in folder_list(published()) if (found := SEAL.fullmatch(path.name)) and found[2]
    ]
    if not unfinished:
        return
    try:
        current = read_pointer()
    except HiloError:
        current = -1  # nobody knows where readers were pointed to: nothing goes
    for version in unfinished:
        path = published() / f"hilo-{version}.duckdb"
        if path.exists() and current in (version, -1):
            finish_seal(version)
        else:
            path.unlink(missing_ok=True)
            (published() / f"hilo-{version}.json{UNFINISHED}").unlink(missing_ok=True)
            sync(published())


def find_leftovers() -> list[Path]:
    """Files and folders that no command needs any more when none is running; sound exports and versions are never among them."""
    return sorted({*leftovers_of_versions(), *leftovers_of_loads()})


def leftovers_of_versions() -> Iterator[Path]:
    """In the folder of the versions."""
    for path in folder_list(published()):
        seal = SEAL.fullmatch(path.name)
        is_half = path.name.startswith("building-") or path.name.endswith(PART) or path.name == "CURRENT.new"
        if is_half or (seal and not (published() / f"hilo-{seal[1]}.duckdb").exists()):
            yield path
    for path in folder_list(published() / "spill"):
        found = SPILLED.fullmatch(path.name)
        if found and not is_running(int(found[1])):
            yield path


def leftovers_of_loads() -> Iterator[Path]:
    """In the other folders of the home, and what an earlier Hilo left in the system's temporary folder."""
    yield from folder_list(loading())
    yield from (path for path in [*folder_list(inbox()), *inbox().rglob(f"*{PART}")] if is_old_trial(path))
    yield from (path for folder in (home(), originals()) for path in folder_list(folder) if path.name.endswith(PART))
    yield from (path for path in folder_list(system_temporary()) if is_earlier_folder(path))


def system_temporary() -> Path:
    """The system's temporary folder; Python's own way to it writes a file there to try it, which a kill would leave."""
    return Path(os.environ.get("TMPDIR") or "/tmp")


def is_earlier_folder(path: Path) -> bool:
    """Whether an earlier Hilo of this user worked there, more than a day ago: another home's may be at it still."""
    if not EARLIER_FOLDER.fullmatch(path.name):
        return False
    try:
        found = path.lstat()
    except OSError:
        return False
    is_own = found.st_uid == os.getuid() and found.st_mode == stat.S_IFDIR | 0o700
    return is_own and time.time() - found.st_mtime > DAY_SECONDS


def is_old_trial(path: Path) -> bool:
    """Whether a killed preview worked there, or a file never arrived, more than a day ago: those of today may be on their way."""
    if not (path.name.startswith(TRIALS) or path.name.endswith(PART)):
        return False
    try:
        return time.time() - path.lstat().st_mtime > DAY_SECONDS
    except OSError:
        return False


def is_running(process: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def remove(path: Path) -> None:
    """Remove a file or a folder with what is in it; a link goes, what it points to stays."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def folder_list(folder: Path) -> list[Path]:
    """What is in a folder; nothing where there is none, or it cannot be read."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def is_unpublished(version: int) -> bool:
    """Whether the version's load was killed before readers were pointed to it."""
    return (published() / f"hilo-{version}.json{UNFINISHED}").exists() and not seal_path(version).exists()
