"""A text as tokens: words in lower case without accents, numbers, marks, emoji; and how loudly it is written."""

import re
from typing import NamedTuple

# One place for one character, so that the tokens of the folded text stand where those of the text do.
FOLDED = str.maketrans(
    "áàäâãåéèëêíìïîóòöôõúùüûñçÁÀÄÂÃÅÉÈËÊÍÌÏÎÓÒÖÔÕÚÙÜÛÑÇ’‘`´", "aaaaaaeeeeiiiiooooouuuuncAAAAAAEEEEIIIIOOOOOUUUUNC''''"
)
SKINS = re.compile("[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]")
NOT_WORDS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+|@\w+|<[^<>]{1,30}>|&\w+;")
TOKEN = re.compile(
    r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,:/]\d+)*|[!¡]+|[?¿]+|[.,;()\n…—–]|[\u2600-\u27bf\u231a-\u23ff\u2b00-\u2bff\U0001f300-\U0001faff]"
)
STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
# A text that was read in the wrong encoding once: UTF-8 taken for Windows-1252.
BROKEN = re.compile("[ÃÂ][\u0080-\u00bf‘’“”€™ºª¡¿³±©]|â€")
SENTENCE_ENDS = frozenset(".;\n…!?¡¿()")
LEAST_SHOUTED = 2  # words, all in capitals


class Tokens(NamedTuple):
    """`words`: the tokens; `loud`: places of words in capitals or stretched; `is_shouted`: capitals throughout, or !!."""

    words: list[str]
    loud: frozenset[int]
    is_shouted: bool


def split_text(text: str, faces: "dict[str, str]") -> Tokens:
    """The tokens; typed faces become the emoji that they stand for."""
    if "Ã" in text or "Â" in text or "â€" in text:
        text = repair(text)
    if not text.isascii():
        text = SKINS.sub("", text).translate(FOLDED)
    if any(mark in text for mark in "@/<&"):
        text = NOT_WORDS.sub(lambda found: found.group() if found.group() in faces else " ", text)
    if any(mark in text for mark in ":=(<^;"):
        text = put_emoji(text, faces)
    raw = TOKEN.findall(text)
    words, loud, letters, capitals = [], [], 0, 0
    for place, token in enumerate(raw):
        first = token[0]
        if first.isalpha():
            letters += 1
            is_capital = len(token) > 1 and token.isupper()
            capitals += is_capital or len(token) == 1
            word = token.lower()
            if STRETCHED.search(word) or (is_capital and len(token) > 2):
                loud.append(place)
            words.append(word)
        elif first.isdigit():
            words.append(token)
        else:
            words.append(token if first not in "!¡?¿" else first)
    shouts = letters >= LEAST_SHOUTED and capitals == letters and bool(loud)
    if shouts:
        loud = []
    return Tokens(words, frozenset(loud), shouts or "!!" in text)


def repair(text: str) -> str:
    """The text as it was written, where UTF-8 was taken for Windows-1252."""
    if not BROKEN.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def put_emoji(text: str, faces: "dict[str, str]") -> str:
    """The text with its typed faces as emoji."""
    return " ".join(faces.get(part, part) for part in text.split(" "))


def fold(text: str) -> str:
    """Lower case without accents, as words of a text are."""
    return text.translate(FOLDED).lower()
