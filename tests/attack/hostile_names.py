"""Names that are patterns, commands or no text at all, and things in a folder that are no files."""

import os
import socket
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.attack.hostile import ALL, ROWS, Hostile, table
from tests.attack.hostile_binaries import parquet

SOUND = table(*ROWS).encode()
NAMES = [
    "*hostile.csv", "hostile?.csv", "[hostile].csv", "{hostile,b}.csv", "hostile*", "**hostile.csv", "hostile\nline.csv",
    "hostile\rreturn.csv", "\x1b[31mhostile.csv", "hostile\u202egnp.csv", "'hostile'; DROP TABLE files; --.csv", "hostile\".csv",
    "hostile$$.csv", "hostile\\.csv", " hostile .csv", "-hostile.csv", "--help-hostile.csv", "hostile%s%n.csv", "hostile#?x=1.csv",
    "hostilen\u0303.csv", "hostile\U0001f600.csv", "hostile[red]x[bold].csv", "hostile" + "x" * 230 + ".csv", "hostile.csv ", "hostile;.csv",
    "hostile:hive=1.csv", "s3:hostile.csv", "hostile\tb.csv", "hostile.CSV.Txt",
]  # fmt: skip


def named(name: str) -> Hostile:
    return Hostile(f"the name {name[:40]!r}", lambda folder, _: put(folder / name), ALL)


def put(path: Path) -> None:
    path.write_bytes(SOUND)


def not_unicode(folder: Path, random: Random) -> None:
    name = b"hostile-" + random.choice([b"\xff\xfe", b"\xc3", b"\xed\xa0\x80"]) + b".csv"
    (folder / os.fsdecode(name)).write_bytes(SOUND)


def pattern_of_parquet(folder: Path, _: Random) -> None:
    """A name that as a pattern would be the other file too."""
    (folder / "*hostile.parquet").write_bytes(parquet())
    (folder / "b-hostile.parquet").write_bytes(b"PAR1 and nothing more")


def fifo(folder: Path, _: Random) -> None:
    os.mkfifo(folder / "hostile.csv")


def listening(folder: Path, _: Random) -> None:
    here = Path.cwd()
    os.chdir(folder)  # a socket's name may not be long
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("hostile.csv")
    finally:
        os.chdir(here)


def link(target: str) -> Callable[[Path, Random], None]:
    return lambda folder, _: (folder / "hostile.csv").symlink_to(target)


def looping_folder(folder: Path, _: Random) -> None:
    (folder / "inner").mkdir()
    (folder / "inner" / "again").symlink_to("..")
    put(folder / "inner" / "hostile.csv")


def deep_folder(folder: Path, _: Random) -> None:
    path = folder
    for _ in range(60):
        path = path / ("d" * 20)
    path.mkdir(parents=True)
    put(path / "hostile.csv")


def same_twice(folder: Path, _: Random) -> None:
    put(folder / "hostile.csv")
    (folder / "hostile-too.csv").symlink_to("hostile.csv")


NAMED: list[Hostile] = [
    *map(named, NAMES),
    Hostile("a name that is no UTF-8", not_unicode),
    Hostile("a name that is a pattern of another", pattern_of_parquet),
    Hostile("a pipe in the folder", fifo),
    Hostile("a pipe that is named", fifo, paths=("given/hostile.csv",)),
    Hostile("a socket in the folder", listening),
    Hostile("a link to nothing", link("nowhere")),
    Hostile("a link to itself", link("hostile.csv")),
    Hostile("a link to an endless device", link("/dev/zero")),
    Hostile("a link to an endless device that is named", link("/dev/zero"), paths=("given/hostile.csv",)),
    Hostile("a link to an empty device", link("/dev/null")),
    Hostile("a folder in itself", looping_folder, ALL),
    Hostile("a file sixty folders deep", deep_folder, ALL),
    Hostile("the same file by a link", same_twice, ALL),
]
