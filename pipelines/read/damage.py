"""Bytes that mean nothing in a text: marked where they stand, so that their records alone are kept aside.

A byte that the encoding cannot explain, and the character NUL, becomes two of the code points that Unicode sets apart for
a program's own use and that no text holds (U+FDD0 … U+FDDF): one for each half of the byte.
"""

import codecs
import re

from warehouse.sentence import sentence

FIRST = 0xFDD0
MARK = re.compile("([\ufdd0-\ufddf])([\ufdd0-\ufddf])")
LONGEST_RAW = 100_000  # characters of a record that are kept beside the reason


def mark_bytes(data: bytes) -> str:
    return "".join(chr(FIRST + (byte >> 4)) + chr(FIRST + (byte & 15)) for byte in data)


def mark_undecodable(error: UnicodeError) -> tuple[str, int]:
    """An error handler for decoding, known to Python's codecs as "mark"."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return mark_bytes(error.object[error.start : error.end]), error.end


codecs.register_error("mark", mark_undecodable)
NUL = mark_bytes(b"\0")


def find_damage(text: str, line: int, encoding: str) -> str | None:
    """The reason why the text, which begins on the line, is no record: its first damaged byte; None when it has none."""
    found = MARK.search(text)
    if not found:
        return None
    before = text[: found.start()].replace("\r\n", "\n").replace("\r", "\n")
    place = {"line": line + before.count(chr(10)), "character": len(before) - before.rfind(chr(10))}
    if (byte := byte_of(found)) == 0:
        return sentence("line {line}, character {character}: a NUL character", **place)
    known = encoding.removesuffix("-sig").upper()
    return sentence(
        "line {line}, character {character}: byte 0x{byte:02X} is no {encoding}", **place, byte=byte, encoding=known
    )


def show_damage(text: str) -> str:
    """The text as it can be kept: with marked bytes as \\xNN, and cut where it is very long."""
    return MARK.sub(lambda found: f"\\x{byte_of(found):02X}", text[:LONGEST_RAW])


def byte_of(found: re.Match[str]) -> int:
    return (ord(found[1]) - FIRST) << 4 | (ord(found[2]) - FIRST)
