"""What a load command names: the files, the sources that may claim them, and the options each is read with."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.identify import identify_source, require_claim
from pipelines.mapping import BUILT_IN, Mapping, load_sources
from pipelines.read.peek import Peek
from pipelines.vocabulary import find_option_problem
from warehouse.errors import HiloError
from warehouse.home import home
from warehouse.toml_file import read_toml

# Options that every source understands; the others are declared by the sources.
GENERAL_OPTIONS = ("timezone", "currency", "date_order", "decimal", "encoding", "phone_region")
NO_EXPORTS = (".toml", ".md", ".py", ".pyc")


@dataclass(frozen=True)
class Sources:
    """Every source by name, and the one that the user named with --mapping, if any."""

    by_name: dict[str, Mapping]
    named: Mapping | None

    def source_of(self, peek: Peek) -> Mapping:
        """The file's one source. Raises HiloError when none, several, or not the named one fits."""
        return require_claim(peek, self.named) if self.named else identify_source(peek, self.by_name)


def gather_sources(paths: list[Path], mapping_file: Path | None, report: Callable[[str], None]) -> Sources:
    """Built-in sources, the installation's own, and mappings that lie beside the exports as *.mapping.toml.

    The last ones came with the exports and are used all the same, so each is named to the user before it is.
    """
    folders = [BUILT_IN, *filter(Path.is_dir, [home() / "sources"])]
    files = [found for path in paths if path.is_dir() for found in walk_folder(path) if is_mapping(found)]
    for found in files:
        report(f"{found}: a mapping beside the exports; files that it describes are read as it says")
    if mapping_file and mapping_file.resolve() not in [file.resolve() for file in files]:
        files.append(mapping_file)
    sources = load_sources(folders, files)
    named = sources[str(read_toml(mapping_file).get("name", ""))] if mapping_file else None
    return Sources(sources, named)


def list_files(paths: list[Path]) -> list[Path]:
    """The files to load, folders opened, each once, in the order given. Raises HiloError for a path that is not there."""
    files: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise HiloError(f"{path}: no such file or folder")
        inside = [found for found in walk_folder(path) if is_export(found)] if path.is_dir() else [path]
        files |= dict.fromkeys(inside)
    if not files:
        raise HiloError(f"{', '.join(map(str, paths))}: no files to load in there")
    return list(files)


def walk_folder(folder: Path) -> list[Path]:
    """The files in the folder, in order, without what is hidden in it and without Hilo's own."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    is_inside_home = home() in folder.resolve().parents  # exports that the user keeps there and names
    return [
        path
        for path in found
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and (is_inside_home or not path.resolve().is_relative_to(home()))
    ]


def is_export(path: Path) -> bool:
    """Whether a file found in a folder is meant to be loaded: mappings and notes are not."""
    return path.suffix.lower() not in NO_EXPORTS


def is_mapping(path: Path) -> bool:
    return path.name.endswith(".mapping.toml")


def resolve_options(path: Path, mapping: Mapping, given: dict[str, str]) -> dict[str, str]:
    """The options in force for a file: the command's over the mapping's. Raises HiloError for a missing required one."""
    defaults = {name: option.default for name, option in mapping.options.items() if option.default is not None}
    understood = {name: text for name, text in given.items() if name in mapping.options or name in GENERAL_OPTIONS}
    in_force = defaults | understood
    for name, text in defaults.items():
        if text and (problem := find_option_problem(name, text)):
            raise HiloError(f"{path}: {mapping.name}: options.{problem}")
    for name, option in mapping.options.items():
        if option.required and not in_force.get(name):
            raise HiloError(f"{path}: {mapping.name} needs --option {name}=… ({option.help})")
    return in_force


def check_given_options(given: dict[str, str], sources: Sources) -> None:
    """Raises HiloError for an option that no source understands, naming those that exist, or that cannot mean anything."""
    candidates = [sources.named] if sources.named else sources.by_name.values()
    known = {name for mapping in candidates for name in mapping.options} | set(GENERAL_OPTIONS)
    for name, text in given.items():
        if name not in known:
            raise HiloError(f"--option {name}: no source understands it; known: {', '.join(sorted(known))}")
        if problem := find_option_problem(name, text):
            raise HiloError(f"--option {problem}")
