"""Words of dates, durations and money as tables, made by scripts/write_words.py."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def read_words(name: str) -> dict[str, Any]:
    """The tables of one file: dates, durations or currencies."""
    with (Path(__file__).parent / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
