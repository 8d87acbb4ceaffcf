"""Writing exports so that the same seed gives the same bytes on every machine."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any


def write_bytes(path: Path, content: bytes) -> None:
    """Write the file and its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def write_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write text with the line ends that it has."""
    write_bytes(path, text.encode(encoding))


def write_gzip(path: Path, text: str) -> None:
    """Write a gzip file without a time or a name in its header, so that it does not change by itself."""
    write_bytes(path, gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0))


def csv_text(rows: Iterable[Sequence[Any]], delimiter: str = ",", quote_all: bool = False) -> str:
    """Return the rows as CSV; None is an empty cell."""
    buffer = io.StringIO()
    if quote_all:
        csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    else:
        csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def json_text(value: Any) -> str:
    """Return compact JSON with accents as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
