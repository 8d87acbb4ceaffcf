"""What WhatsApp writes by itself into an exported chat: the table of words, and which texts are of it."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from warehouse.config.toml_file import read_toml

TABLE = Path(__file__).parent.parent / "words" / "whatsapp.toml"
OWN_MARK = "\u200e"  # what WhatsApp writes by itself begins with this mark of direction, on iOS and newer Android
# Marks of writing direction, zero-width marks, soft hyphens and byte-order marks: invisible, put anywhere by WhatsApp.
INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x00AD, 0x061C, 0xFEFF]
)
SPACES = {0x00A0: " ", 0x202F: " ", 0x2009: " "}
LONGEST = 400  # characters of a notice; the longest known has 200


@cache
def words() -> dict[str, list[str]]:
    """The table: joins, media, sent, notices, group_notices, files."""
    return read_toml(TABLE)


def clean(text: str) -> str:
    """The text without invisible marks and with plain spaces."""
    return text.translate(INVISIBLE).translate(SPACES)


def fold_text(text: str) -> str:
    """The text for comparing: small letters without accents, plain quotation marks, brackets and last dots taken off."""
    decomposed = unicodedata.normalize("NFKD", clean(text).replace("…", "\0")).casefold()
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.replace("’", "'").replace("\0", "…").split()).strip("<>. ")


@cache
def pattern_of(key: str) -> re.Pattern[str]:
    """All texts under the key, folded, as one expression for a whole text. A first … holds no colon: it is a name."""
    return re.compile("|".join(map(to_expression, words()[key])))


def to_expression(text: str) -> str:
    """A text of the table, or of an option, as a regular expression on folded texts; its … is any text."""
    parts = [re.escape(fold_part(part)) for part in text.split("…")]
    first = "[^:]*" if text.startswith("…") else ""
    return f"(?:{first}{'.*'.join(parts[1:] if first else parts)})"


def fold_part(part: str) -> str:
    """A part of a text of the table, with the spaces at its ends."""
    lead, trail = " " * part.startswith(" "), " " * (part.endswith(" ") and bool(part.strip()))
    return f"{lead}{fold_text(part)}{trail}"


def is_media(text: str) -> bool:
    """Whether the message stands for something that was not text, and that the export left out or beside it."""
    first = fold_text(text.split("\n", 1)[0])
    # "Invoice.pdf • 2 pages document omitted": what it is stands before.
    ends = first.split() if re.match(r"\S.*\.\w{2,5}\b", first) else []
    parts = [first, *(" ".join(ends[place:]) for place in range(1, len(ends)))]
    return len(first) <= LONGEST and any(pattern_of("media").fullmatch(part) for part in parts)


def is_notice(text: str, is_marked: bool) -> bool:
    """Whether a text under a person's name is WhatsApp's own. `is_marked`: it begins with U+200E in the file."""
    if len(text) > LONGEST and not is_marked:
        return False
    if is_marked:
        return not (is_media(text) or pattern_of("sent").match(fold_text(text)))
    return pattern_of("notices").fullmatch(fold_text(text)) is not None


def is_group_notice(text: str) -> bool:
    """Whether all that follows a header is a notice that may hold a colon."""
    return len(text) <= LONGEST and pattern_of("group_notices").fullmatch(fold_text(text)) is not None


def name_of_other(file_name: str) -> str:
    """The other side's name in the name of an export's file; the name itself where it is of another form."""
    for form in words()["files"]:
        before, after = (clean(part).casefold() for part in form.split("…"))
        low = file_name.casefold()
        if len(low) == len(file_name) and low.startswith(before) and low.endswith(after) and len(low) > len(form) - 1:
            return file_name[len(before) : len(file_name) - len(after)].strip()
    return file_name
