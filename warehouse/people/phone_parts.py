"""A phone cell as people fill it: several numbers, extensions, words beside them. Out come the texts that may each be a number."""

import re
from collections.abc import Iterator

# The words for an inner number: libphonenumber knows ext, x, anexo, доб; the others are those of the countries' switchboards.
EXTENSION_WORDS = (
    "extension", "extensión", "extensao", "extensão", "estensione", "extn", "extns", "exten", "ext", "exts", "xtn", "xt", "x", "#", "anexo", "anx", "anex", "interno",
    "interna", "intern", "int", "ramal", "rml", "ram", "poste", "pst", "durchwahl", "dw", "nebenstelle", "nst", "app", "apparat",
    "klappe", "kl", "toestel", "tst", "wewn", "доб", "вн", "内線", "内线", "分机", "內線", "转", "تحويلة", "تحويله", "داخلي", "int. nº", "ext. nº",
)  # fmt: skip
_WORDS = "|".join(re.escape(word) for word in sorted(EXTENSION_WORDS, key=len, reverse=True))
EXTENSION = re.compile(rf"(?i)(?:;ext=|;?(?<![^\W\d_])(?:{_WORDS}))[.:=\s]*(?:n[º°o.]*\s*)?\d{{1,6}}(?!\d)")
PAUSES = re.compile(r"(?i)(?<=\d)\s*(?:,{2,}|[;pw]{1,3})\s*\d{1,5}#?$")  # a dialled extension: +34600000001,,123
FEWEST_DIGITS = 7  # ITU-T E.164 in practice; what has fewer is an extension or a withheld number
SURE, DOUBTFUL = re.compile(r"[;|\n\r،、・]+|(?<=.)(?=\+)"), re.compile(r"[/,\\]+|\s-+\s")


def split_phones(text: str) -> Iterator[tuple[str, bool]]:
    """The texts of a cell that may each be a phone number, the first first, and whether it may be but a part of a number.

    `600 000 001 / 611 111 111` may be one number with a mark in it, as 0611/123456 is: the whole comes before its parts.
    """
    bare = drop_extensions(re.sub(r"(?i)0xx", "0", text))  # Brazil's 0xx31: xx is any carrier
    # Words part numbers: "600000001 casa, 611111111 trabajo", "600000001 o 611111111".
    bare = re.sub(r"(?i)\b\d?\s*[^\W\d_]+\.?\s*\d?\s*:", ";", bare)
    bare = re.sub(r"[^\W\d_]+\.?", ";", bare).replace("&", ";")
    for piece in SURE.split(bare):
        if count_digits(piece) < FEWEST_DIGITS:
            continue
        yield piece, False
        parts = [part for part in DOUBTFUL.split(piece) if count_digits(part) >= FEWEST_DIGITS]
        if len(parts) == 1 and parts[0] == piece:
            parts = [part for part in piece.split() if count_digits(part) >= FEWEST_DIGITS]
        yield from ((part, True) for part in parts if part != piece)


def drop_extensions(text: str) -> str:
    """The text without inner numbers: behind a number, a word and up to six digits."""
    kept, at = [], 0
    for found in EXTENSION.finditer(text):
        if count_digits(text[: found.start()]) >= FEWEST_DIGITS - 1:
            kept.append(text[at : found.start()])
            at = found.end()
    return PAUSES.sub("", "".join([*kept, text[at:]]).rstrip(" ()[]-."))


def count_digits(text: str) -> int:
    return sum(sign.isdigit() for sign in text)
