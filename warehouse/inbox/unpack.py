"""An archive of exports, unpacked within the bounds of the settings, whatever its names and sizes claim."""

import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from warehouse.config.errors import HiloError
from warehouse.config.home import inbox
from warehouse.config.settings import Limits
from warehouse.inbox.files import exports_folder, fit_parts, is_left_over, make_folder, open_private, place_of
from warehouse.printable import one_line

MOST_FILES = 10_000
LOCKED = 1  # a bit of an entry's flags
MAGIC, MAGIC_EMPTY = b"PK\x03\x04", b"PK\x05\x06"
CHUNK, GB = 1 << 20, 1_000_000_000
UNJUDGED = 256_000_000  # bytes up to which any ratio is taken (Limits.unpacked_ratio)
# What is a ZIP file by its form and a document by its content.
DOCUMENTS = ("[Content_Types].xml", "mimetype")
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


def is_archive(path: Path) -> bool:
    """Whether a file is an archive of files, and no workbook, which is one too by its form; of a damaged one, its name tells."""
    try:
        with path.open("rb") as file:
            begins = file.read(len(MAGIC)) in (MAGIC, MAGIC_EMPTY)
        with zipfile.ZipFile(path) as archive:
            return begins and not any(name in DOCUMENTS for name in archive.namelist())
    except OSError:
        return False
    except (zipfile.BadZipFile, ValueError):
        return begins and path.suffix.lower() == ".zip"


def unpack_archive(path: Path, limits: Limits) -> list[Path]:
    """Put the files of an archive of the inbox where they belong, below a folder with the archive's name, so that two archives
    do not mix, and remove the archive; returns the files, in its order.

    Raises HiloError as extract_archive does; nothing of it is kept then.
    """
    inside = PurePosixPath(path.relative_to(exports_folder()).as_posix()).with_suffix("")
    with tempfile.TemporaryDirectory(dir=inbox(), prefix="unpacking-") as folder:
        try:
            found = extract_archive(path, path.name, Path(folder), limits)
        finally:
            path.unlink(missing_ok=True)
        places = [place_of(f"{inside}/{file.relative_to(folder).as_posix()}") for file in found]
        for file, place in zip(found, places, strict=True):
            make_folder(place.parent)
            shutil.move(file, place)
        return places


def extract_archive(path: Path, name: str, folder: Path, limits: Limits) -> list[Path]:
    """The archive's files below the folder, under their names without power, in its order. `name`: of the archive, in errors.

    Raises HiloError for an archive that is damaged, locked by a password, empty or beyond the limits.
    """
    most = min(limits.unpacked_gb * GB, max(UNJUDGED, limits.unpacked_ratio * path.stat().st_size))
    found: list[Path] = []
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and not is_left_over(entry.filename)]
            if not entries:
                raise HiloError("{name}: no files in the archive", name=name)
            if len(entries) > MOST_FILES:
                raise HiloError(
                    "{name}: {files:,} files in one archive; at most {most:,}",
                    name=name,
                    files=len(entries),
                    most=MOST_FILES,
                )
            if any(entry.flag_bits & LOCKED for entry in entries):
                raise HiloError(
                    "{name}: the archive cannot be unpacked (it has a password); unpack it and load the files",
                    name=name,
                )
            room = most
            for entry in entries:
                target = folder.joinpath(*fit_parts(entry.filename, f"{name}: "))
                with archive.open(entry) as packed, open_new(target, name) as file:
                    while chunk := packed.read(CHUNK):  # sizes are counted, not believed
                        room -= len(chunk)
                        if room < 0:
                            raise HiloError(
                                "{name}: unpacks to more than {room:g} GB; see limits.unpacked_gb and limits.unpacked_ratio in docs/settings.md",
                                name=name,
                                room=most / GB,
                            )
                        file.write(chunk)
                found.append(target)
    except DAMAGED as error:
        raise HiloError(
            "{name}: the archive cannot be unpacked ({said}); unpack it and load the files",
            name=name,
            said=one_line(str(error)),
        ) from None
    return found


def open_new(path: Path, name: str) -> BinaryIO:
    """A new file, its owner's alone. Raises HiloError where another one of the archive has its place: none takes another's."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return open_private(path, "xb")
    except (FileExistsError, NotADirectoryError):
        raise HiloError(
            "{name}: two files in the archive would be called {file}; unpack it and rename one",
            name=name,
            file=path.name,
        ) from None
