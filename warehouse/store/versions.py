"""Published versions: files that are never changed again, and one pointer that is switched atomically.

published/hilo-<n>.duckdb   a whole warehouse, read-only from the moment it is published
published/hilo-<n>.json     its seal (warehouse/store/seal.py)
published/CURRENT           the number of the version that readers open
published/building-<n>…     a load in progress; what a killed load left is removed by the next command
"""

import fcntl
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from warehouse.config.errors import HiloError, NoWarehouse
from warehouse.config.faults import faults_in_one_line
from warehouse.config.home import home, published
from warehouse.sentence import sentence
from warehouse.store.durable import rename_durably
from warehouse.store.leftovers import (
    find_leftovers,
    folder_list,
    is_unpublished,
    remove,
    settle_unfinished,
    sweep_leftovers,
)
from warehouse.store.permissions import private_files, tighten_home
from warehouse.store.pointer import MEND, read_pointer, write_pointer
from warehouse.store.seal import KnownLog, Seal, finish_seal, hash_version, remove_seal, write_seal
from warehouse.store.version_file import read_content

VERSION = re.compile(r"hilo-([1-9][0-9]{0,8})\.duckdb")
OWN = re.compile(r"hilo-[1-9][0-9]{0,8}\.(duckdb|json|json\.new)|CURRENT|CURRENT\.new|building-.*|.*\.part|spill")


def current_version() -> int:
    """The number of the published version.

    Raises NoWarehouse when nothing was ever published, HiloError when CURRENT does not say which version it is.
    """
    for _ in range(3):  # a load may put another version in its place while we look
        number = read_pointer()
        if number is None and not list_versions():
            raise NoWarehouse(
                "nothing is loaded in {home} yet; load exports with: python -m pipelines load PATH", home=home()
            )
        if number is None:
            raise HiloError(
                "{path} is missing, and {kept}; {way_out}",
                path=published() / "CURRENT",
                kept=kept_words(),
                way_out=MEND,
            )
        if version_file(number).is_file():
            return number
    if not list_versions():
        raise HiloError(
            "{path} names version {number}, but no version is there: restore {home} from a backup, or remove CURRENT to begin anew",
            path=published() / "CURRENT",
            number=number,
            home=home(),
        )
    raise HiloError(
        "{path} names version {number}, which is not kept: {kept}; {way_out}",
        path=published() / "CURRENT",
        number=number,
        kept=kept_words(),
        way_out=MEND,
    )


def list_versions() -> list[int]:
    """Numbers of the versions that are kept, oldest first; a version that a killed load left unpublished is none."""
    found = [(path, VERSION.fullmatch(path.name)) for path in folder_list(published())]
    numbers = sorted(int(match[1]) for path, match in found if match and path.is_file())
    if not any(map(is_unpublished, numbers)):
        return numbers
    try:
        current = read_pointer()
    except HiloError:
        return numbers
    return [number for number in numbers if number == current or not is_unpublished(number)]


def list_strays() -> list[Path]:
    """What lies among the versions and is none, nor anything else of Hilo's: copies, renamed files, folders."""
    return sorted(
        path
        for path in folder_list(published())
        if not OWN.fullmatch(path.name) or (VERSION.fullmatch(path.name) and not path.is_file())
    )


def kept_words() -> str:
    """Which versions are kept, in words."""
    numbers = list_versions()
    if len(numbers) > 1:
        return sentence("versions {numbers} are kept", numbers=", ".join(map(str, numbers)))
    return sentence("version {number} is kept", number=numbers[0]) if numbers else sentence("no version is kept")


def version_file(version: int) -> Path:
    """Where the version is, or would be."""
    return published() / f"hilo-{version}.duckdb"


def version_path(version: int) -> Path:
    """The file of a version. Raises NoWarehouse when it is not kept (any more)."""
    path = version_file(version)
    if not path.is_file():
        kept = ", ".join(map(str, list_versions())) or "none"
        raise NoWarehouse("version {version} is not kept; kept versions: {kept}", version=version, kept=kept)
    return path


@contextmanager
def one_writer() -> Iterator[None]:
    """Hold the installation's writer lock, with what killed loads left removed and the home closed to others.

    Raises HiloError when another load runs, the folder cannot be written, or the machine refuses something in the block.
    """
    with private_files(), faults_in_one_line():
        if home().exists() and not home().is_dir():
            raise HiloError(
                "HILO_HOME {home}: nothing can be written there (it is a file); choose a folder", home=home()
            )
        home().mkdir(parents=True, exist_ok=True, mode=0o700)
        with (home() / "load.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise HiloError("another load is running in {home}; wait until it ends", home=home()) from None
            sweep_leftovers()
            tighten_home()
            yield


def sweep_if_idle() -> None:
    """Remove what a killed load left, unless a load is running or there is nothing; never the reason that a command fails."""
    with suppress(HiloError, OSError):
        if find_leftovers() or any(map(is_unpublished, range_of_files())):
            with one_writer():
                pass


def range_of_files() -> list[int]:
    """Numbers of all files of versions, published or not."""
    return [int(found[1]) for path in folder_list(published()) if (found := VERSION.fullmatch(path.name))]


def next_version() -> tuple[int, Path]:
    """Number and file of a new version in the making; the file is not there yet.

    Call it under `one_writer`. Raises HiloError when CURRENT is broken: a version never begins from nothing over others.
    """
    published().mkdir(parents=True, exist_ok=True, mode=0o700)
    discard_unpublished()
    settle_unfinished()
    version = max(range_of_files(), default=0) + 1
    return version, published() / f"building-{version}.duckdb"


def copy_current(path: Path) -> Path | None:
    """Begin a version as a copy of the current one and return that one's file; None, and nothing written, when there is none."""
    path.unlink(missing_ok=True)
    with suppress(NoWarehouse):
        current = version_path(current_version())
        shutil.copyfile(current, path)
        return current
    return None


def publish_version(version: int, path: Path, keep: int, logs: Mapping[str, KnownLog] | None = None) -> None:
    """Make the finished file the current version and drop versions beyond the newest `keep`. Its connections must be closed.

    Whenever it is stopped, readers have the version before or this one, whole, and the next command settles the rest:
    the seal has its name only once readers are pointed to the version.
    """
    path.chmod(0o600)
    write_seal(version, make_seal(path, logs or {}))
    rename_durably(path, version_file(version))
    write_pointer(version)
    with suppress(OSError):  # the version is published; the next command settles this
        finish_seal(version)
        drop_versions([old for old in list_versions()[:-keep] if old != version])
        discard_unpublished()


def make_seal(path: Path, logs: Mapping[str, KnownLog]) -> Seal:
    """The seal of a version's file, with what is known of the logs (by the names of the seal)."""
    return Seal(hash_version(path), read_content(path).columns, **logs)


def drop_versions(versions: list[int]) -> None:
    """Remove versions with their seals."""
    for version in versions:
        version_file(version).unlink()
        remove_seal(version)


def switch_to(version: int) -> None:
    """Point readers to a kept version; atomic. Raises NoWarehouse when it is not kept."""
    version_path(version)
    write_pointer(version)


def discard_unpublished() -> None:
    """Remove every file of an unfinished version."""
    for path in published().glob("building-*"):
        remove(path)
