"""A home is its owner's alone: folders 0700, files 0600, whatever the umask, and also a home from before."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.config.home import PROJECT, home, inbox, loading, originals, published, quality

PRIVATE_UMASK = 0o077
OWN_FILES = ("decisions.sqlite", "actions.sqlite", "load.lock", "incidents.log", "incidents.old.log", "hilo.toml")


@contextmanager
def private_files() -> Iterator[None]:
    """What is made in the block, by whatever library, is its owner's alone."""
    before = os.umask(PRIVATE_UMASK)
    try:
        yield
    finally:
        os.umask(before)


def tighten_home() -> None:
    """Take the rights of others from the home and from what Hilo made in it. What another user owns stays as it is."""
    for path in find_open():
        mode = 0o700 if path.is_dir() else 0o600
        try:
            path.chmod(mode)
        except OSError:
            continue  # another user's, or a disk without modes; `verify` says so


def find_open() -> list[Path]:
    """What others than the owner may read or write: the home, and what Hilo made in it."""
    return [path for path in own_paths() if is_open(path)]


def is_open(path: Path) -> bool:
    """Whether others than the owner have any right to it."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return not stat.S_ISLNK(found.st_mode) and bool(found.st_mode & 0o077)


def own_paths() -> Iterator[Path]:
    """The home and everything in it that Hilo makes. A folder that holds other things too is not ours to close."""
    if not is_shared(home()):
        yield home()
    yield from (home() / name for name in OWN_FILES)
    for folder in (published(), originals(), quality(), loading(), inbox()):
        yield folder
        for inside, folders, files in os.walk(folder):
            yield from (Path(inside) / name for name in [*folders, *files])


def is_shared(folder: Path) -> bool:
    """Whether the folder is more than a home of Hilo: /tmp, a user's own folder or the project, or one around these."""
    try:
        is_sticky = bool(folder.stat().st_mode & stat.S_ISVTX)
    except OSError:
        return False
    return is_sticky or any(place.is_relative_to(folder) for place in (Path("~").expanduser().resolve(), PROJECT))
