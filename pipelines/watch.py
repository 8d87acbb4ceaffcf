"""A folder into which other programs put exports: what has come is loaded, what cannot be is set aside with its reason.

DIR/…           new exports, also in folders
DIR/loaded/…    those that were loaded, or had been before
DIR/refused/…   those that cannot be, each with NAME.reason.txt beside it
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipelines.archives import given_file
from pipelines.gather import is_export, walk_folder
from pipelines.outcome import Outcome
from warehouse.config.errors import HiloError
from warehouse.printable import path_text

LOADED, REFUSED = "loaded", "refused"
REASON = ".reason.txt"
SETTLED_SECONDS = 30  # without a change: whoever writes the file has finished
PARTS = (".part", ".partial", ".tmp", ".crdownload", ".filepart")  # how names end of files on their way
BUSY = "another load is running"

Load = Callable[[list[Path]], Outcome]


@dataclass
class Pass:
    """What one look at the folder did: files that were loaded, and why others were set aside; `waits`: why nothing could be done."""

    loaded: list[Path] = field(default_factory=list)
    refused: dict[Path, str] = field(default_factory=dict)
    waits: str = ""


def look_once(folder: Path, load: Load, now: datetime) -> Pass:
    """Load what has settled by now, and put every file where it belongs. A load beside it is waited for until the next look."""
    done, ready = Pass(), find_settled(folder, now)
    if not ready:
        return done
    try:
        load_together(ready, load, done)
    except HiloError as error:
        if BUSY in str(error):
            done.waits = str(error)
            return done
        for path in ready:  # one of them hinders the others
            load_alone(path, load, done)
    for path in done.loaded:
        move_below(folder, path, LOADED)
    for path, said in done.refused.items():
        moved = move_below(folder, path, REFUSED)
        moved.with_name(moved.name + REASON).write_text(f"{said}\n", encoding="utf-8")
    return done


def load_together(paths: list[Path], load: Load, done: Pass) -> None:
    """One load of several files. Raises HiloError when nothing of them can be published."""
    outcome = load(paths)
    refused: dict[str, list[str]] = {}
    for name, said in outcome.refused.items():
        refused.setdefault(path_text(given_file(Path(name))), []).append(said)
    for path in paths:
        if lines := refused.get(path_text(path)):
            done.refused[path] = "; ".join(lines)
        else:
            done.loaded.append(path)


def load_alone(path: Path, load: Load, done: Pass) -> None:
    """A load of one file; it is set aside when nothing of it can be published."""
    try:
        load_together([path], load, done)
    except HiloError as error:
        done.refused[path] = str(error)


def find_settled(folder: Path, now: datetime) -> list[Path]:
    """Exports in the folder that nobody has changed for a while, without those that were settled before."""
    aside = (folder / LOADED, folder / REFUSED)
    entries = [
        entry
        for entry in walk_folder(folder)
        if not entry.obstacle and not any(place in entry.path.parents for place in aside)
    ]
    exports = [entry.path for entry in entries if is_export(entry.path) and not entry.path.name.endswith(PARTS)]
    return [path for path in exports if now.timestamp() - path.stat().st_mtime >= SETTLED_SECONDS]


def move_below(folder: Path, path: Path, place: str) -> Path:
    """Move a file into a folder of the folder, under its own name or the next that is free; returns where it is."""
    target = folder / place / path.relative_to(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    number, free = 1, target
    while free.exists():
        number += 1
        free = target.with_name(f"{target.stem}-{number}{target.suffix}")
    return path.rename(free)
