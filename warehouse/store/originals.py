"""The exports as they were given: kept compressed under their SHA-256, so that any stored row can be opened at its line."""

import gzip
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from warehouse.config.errors import HiloError
from warehouse.config.home import originals
from warehouse.sentence import sentence
from warehouse.store.durable import new_file
from warehouse.store.lines import numbered_lines

CHUNK = 1 << 20
LONGEST_SHOWN = 100_000  # characters of a line that are kept beside its reasons or shown
GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


def hash_file(path: Path) -> str:
    """SHA-256 of the file's bytes, hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def keep_original(path: Path, sha256: str) -> Path:
    """Store the file's bytes unless they are kept already, sound; level 1 costs about 1 s per GB. Returns where."""
    kept = original_path(sha256)
    if find_original_damage(sha256):
        originals().mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("rb") as source, new_file(kept) as target:
            zstandard.ZstdCompressor(level=1, threads=-1, write_checksum=True).copy_stream(source, target)
    return kept


def original_path(sha256: str) -> Path:
    """Where an export is kept."""
    return originals() / f"{sha256}.zst"


def find_original_damage(sha256: str) -> str:
    """What is wrong with a kept export; empty when its bytes are those of its name. Reads the whole file once: 1 s a GB."""
    try:
        found = original_path(sha256).stat()
    except FileNotFoundError:
        return sentence("is missing")
    return check_original(sha256, found.st_size, found.st_mtime_ns)


@lru_cache(maxsize=1000)
def check_original(sha256: str, size: int, changed_at: int) -> str:
    """What is wrong with the kept file as it is now; asked again only when it changed."""
    digest = hashlib.sha256()
    try:
        with original_path(sha256).open("rb") as file:
            for chunk in zstandard.ZstdDecompressor().read_to_iter(file, read_size=CHUNK, write_size=CHUNK):
                digest.update(chunk)
    except zstandard.ZstdError as error:
        return sentence("is damaged ({said})", said=error)
    except OSError as error:
        return sentence("cannot be read ({said})", said=error.strerror)
    return "" if digest.hexdigest() == sha256 else sentence("is damaged: its bytes are not those that were loaded")


def line_texts(path: Path, encoding: str | None, lines: set[int]) -> dict[int, str]:
    """The text of the given physical lines of an export on disk (compressed or not); workbooks have none."""
    if not lines or encoding is None:
        return {}
    with path.open("rb") as file:
        return pick_lines(decompress(file), encoding, lines)


@contextmanager
def open_original(sha256: str) -> Iterator[BinaryIO]:
    """The kept export, decompressed. Raises HiloError when it is not kept any more, or is damaged."""
    kept = original_path(sha256)
    if damage := find_original_damage(sha256):
        raise HiloError(
            "the original {kept} {damage}; load the same export again to keep it again", kept=kept, damage=damage
        )
    with kept.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
        yield decompress(io.BufferedReader(stream))


def decompress(stream: BinaryIO) -> BinaryIO:
    """The stream's content, decompressed when its first bytes are gzip's or zstd's."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
    magic = buffered.peek(4)[:4]
    if magic.startswith(GZIP):
        return cast(BinaryIO, gzip.GzipFile(fileobj=buffered))
    if magic == ZSTD:
        return cast(BinaryIO, zstandard.ZstdDecompressor().stream_reader(buffered))
    return cast(BinaryIO, buffered)


def pick_lines(stream: BinaryIO, encoding: str, lines: set[int]) -> dict[int, str]:
    last = max(lines)
    found = {}
    text = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
    for number, line in numbered_lines(text, LONGEST_SHOWN):
        if number in lines:
            found[number] = line[:LONGEST_SHOWN].rstrip("\r\n")
        if number >= last:
            break
    return found
