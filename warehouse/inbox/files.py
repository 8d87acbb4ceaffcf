"""The exports that wait to be loaded: dropped in the browser, kept in the home until they are loaded or taken away.

inbox/exports/…     the files, under the names that they were dropped with
inbox/answers.json  what a person said about them (warehouse/inbox/answers.py)
inbox/<job>.…       what a job says while it runs, and what came of it (warehouse/inbox/job.py)
"""

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from warehouse.config.errors import HiloError
from warehouse.config.home import home, inbox
from warehouse.printable import UNPRINTABLE
from warehouse.store.durable import PART

MOST_PARTS, LONGEST_PART = 8, 180  # folders in one another; bytes of a name, of which file systems take 255
UNFIT = re.compile(r'[<>:"|?*]')  # what other systems refuse in a name
NOT_SHOWN = ("__MACOSX", ".")  # how the names begin of what systems leave beside files


@dataclass(frozen=True)
class Waiting:
    """A file that waits. `name`: its place below the folder, with `/` between the parts."""

    name: str
    bytes: int
    changed_ns: int


def exports_folder() -> Path:
    """Where the files lie."""
    return inbox() / "exports"


def list_waiting() -> list[Waiting]:
    """The files that wait, by name; those that are still on their way are left out."""
    found = []
    for path in sorted(exports_folder().rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.endswith(PART):
            stat = path.stat()
            found.append(Waiting(path.relative_to(exports_folder()).as_posix(), stat.st_size, stat.st_mtime_ns))
    return found


def fingerprint_inbox() -> str:
    """What changes with the files that wait, and with what is said about them."""
    answers = inbox() / "answers.json"
    said = answers.read_bytes() if answers.exists() else b""
    return hashlib.sha256(repr(list_waiting()).encode() + said).hexdigest()


def place_of(name: str) -> Path:
    """Where a file of this name belongs, whatever the name is: below the folder. Raises HiloError as fit_parts does."""
    return exports_folder().joinpath(*fit_parts(name))


def fit_parts(name: str, of: str = "") -> list[str]:
    """The parts of a name, folders first, whatever it is: none leads up, each is visible and of printable characters. `of`: how
    an error begins.

    Raises HiloError for a name of which nothing is left, or that leads through too many folders.
    """
    parts = [tidy_part(part) for part in PurePosixPath(name.replace("\\", "/")).parts]
    kept = [part for part in parts if part]
    if not kept:
        raise HiloError("{of}{name!r}: no name of a file; rename it", of=of, name=name)
    if len(kept) > MOST_PARTS:
        raise HiloError(
            "{of}{name!r}: more than {most} folders in one another; drop the inner folder",
            of=of,
            name=name,
            most=MOST_PARTS,
        )
    return kept


def tidy_part(part: str) -> str:
    """One part of a path without power: not hidden, not the folder above, printable, not too long; its ending stays."""
    text = UNFIT.sub("_", UNPRINTABLE.sub("", part)).strip(" /").lstrip(". ").encode("utf-8", "replace")
    stem, dot, ending = text[-LONGEST_PART:].rpartition(b".") if len(text) > LONGEST_PART else (text, b"", b"")
    return (stem + dot + ending).decode("utf-8", "ignore").strip()


def is_left_over(name: str) -> bool:
    """Whether a name is of what an operating system leaves beside files: no export."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part.startswith(NOT_SHOWN) for part in parts if part != "..")


def make_folder(folder: Path) -> None:
    """Make a folder of the inbox with all that it lies in, each its owner's alone whatever the process allows others."""
    for place in [*reversed(folder.parents), folder]:
        if place.is_relative_to(home()):
            place.mkdir(exist_ok=True, mode=0o700)


def open_private(path: Path, mode: str) -> BinaryIO:
    """A file of the inbox, its owner's alone. `mode`: as of open."""
    return cast(BinaryIO, open(path, mode, opener=lambda name, flags: os.open(name, flags, 0o600)))


def drop_waiting(name: str) -> None:
    """Take a file away, and the folders that are empty then."""
    place_of(name).unlink(missing_ok=True)
    drop_empty_folders()


def drop_empty_folders() -> None:
    """Remove the folders in which nothing waits any more."""
    for folder in sorted(exports_folder().rglob("*"), reverse=True):
        if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
            folder.rmdir()


def drop_all() -> None:
    """Take every file away, with what was said about them."""
    shutil.rmtree(exports_folder(), ignore_errors=True)
    (inbox() / "answers.json").unlink(missing_ok=True)
