"""The exports as they were given: kept compressed under their SHA-256, so that any stored row can be opened at its line."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import zstandard

from warehouse.errors import HiloError
from warehouse.home import originals

CHUNK = 1 << 20


def hash_file(path: Path) -> str:
    """SHA-256 of the file's bytes, hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def keep_original(path: Path, sha256: str) -> Path:
    """Store the file's bytes unless they are kept already; level 1 costs about 1 s per GB. Returns where."""
    kept = originals() / f"{sha256}.zst"
    if not kept.exists():
        originals().mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(".part")
        with path.open("rb") as source, part.open("wb") as target:
            zstandard.ZstdCompressor(level=1, threads=-1).copy_stream(source, target)
        part.rename(kept)
    return kept


def read_original(sha256: str) -> Iterator[bytes]:
    """The kept bytes in pieces. Raises HiloError when the original is gone."""
    kept = originals() / f"{sha256}.zst"
    if not kept.exists():
        raise HiloError(
            f"the original {sha256[:12]}… is not in {originals()} any more; load the export again to keep it"
        )
    with kept.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
