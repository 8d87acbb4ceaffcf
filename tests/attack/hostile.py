"""What a hostile file is, and the small sound table that it is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

HEAD = "ticket,when,shop,mail,points,words"
# Record id and comment of each row: what is loaded of them is loaded just so.
WORDS = {"t1": "ñandú, el primero", "t2": "the second", "t3": "¡por fin! 😀"}
ROWS = [
    f't1,2026-03-02 09:00:00,Centro,ana@example.com,5,"{WORDS["t1"]}"',
    f"t2,2026-03-03 10:00:00,Norte,leo@example.com,1,{WORDS['t2']}",
    f"t3,2026-03-04 11:00:00,Centro,eva@example.com,3,{WORDS['t3']}",
]
ALL, ENDS, NONE = ("t1", "t2", "t3"), ("t1", "t3"), ()


@dataclass(frozen=True)
class Hostile:
    """A file that means harm: `write` puts it, with "hostile" in its name, into a folder; these records must be loaded all the
    same, whatever becomes of the others. `paths`: what else the command names beside the folder."""

    name: str
    write: Callable[[Path, Random], None]
    sound: tuple[str, ...] = NONE
    paths: tuple[str, ...] = ()


def table(*rows: str, end: str = "\n") -> str:
    return end.join([HEAD, *rows]) + end


def file(name: str, content: bytes | str, sound: tuple[str, ...] = NONE, shown: str | None = None) -> Hostile:
    """One whose content is always the same."""
    data = content.encode() if isinstance(content, str) else content
    return Hostile(shown or name, lambda folder, random: void((folder / name).write_bytes(data)), sound)


def made(
    name: str, make: Callable[[Random], bytes | str], sound: tuple[str, ...] = NONE, shown: str | None = None
) -> Hostile:
    """One whose content is made when it is wanted, because it is large or differs by the seed."""

    def write(folder: Path, random: Random) -> None:
        content = make(random)
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)

    return Hostile(shown or name, write, sound)


def void(_: object) -> None:
    return None
