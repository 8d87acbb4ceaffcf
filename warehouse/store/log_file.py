"""The SQLite files that are only ever added to: opened so that whatever is wrong with one is a line."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

from warehouse.config.errors import HiloError
from warehouse.config.faults import explain_fault, way_out
from warehouse.sentence import sentence
from warehouse.store.durable import sync
from warehouse.store.known_logs import FORGET

# What is no damage of the file: the machine refused, and another backup would not help.
REFUSED = ("readonly", "unable to open", "disk is full", "locked")


@contextmanager
def open_sqlite(
    path: Path, what: str, wait_seconds: float, isolation_level: Literal["DEFERRED"] | None = "DEFERRED"
) -> Iterator[sqlite3.Connection]:
    """The log, made when it is not there, for its owner alone. Raises HiloError, naming the file and the way out."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        make_private(path)
        with closing(sqlite3.connect(path, timeout=wait_seconds, isolation_level=isolation_level)) as log:
            yield log
    except OSError as error:
        raise HiloError("the {what} cannot be read or written: {said}", what=what, said=explain_fault(error)) from None
    except sqlite3.Error as error:
        raise HiloError(
            "{path}: the {what} cannot be read or written ({said}); {way_out}",
            path=path,
            what=what,
            said=error,
            way_out=mending(str(error)),
        ) from None


def make_private(path: Path) -> None:
    """Make the file with mode 0600: SQLite gives its journals the same, and syncs each line that is added."""
    if path.exists():
        return
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    sync(path.parent)


def mending(words: str) -> str:
    """The way out for what SQLite says."""
    if "locked" in words:
        return sentence("another program holds it: close that and try again")
    if any(word in words for word in REFUSED):
        return way_out(None, words)
    return sentence(
        "restore the file from a backup, or move it away and go on without them with: {forget}", forget=FORGET
    )
