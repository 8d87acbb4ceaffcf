"""Text of files and their names on a terminal: shown, without power over it."""

import os
import re
from pathlib import Path

# Control characters, line and paragraph separators, marks of writing direction, halves of characters.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def one_line(text: str) -> str:
    """The text with everything escaped that would end the line, move the cursor, or not be printed at all."""
    return UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def printable(text: str) -> str:
    """Text of several lines with everything else escaped that moves the cursor, colours, hides or cannot be printed."""
    return "\n".join("\t".join(map(one_line, line.split("\t"))) for line in text.split("\n"))


def path_text(path: Path) -> str:
    """The path as text that can be stored and printed: bytes that are no UTF-8 as \\xNN, all else as it is."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def is_utf8(path: Path) -> bool:
    """Whether the path's name is text; on disks of other systems and in old archives it may be any bytes."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True
