"""Published versions: files that are never changed again, and one pointer that is switched atomically.

published/hilo-<n>.duckdb   a whole warehouse, read-only from the moment it is published
published/CURRENT           the number of the version that readers open
published/building-<n>…     a load in progress; what a killed load left is removed by the next one
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.errors import HiloError, NoWarehouse
from warehouse.home import home, published


def current_version() -> int:
    """The number of the published version. Raises NoWarehouse when there is none."""
    try:
        return int((published() / "CURRENT").read_text())
    except FileNotFoundError:
        raise NoWarehouse(
            f"nothing is loaded in {home()} yet; load exports with: python -m pipelines load PATH"
        ) from None


def list_versions() -> list[int]:
    """Numbers of the versions that are kept, oldest first."""
    return sorted(int(path.stem.removeprefix("hilo-")) for path in published().glob("hilo-*.duckdb"))


def version_path(version: int) -> Path:
    """The file of a version. Raises NoWarehouse when it is not kept (any more)."""
    path = published() / f"hilo-{version}.duckdb"
    if not path.exists():
        kept = ", ".join(map(str, list_versions())) or "none"
        raise NoWarehouse(f"version {version} is not kept; kept versions: {kept}")
    return path


@contextmanager
def one_writer() -> Iterator[None]:
    """Hold the installation's writer lock. Raises HiloError when another load runs, or the folder cannot be written."""
    try:
        home().mkdir(parents=True, exist_ok=True)
        lock = (home() / "load.lock").open("w")
    except OSError as error:
        raise HiloError(f"HILO_HOME {home()}: nothing can be written there ({error.strerror})") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise HiloError(f"another load is running in {home()}; wait until it ends") from None
        yield


def next_version() -> tuple[int, Path]:
    """Number and file of a new version in the making; the file is not there yet.

    Call it under `one_writer`. What an earlier, killed load left behind is removed.
    """
    published().mkdir(parents=True, exist_ok=True)
    discard_unpublished()
    version = max(list_versions(), default=0) + 1
    return version, published() / f"building-{version}.duckdb"


def copy_current(path: Path) -> None:
    """Begin a version as a copy of the current one; nothing is written when there is none."""
    path.unlink(missing_ok=True)
    try:
        shutil.copyfile(version_path(current_version()), path)
    except NoWarehouse:
        if list_versions():
            raise


def publish_version(version: int, path: Path, keep: int) -> None:
    """Make the finished file the current version and drop versions beyond the newest `keep`. Its connections must be closed."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    path.rename(published() / f"hilo-{version}.duckdb")
    switch_to(version)
    for old in list_versions()[:-keep]:
        if old != version:
            (published() / f"hilo-{old}.duckdb").unlink()
    discard_unpublished()


def switch_to(version: int) -> None:
    """Point readers to a kept version; atomic. Raises NoWarehouse when it is not kept."""
    version_path(version)
    pointer = published() / "CURRENT.new"
    with pointer.open("w") as file:
        file.write(str(version))
        file.flush()
        os.fsync(file.fileno())
    pointer.replace(published() / "CURRENT")


def discard_unpublished() -> None:
    """Remove every file of an unfinished version."""
    for path in published().glob("building-*"):
        path.unlink()
