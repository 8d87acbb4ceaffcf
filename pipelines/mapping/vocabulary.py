"""What may stand under the keys of a mapping, and under the options that replace them, on the way into a query.

Names and texts are quoted wherever they go (quoting.py). What chooses how something is read is one of a few words or of
one form, so that nothing else can stand there.
"""

import codecs
import re
from typing import Any

from warehouse.config.settings import zone_names
from warehouse.sentence import sentence

FORMATS = ("csv", "json", "xlsx", "parquet", "fixed", "xes", "whatsapp")
DATE_ORDERS = ("dmy", "mdy", "ymd")
DECIMALS = (".", ",")
DATE_SYSTEMS = ("1900", "1904")
CURRENCY = re.compile(r"[A-Za-z]{3}")
REGION = re.compile(r"[A-Za-z]{2}")
ACCOUNT = re.compile(r"\w[\w.-]{0,59}")  # before the ids of a record, behind the source's name
NAME = re.compile(
    r"\w[\w .-]{0,59}"
)  # of a mapping: the first part of record ids, a dimension's value, a word of messages
PLACE = re.compile(r"(\d{1,6})(?:\s*-\s*(\d{1,6}))?", re.ASCII)  # of a column of a fixed-width file
LONGEST_TEXT = 20_000  # characters; the longest of the built-in sources has 700
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def read_place(text: str) -> tuple[int, int]:
    """First and last character of a column of a fixed-width file, counted from 1, both included: "7-16", or "7" for one.
    Raises ValueError."""
    found = PLACE.fullmatch(text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 0 < first <= last:
        raise ValueError(text)
    return first, last


def find_option_problem(name: str, text: str) -> str | None:
    """What is wrong with the text under a key of [defaults] or an option of that name, in words; None when it can be used."""
    if name == "timezone" and text not in zone_names() and text != "header":
        return sentence(
            "timezone: no time zone {text!r}; expected an IANA name such as Europe/Madrid or UTC", text=text
        )
    if name == "date_order" and text not in DATE_ORDERS:
        return sentence("date_order {text!r}; expected dmy, mdy or ymd", text=text)
    if name == "decimal" and text not in DECIMALS:
        return sentence("decimal {text!r}; expected . or ,", text=text)
    if name == "date_system" and text not in DATE_SYSTEMS:
        return sentence(
            "date_system {text!r}; expected 1900 (Excel, LibreOffice) or 1904 (old Excel for Mac)", text=text
        )
    if name == "currency" and text and not CURRENCY.fullmatch(text):
        return sentence("currency {text!r}; expected an ISO code of three letters, such as EUR", text=text)
    if name == "phone_region" and text and not REGION.fullmatch(text):
        return sentence("phone_region {text!r}; expected a country's code of two letters, such as ES", text=text)
    if name == "account" and text and not ACCOUNT.fullmatch(text):
        return sentence("account {text!r}; expected letters, digits, _ . and -, at most 60", text=text)
    if name == "encoding" and not is_text_encoding(text):
        return sentence("encoding {text!r} is unknown; expected a name such as utf-8, cp1252 or latin-1", text=text)
    return find_text_problem(text, name)


def is_text_encoding(name: str) -> bool:
    """Whether Python knows an encoding of text by this name: not zip, hex and the like, which are none."""
    try:
        return (
            bool(getattr(codecs.lookup(name), "_is_text_encoding", True)) and name.isascii() and name not in NOT_BYTES
        )
    except (LookupError, ValueError):
        return False


# Python's own notations: they decode what no export is written in, or decode nothing.
NOT_BYTES = (
    "idna",
    "punycode",
    "undefined",
    "unicode_escape",
    "unicode-escape",
    "raw_unicode_escape",
    "raw-unicode-escape",
)


def find_text_problem(text: str, where: str, may_control: bool = False) -> str | None:
    """What is wrong with any text of a mapping; None when nothing is."""
    if len(text) > LONGEST_TEXT:
        return sentence(
            "{where}: a text of {length:,} characters; at most {most:,} are read",
            where=where,
            length=len(text),
            most=LONGEST_TEXT,
        )
    if not may_control and CONTROL.search(text):
        return sentence("{where}: {text} holds a control character", where=where, text=shown(text))
    return None


def find_text_problems(raw: Any, where: str = "") -> list[str]:
    """What is wrong with the keys and texts of a mapping as TOML gives it; a delimiter may be a control character."""
    if isinstance(raw, str):
        problem = find_text_problem(raw, where or "name", may_control=where == "file.delimiter")
        return [problem] if problem else []
    if isinstance(raw, list):
        return [problem for item in raw for problem in find_text_problems(item, where)]
    if not isinstance(raw, dict):
        return []
    problems = []
    for key, value in raw.items():
        if problem := find_text_problem(key, sentence("a key of {where}", where=where or sentence("the mapping"))):
            problems.append(problem)
        else:
            problems += find_text_problems(value, f"{where}.{key}".lstrip("."))
    return problems


def shown(text: str) -> str:
    """The text for a message: quoted, on one line, not too long."""
    return repr(text if len(text) <= 60 else f"{text[:60]}…")
