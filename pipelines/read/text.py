"""Plain UTF-8 text out of any file: decompressed, byte-order mark and encoding settled, lines counted."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import zstandard

from pipelines.read.staged_name import link_export, plain_text
from warehouse.errors import HiloError
from warehouse.originals import GZIP, ZSTD, decompress

CHUNK = 1 << 22
MARKS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]
ZIP, PARQUET = b"PK\x03\x04", b"PAR1"


@dataclass(frozen=True)
class TextFile:
    """A file as UTF-8 without a mark: `path` is the export itself where it already is that. `lines` are physical."""

    path: Path
    encoding: str
    lines: int


def read_bytes(path: Path) -> Iterator[bytes]:
    """Pieces of the file, decompressed when it is gzip or zstd by its first bytes, whatever its name says. Raises HiloError for a damaged archive."""
    with path.open("rb") as file:
        stream = decompress(file)
        try:
            while chunk := stream.read(CHUNK):
                yield chunk
        except (OSError, EOFError, zstandard.ZstdError) as error:
            raise HiloError(f"{path}: the compressed file is damaged: {error}; export or download it again") from None


def detect_encoding(path: Path) -> str:
    """utf-8, utf-8-sig, utf-16, cp1252 or latin-1; only a file that is no valid UTF-8 to its end is one of the last two."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding, first, is_windows = "utf-8", True, True
    for chunk in read_bytes(path):
        if first:
            first = False
            for mark, name in MARKS:
                if chunk.startswith(mark):
                    return name
            head = chunk[:2000]
            if head[1::2].count(0) > len(head) // 3:
                return "utf-16-le"
            if head[::2].count(0) > len(head) // 3:
                return "utf-16-be"
        if encoding == "utf-8":
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                encoding = "cp1252"
        # 0x81, 0x8d, 0x8f, 0x90 and 0x9d mean nothing in Windows-1252; a file that has them is Latin-1.
        is_windows = is_windows and not any(byte in chunk for byte in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"))
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        encoding = "cp1252"
    return "latin-1" if encoding == "cp1252" and not is_windows else encoding


def open_text(path: Path, folder: Path, encoding: str | None = None) -> TextFile:
    """The export as plain UTF-8; what must be changed for that is written to `folder`.

    Raises HiloError when the bytes are not of the given encoding.
    """
    encoding = encoding or detect_encoding(path)
    with path.open("rb") as file:
        is_compressed = file.read(4).startswith((GZIP, ZSTD))
    if encoding == "utf-8" and not is_compressed:
        return TextFile(link_export(path, folder), encoding, count_lines(read_bytes(path)))
    plain = plain_text(folder)
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        with plain.open("w", encoding="utf-8", newline="") as out:
            for chunk in read_bytes(path):
                out.write(decoder.decode(chunk))
            out.write(decoder.decode(b"", final=True))
    except (UnicodeDecodeError, LookupError) as error:
        raise HiloError(
            f"{path}: not readable as {encoding}: {error}; say the encoding with --option encoding=…"
        ) from None
    return TextFile(plain, encoding, count_lines(read_bytes(plain)))


def count_lines(chunks: Iterator[bytes]) -> int:
    """Physical lines; the last one counts with or without its line end."""
    lines, last = 0, b"\n"
    for chunk in chunks:
        lines += chunk.count(b"\n")
        last = chunk[-1:]
    return lines + (last != b"\n")
