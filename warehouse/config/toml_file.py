"""A TOML file that somebody wrote: settings, mappings, actions, topics."""

import re
import tomllib
from math import isfinite
from pathlib import Path
from typing import Any

from warehouse.config.errors import HiloError

# The largest file of ours has 20 kB and five levels. Python's reader takes time by the square of a key's parts: 11 s for
# 60 kB of a.a.a…, so such a key is looked for before.
MOST_BYTES, MOST_LEVELS = 1_000_000, 20
KEY_PART = r"""(?:[\w-]+|"[^"\n]{0,200}"|'[^'\n]{0,200}')[ \t]{0,9}\.[ \t]{0,9}"""
ENDLESS_KEY = re.compile(f"(?:{KEY_PART}){{{2 * MOST_LEVELS}}}")


def read_toml(path: Path) -> dict[str, Any]:
    """The file's content; a byte order mark, as some editors write it, is no part of it. Raises HiloError."""
    try:
        with path.open("rb") as file:
            given = file.read(MOST_BYTES + 1)
        if len(given) > MOST_BYTES:
            raise HiloError(
                "{path}: larger than {most:,} bytes; expected a TOML file that somebody wrote",
                path=path,
                most=MOST_BYTES,
            )
        text = given.decode("utf-8-sig")
        if ENDLESS_KEY.search(text):
            raise HiloError(
                "{path}: not readable as TOML: a key of more than {most} parts", path=path, most=2 * MOST_LEVELS
            )
        content = tomllib.loads(text.replace("\r\n", "\n").replace("\r", "\n"), parse_float=read_number)
    except OSError as error:
        raise HiloError("{path}: {said}", path=path, said=error.strerror) from None
    except ValueError as error:
        raise HiloError("{path}: not readable as TOML: {said}", path=path, said=error) from None
    except RecursionError:
        raise HiloError("{path}: not readable as TOML: brackets in brackets without end", path=path) from None
    if levels_of(content) > MOST_LEVELS:
        raise HiloError("{path}: tables in tables, more than {most} deep", path=path, most=MOST_LEVELS)
    return content


def levels_of(content: Any) -> int:
    """How deep tables and lists lie in one another."""
    levels, layer = 0, [content]
    while layer := [
        inner
        for value in layer
        if isinstance(value, dict | list)
        for inner in (value.values() if isinstance(value, dict) else value)
    ]:
        levels += 1
    return levels


def read_number(text: str) -> float:
    """The number. Raises ValueError for nan and inf, which TOML has and which nothing here can mean."""
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text} is no number")
    return number
