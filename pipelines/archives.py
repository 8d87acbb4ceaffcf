"""Archives among the exports: unpacked into the load's own folder, their files loaded and named as ARCHIVE.zip/FILE."""

from dataclasses import dataclass, field
from pathlib import Path

from pipelines.gather import is_export, walk_folder
from warehouse.config.errors import HiloError
from warehouse.config.settings import Limits
from warehouse.inbox.unpack import extract_archive, is_archive
from warehouse.printable import path_text
from warehouse.sentence import sentence


@dataclass
class Opened:
    """The files to load, those of archives in the place of their archive; `archives`: by the folder that an archive was
    unpacked into, the archive; `refused`: those that could not be unpacked, with the line that says why."""

    exports: list[Path] = field(default_factory=list)
    archives: dict[Path, Path] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def as_given(self, said: str) -> str:
        """A text in which files of archives have the names by which a user knows them."""
        for folder, archive in self.archives.items():
            said = said.replace(f"{folder}/", f"{path_text(archive)}/")
        return said

    def short_name(self, path: Path) -> str:
        """A file's own name, with its archive's before it."""
        for folder, archive in self.archives.items():
            if path.is_relative_to(folder):
                return f"{archive.name}/{path.relative_to(folder).as_posix()}"
        return path.name

    def place_of(self, path: Path) -> Path:
        """Where a file lies that is named as given."""
        for folder, archive in self.archives.items():
            if path.is_relative_to(archive.absolute()):
                return folder / path.relative_to(archive.absolute())
        return path


def open_archives(exports: list[Path], folder: Path, limits: Limits) -> Opened:
    """Unpack the archives among the files, each into a folder of its own below this one."""
    opened = Opened()
    for number, path in enumerate(exports):
        if not is_archive(path):
            opened.exports.append(path)
            continue
        place = folder / str(number)
        place.mkdir(parents=True, mode=0o700)
        try:
            extract_archive(path, path_text(path), place, limits)
        except HiloError as error:
            opened.refused[path_text(path)] = str(error)
            continue
        opened.archives[place] = path
        found = [entry.path for entry in walk_folder(place) if is_export(entry.path)]
        opened.exports += found
        if not found:
            opened.refused[path_text(path)] = sentence("{path}: no exports in the archive", path=path_text(path))
    return opened


def given_file(path: Path) -> Path:
    """The file that was given: of one in an archive, the archive."""
    return next((above for above in path.parents if above.is_file()), path)


def short_name(path: str) -> str:
    """A file's own name, with its archive's before it."""
    given = given_file(Path(path))
    return Path(path).relative_to(given.parent).as_posix()
