"""Writing so that a loss of power leaves the old content or the new one, never a half: temporary file, fsync, rename, fsync.

A rename is atomic to readers, but on disk only once the file and then its folder are synced (man 2 fsync).
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PART = ".part"  # how the name of a file ends that is not whole yet; swept by warehouse/store/leftovers.py


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which stands under its name, whole and synced, once the block ends without an error."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{PART}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
        rename_durably(part, path)
    finally:
        part.unlink(missing_ok=True)


def write_durably(path: Path, content: bytes) -> None:
    """Replace the file's content, in one step."""
    with new_file(path) as file:
        file.write(content)


def rename_durably(source: Path, target: Path) -> None:
    """Rename a finished file within its folder, replacing what stands there; it is on disk before it has the name."""
    sync(source)
    source.replace(target)
    sync(target.parent)


def remove_durably(path: Path) -> None:
    """Remove a file, if it is there."""
    path.unlink(missing_ok=True)
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until a file's content, or a folder's names, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
