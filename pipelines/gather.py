"""What a load command names: the files, the sources that may claim them, and the options each is read with."""

import errno
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.identify import identify_source, require_claim
from pipelines.mapping.load import BUILT_IN, load_sources
from pipelines.mapping.model import Mapping
from pipelines.mapping.vocabulary import find_option_problem
from pipelines.read.peek import Peek
from pipelines.unsettled import NeedsAnswer
from warehouse.config.errors import HiloError
from warehouse.config.home import home, own_sources
from warehouse.config.toml_file import read_toml
from warehouse.printable import is_utf8, one_line, path_text
from warehouse.sentence import sentence

# Options that every source understands; the others are declared by the sources.
GENERAL_OPTIONS = (
    "timezone", "currency", "date_order", "date_system", "decimal", "encoding", "phone_region", "account",
)  # fmt: skip
NO_EXPORTS = (".toml", ".md", ".py", ".pyc")


@dataclass(frozen=True)
class Sources:
    """Every source by name, and the one that the user named with --mapping, if any."""

    by_name: dict[str, Mapping]
    named: Mapping | None

    def source_of(self, peek: Peek, said: str = "") -> Mapping:
        """The file's one source; `said`: the name that a person gave it. Raises HiloError when none, several, or not the
        named one fits."""
        if said and said not in self.by_name:
            raise HiloError(
                "{path}: no source {said!r}; known: {known}", path=peek.path, said=said, known=", ".join(self.by_name)
            )
        named = self.by_name[said] if said else self.named
        return require_claim(peek, named) if named else identify_source(peek, self.by_name)


def gather_sources(paths: list[Path], mapping_file: Path | None, report: Callable[[str], None]) -> Sources:
    """Built-in sources, the installation's own, and mappings that lie beside the exports as *.mapping.toml.

    The last ones came with the exports and are used all the same, so each is named to the user before it is.
    """
    folders = [BUILT_IN, *filter(Path.is_dir, [own_sources()])]
    entries = [entry for path in paths if is_folder(path) for entry in walk_folder(path)]
    files = [entry.path for entry in entries if is_mapping(entry.path) and not entry.obstacle]
    for found in files:
        report(
            f"{one_line(path_text(found))}: a mapping beside the exports; files that it describes are read as it says"
        )
    if mapping_file and mapping_file.resolve() not in [file.resolve() for file in files]:
        files.append(mapping_file)
    sources = load_sources(folders, files)
    named = sources[str(read_toml(mapping_file).get("name", ""))] if mapping_file else None
    return Sources(sources, named)


def find_exports(paths: list[Path]) -> tuple[list[Path], dict[str, str]]:
    """The files to load, folders opened, each once, in the order given; and what is left out, with the line that says why.

    Raises HiloError for a path that is not there, and when nothing is left.
    """
    files: dict[Path, None] = {}
    refused: dict[str, str] = {}
    for path in paths:
        if not is_there(path):
            raise HiloError("{path}: no such file or folder", path=one_line(path_text(path)))
        found = walk_folder(path) if is_folder(path) else [Entry(path, find_obstacle(path))]
        for entry in found:
            if entry.obstacle:
                refused[path_text(entry.path)] = f"{path_text(entry.path)}: {entry.obstacle}"
            elif entry.path == path or is_export(entry.path):
                files[entry.path] = None
    if not files and not refused:
        raise HiloError("{paths}: no files to load in there", paths=", ".join(map(str, paths)))
    return list(files), refused


@dataclass(frozen=True)
class Entry:
    """Something that was found; `obstacle` says why it cannot be opened and what to do, empty when it can."""

    path: Path
    obstacle: str = ""


def walk_folder(folder: Path) -> list[Entry]:
    """What is in the folder and those below it, in order, without what is hidden in it and without Hilo's own."""
    if folder.resolve() == home():
        return []
    is_inside_home = home() in folder.resolve().parents  # exports that the user keeps there and names
    found: list[Entry] = []

    def note_closed(error: OSError) -> None:
        found.append(
            Entry(
                Path(os.fsdecode(error.filename)),
                sentence("the folder cannot be opened ({said}); {way_out}", said=error.strerror, way_out=CHMOD),
            )
        )

    for place, folders, names in os.walk(folder, onerror=note_closed):
        below = Path(place)
        found += [Entry(below / name, LINKED) for name in folders if is_shown(name) and (below / name).is_symlink()]
        folders[:] = [
            name for name in folders if is_shown(name) and (is_inside_home or (below / name).resolve() != home())
        ]
        found += [Entry(below / name, find_obstacle(below / name)) for name in names if is_shown(name)]
    return sorted(found, key=lambda entry: entry.path)


CHMOD = sentence("give yourself the right to (chmod u+rx), or copy it")
LINKED = sentence("a link to a folder, which is not followed; give the folder itself")


def is_shown(name: str) -> bool:
    return not name.startswith(".")


def is_there(path: Path) -> bool:
    """Whether something has this name, be it a link that leads nowhere."""
    return os.path.lexists(path)


def is_folder(path: Path) -> bool:
    """Whether it is a folder; what cannot be looked at is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def find_obstacle(path: Path) -> str:
    """Why something that has a name cannot be loaded as a file; empty when nothing is known to hinder it."""
    if not is_utf8(path):
        return sentence("its name is no UTF-8; rename it")
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if path.is_symlink() and error.errno in (errno.ENOENT, errno.ELOOP):
            return sentence("a link that leads nowhere; give the file itself")
        return sentence("it cannot be opened ({said}); {way_out}", said=error.strerror, way_out=CHMOD)
    if not stat.S_ISREG(mode):
        return sentence("no file but a pipe, a socket or a device; export into a file and give that")
    return ""


def is_export(path: Path) -> bool:
    """Whether a file found in a folder is meant to be loaded: mappings and notes are not."""
    return path.suffix.lower() not in NO_EXPORTS


def is_mapping(path: Path) -> bool:
    return path.name.endswith(".mapping.toml")


def resolve_options(path: Path, mapping: Mapping, given: dict[str, str]) -> dict[str, str]:
    """The options in force for a file: the command's over the mapping's. Raises NeedsAnswer for a missing required one."""
    defaults = {name: option.default for name, option in mapping.options.items() if option.default is not None}
    understood = {name: text for name, text in given.items() if name in mapping.options or name in GENERAL_OPTIONS}
    in_force = defaults | understood
    for name, text in defaults.items():
        if text and (problem := find_option_problem(name, text)):
            raise HiloError("{path}: {source}: options.{problem}", path=path, source=mapping.name, problem=problem)
    for name, option in mapping.options.items():
        if option.required and not in_force.get(name):
            raise NeedsAnswer(
                sentence(
                    "{path}: {source} needs --option {name}=… ({help})",
                    path=path,
                    source=mapping.name,
                    name=name,
                    help=option.help,
                ),
                name,
            )
    return in_force


def check_given_options(given: dict[str, str], sources: Sources) -> None:
    """Raises HiloError for an option that no source understands, naming those that exist, or that cannot mean anything."""
    candidates = [sources.named] if sources.named else sources.by_name.values()
    known = {name for mapping in candidates for name in mapping.options} | set(GENERAL_OPTIONS)
    for name, text in given.items():
        if name not in known:
            raise HiloError(
                "--option {name}: no source understands it; known: {known}", name=name, known=", ".join(sorted(known))
            )
        if problem := find_option_problem(name, text):
            raise HiloError("--option {problem}", problem=problem)
