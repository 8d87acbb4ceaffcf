"""A TOML file that somebody wrote: settings, mappings, actions, topics."""

import tomllib
from math import isfinite
from pathlib import Path
from typing import Any

from warehouse.errors import HiloError


def read_toml(path: Path) -> dict[str, Any]:
    """The file's content; a byte order mark, as some editors write it, is no part of it. Raises HiloError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=read_number)
    except OSError as error:
        raise HiloError(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise HiloError(f"{path}: not readable as TOML: {error}") from None
    except RecursionError:
        raise HiloError(f"{path}: not readable as TOML: brackets in brackets without end") from None


def read_number(text: str) -> float:
    """The number. Raises ValueError for nan and inf, which TOML has and which nothing here can mean."""
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text} is no number")
    return number
