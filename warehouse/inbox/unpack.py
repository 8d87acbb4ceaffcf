"""An archive of exports, unpacked into the inbox within the bounds of the settings, whatever its names and sizes claim."""

import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from warehouse.config.errors import HiloError
from warehouse.config.home import inbox
from warehouse.config.settings import Limits
from warehouse.inbox.files import exports_folder, is_left_over, make_folder, open_private, place_of

MOST_FILES = 10_000
CHUNK, GB = 1 << 20, 1_000_000_000
UNJUDGED = 256_000_000  # bytes up to which any ratio is taken (Limits.unpacked_ratio)
# What is a ZIP file by its form and a document by its content.
DOCUMENTS = ("[Content_Types].xml", "mimetype")


def is_archive(path: Path) -> bool:
    """Whether a file is an archive of files, and no workbook, which is one too by its form."""
    try:
        with zipfile.ZipFile(path) as archive:
            return not any(name in DOCUMENTS for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def unpack_archive(path: Path, limits: Limits) -> list[Path]:
    """Put the archive's files where they belong and remove the archive; returns the files, in its order.

    Raises HiloError for one that is damaged, locked by a password, empty or beyond the limits; nothing of it is kept then.
    """
    with tempfile.TemporaryDirectory(dir=inbox(), prefix="unpacking-") as folder:
        try:
            found = extract_files(path, Path(folder), limits)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise HiloError(
                "{name}: the archive cannot be unpacked ({said}); unpack it and drop the files",
                name=path.name,
                said=error,
            ) from None
        finally:
            path.unlink(missing_ok=True)
        if not found:
            raise HiloError("{name}: no files in the archive", name=path.name)
        for extracted, place in found:
            make_folder(place.parent)
            shutil.move(extracted, place)
        return [place for _, place in found]


def extract_files(path: Path, folder: Path, limits: Limits) -> list[tuple[Path, Path]]:
    """The files as plain numbers in the folder, each with the place that it is for; sizes are counted, not believed."""
    found: list[tuple[Path, Path]] = []
    most, room = limits.unpacked_gb * GB, max(UNJUDGED, limits.unpacked_ratio * path.stat().st_size)
    written = 0
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir() and not is_left_over(entry.filename)]
        if len(entries) > MOST_FILES:
            raise HiloError(
                "{name}: {files:,} files in one archive; at most {most:,}",
                name=path.name,
                files=len(entries),
                most=MOST_FILES,
            )
        for number, entry in enumerate(entries):
            target = folder / str(number)
            with archive.open(entry) as packed, open_private(target, "wb") as file:
                while chunk := packed.read(CHUNK):
                    written += len(chunk)
                    if written > min(most, room):
                        raise HiloError(
                            "{name}: unpacks to more than {room:g} GB; see limits.unpacked_gb and limits.unpacked_ratio in docs/settings.md",
                            name=path.name,
                            room=min(most, room) / GB,
                        )
                    file.write(chunk)
            found.append((target, place_beside(path, entry.filename)))
    return found


def place_beside(path: Path, name: str) -> Path:
    """Where a file of the archive belongs: below a folder with the archive's name, so that two archives do not mix."""
    inside = PurePosixPath(path.relative_to(exports_folder()).as_posix()).with_suffix("")
    return place_of(f"{inside}/{name}")
