"""Physical lines of a text: what every reader counts when it says that a row stands on line 7."""

import io
from collections.abc import Iterator
from typing import TextIO

BLOCK = 1 << 18


def numbered_lines(text: TextIO, limit: int) -> Iterator[tuple[int, str]]:
    """Number and text of each line with its end; of one with more characters than the limit only the first limit + 1.

    CR LF, LF and CR end a line, and nothing else does. The text must be opened with newline="", so that line ends come
    as they are. Never more than the limit and a block is held, however long a line is, and every character is looked
    at once.
    """
    number, begun, half = 1, "", ""
    while read := text.read(BLOCK):
        block = half + read
        # A CR at the end of what was read may be half of a CR LF.
        half = "\r" if block.endswith("\r") else ""
        for part in io.StringIO(block[: len(block) - len(half)], newline=""):
            if len(begun) <= limit:
                begun += part
            if part[-1] in "\r\n":
                yield number, begun if len(begun) <= limit else begun[: limit + 1]
                number, begun = number + 1, ""
    if begun or half:
        yield number, (begun + half)[: limit + 1]
