"""Plain UTF-8 text out of any file: decompressed, byte-order mark and encoding settled, lines counted."""

import codecs
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import zstandard

from pipelines.read.damage import MARK, NUL
from pipelines.read.encoding import encoding_of_start, weigh_encodings
from pipelines.read.staged_name import link_export, plain_text
from warehouse.config.errors import HiloError
from warehouse.config.settings import DEFAULT_LIMITS, Limits
from warehouse.store.lines import numbered_lines
from warehouse.store.originals import GZIP, ZSTD, decompress

CHUNK = 1 << 20  # bytes; pieces of 4 MB fall out of the processor's cache, and take twice as long
NULS = re.compile("\0+")
MARK_START = b"\xef\xb7"  # the first bytes of every mark
ZIP, PARQUET = b"PK\x03\x04", b"PAR1"
GB = 1_000_000_000
SMALL = 256_000_000  # unpacked, below which any ratio is harmless


@dataclass(frozen=True)
class TextFile:
    """A file as UTF-8 without a mark: `path` is the export itself where it already is that. `lines` are physical.

    `is_even`: all lines end alike, and nothing in it had to be marked (pipelines/read/damage.py).
    """

    path: Path
    encoding: str
    lines: int
    is_even: bool

    def numbered_lines(self, limit: int) -> Iterator[tuple[int, str]]:
        """Number and text of each line, with its end; of longer ones the first limit + 1 characters."""
        with self.path.open(encoding="utf-8-sig", newline="") as text:
            yield from numbered_lines(text, limit)


class LineTally:
    """Counts line ends of a text that comes in pieces; a CR LF may be cut in two."""

    def __init__(self) -> None:
        self.feeds = self.returns = self.pairs = 0
        self.last, self.has_nul = b"\n", False

    def add(self, piece: bytes) -> None:
        if not piece:
            return
        self.feeds += piece.count(b"\n")
        if b"\r" in piece:  # finding is ten times faster than counting
            self.returns += piece.count(b"\r")
            self.pairs += piece.count(b"\r\n")
        self.pairs += self.last == b"\r" and piece.startswith(b"\n")
        self.has_nul = self.has_nul or b"\0" in piece
        self.last = piece[-1:]

    @property
    def lines(self) -> int:
        """Physical lines; the last one counts with or without its line end."""
        return self.feeds + self.returns - self.pairs + (self.last not in (b"\n", b"\r"))

    @property
    def is_even(self) -> bool:
        alike = not self.returns or not self.feeds or self.returns == self.feeds == self.pairs
        return alike and not self.has_nul


def read_bytes(path: Path, limits: Limits) -> Iterator[bytes]:
    """Pieces of the file, decompressed when it is gzip or zstd by its first bytes, whatever its name says.

    Raises HiloError for a damaged archive, and for one that unpacks to more than the limits say.
    """
    packed, unpacked = path.stat().st_size, 0
    with path.open("rb") as file:
        stream = decompress(file)
        try:
            while chunk := stream.read(CHUNK):
                unpacked += len(chunk)
                if unpacked > packed:
                    refuse_bomb(path, unpacked, packed, limits)
                yield chunk
        except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
            raise HiloError(
                "{path}: the compressed file is damaged: {said}; export or download it again", path=path, said=error
            ) from None


def refuse_bomb(path: Path, unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > limits.unpacked_gb * GB:
        raise HiloError(
            "{path}: unpacks to more than {unpacked_gb:g} GB; split the export, or raise limits.unpacked_gb in hilo.toml",
            path=path,
            unpacked_gb=limits.unpacked_gb,
        )
    if unpacked > max(SMALL, packed * limits.unpacked_ratio):
        raise HiloError(
            "{path}: unpacks to more than {unpacked_ratio:g} times its size, which no export does; unpack it yourself and look, or raise limits.unpacked_ratio in hilo.toml",
            path=path,
            unpacked_ratio=limits.unpacked_ratio,
        )


def open_text(path: Path, folder: Path, encoding: str | None = None, limits: Limits = DEFAULT_LIMITS) -> TextFile:
    """The export as plain UTF-8; what must be changed for that is written to `folder`.

    What the encoding cannot explain is marked in it (pipelines/read/damage.py). Raises HiloError when there is no such
    encoding, or the file unpacks to too much.
    """
    if encoding is None or encoding.lower() in ("utf-8", "utf8"):
        with path.open("rb") as file:
            is_packed = file.read(4).startswith((GZIP, ZSTD))
        tally = LineTally()
        found = detect_encoding(path, limits, tally)
        if found == "utf-8" and tally.is_even and not is_packed:
            return TextFile(link_export(path, folder), "utf-8", tally.lines, is_even=True)
        encoding = encoding or found or weigh_encodings(read_bytes(path, limits))
    return write_plain(path, folder, encoding, limits)


def detect_encoding(path: Path, limits: Limits, tally: LineTally) -> str | None:
    """What the file's start says it is, else utf-8 when all of it is; None when it is not. Counts the lines meanwhile."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    chunks = read_bytes(path, limits)
    try:
        for number, chunk in enumerate(chunks):
            if number == 0 and (said := encoding_of_start(chunk)):
                return said
            decoder.decode(chunk)
            tally.add(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return "utf-8"


def write_plain(path: Path, folder: Path, encoding: str, limits: Limits) -> TextFile:
    """The file's text as UTF-8 in a file of its own."""
    try:
        b" ".decode(encoding, "mark")  # which is an error for those codecs that do not make text of bytes
        decoder = codecs.getincrementaldecoder(encoding)("mark")
    except (LookupError, ValueError):
        raise HiloError(
            "{path}: no encoding {encoding!r}; --option encoding=… takes a name such as utf-8, utf-16 or cp1252",
            path=path,
            encoding=encoding,
        ) from None
    tally, has_marks = LineTally(), False
    plain = plain_text(folder)
    with plain.open("wb") as out:
        for chunk in chain(read_bytes(path, limits), (None,)):
            text = decoder.decode(chunk or b"", final=chunk is None)
            if "\0" in text:
                text = NULS.sub(NUL, text)  # one mark for a whole run: a file that a power failure filled with them
            try:
                piece = text.encode()
            except UnicodeEncodeError as error:
                raise HiloError(
                    "{path}: not readable as {encoding}: {said}; say the encoding with --option encoding=…",
                    path=path,
                    encoding=encoding,
                    said=error,
                ) from None
            has_marks = has_marks or (MARK_START in piece and MARK.search(text) is not None)
            tally.add(piece)
            out.write(piece)
    return TextFile(plain, encoding, tally.lines, tally.is_even and not has_marks)
