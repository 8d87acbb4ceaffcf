"""The names by which the database reads the exports: links that we name, in the load's own folder.

A file's own name can hold *, ?, [ or an ending like .gz, in which the database would see a pattern or a compression; and
the staging connection may open these names only.
"""

from collections.abc import Sequence
from pathlib import Path

EXPORT, PLAIN = "export", "export.utf-8"


def name_exports(folder: Path, exports: Sequence[Path]) -> list[Path]:
    """Link every export in a folder of its own below the load's; returns all names that their reading may need.

    The links are made before the connection is locked: what it may open is where they lead then.
    """
    return [
        name
        for number, path in enumerate(exports)
        for name in (link_export(path, folder / str(number)), plain_text(folder / str(number)))
    ]


def link_export(path: Path, folder: Path) -> Path:
    """A link to the export under its name in the file's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / EXPORT
    if not link.is_symlink():
        link.symlink_to(path.absolute())
    return link


def plain_text(folder: Path) -> Path:
    """Where the export is written as plain text when it is none."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder / PLAIN
