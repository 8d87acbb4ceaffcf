"""The encoding of a text: the one that explains all of its bytes but a few."""

import codecs
from collections.abc import Iterable

MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
# These mean nothing in Windows-1252; a text that has them is Latin-1.
NOT_WINDOWS = set(b"\x81\x8d\x8f\x90\x9d")
# ¤ ¦ ¬ ¯ ¸ ÿ, the soft hyphen and the controls: no Western text has these and no other letter or sign that is not ASCII.
UNLIKELY = NOT_WINDOWS | set(b"\xa4\xa6\xac\xad\xaf\xb8\xfe\xff")
ASCII = bytes(range(128))


def encoding_of_start(start: bytes) -> str | None:
    """What a byte-order mark says, or the zeros of UTF-16 without one; None when neither is there."""
    for mark, name in MARKS:
        if start.startswith(mark):
            return name
    head = start[:2000]
    first, second = head[::2].count(0), head[1::2].count(0)
    if max(first, second) > len(head) // 3 and min(first, second) <= len(head) // 8:  # more are a hole in the file
        return "utf-16-le" if second > first else "utf-16-be"
    return None


def weigh_encodings(chunks: Iterable[bytes]) -> str:
    """utf-8, cp1252 or latin-1 for bytes that are no valid UTF-8 from beginning to end.

    UTF-8 when the letters that it explains are at least as many as the bytes that it does not: in text of any
    single-byte encoding hardly one letter in a hundred happens to look like UTF-8 ("ß”", "É»"), in damaged UTF-8 most
    do. Without any such letter the text is Windows-1252 or Latin-1, unless its bytes are ones that no text has alone.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    explained, unexplained, strange = 0, 0, set[int]()

    def weigh(text: str) -> None:
        nonlocal explained, unexplained
        wrong = (len(text.encode("utf-8", "surrogatepass")) - len(text.encode("utf-8", "ignore"))) // 3
        unexplained += wrong
        explained += len(text) - len(text.encode("ascii", "ignore")) - wrong

    for chunk in chunks:
        strange |= set(chunk.translate(None, ASCII))
        weigh(decoder.decode(chunk))
    weigh(decoder.decode(b"", final=True))
    if explained >= max(unexplained, 1) or strange <= UNLIKELY:
        return "utf-8"
    return "latin-1" if strange & NOT_WINDOWS else "cp1252"
