"""Numbers and codes that name a customer, a case or a record: in one spelling, or refused with the reason."""

import re
from functools import cache, lru_cache

from warehouse.people.placeholders import PLACEHOLDER, is_placeholder, placeholder_texts, placeholder_words
from warehouse.people.plain_text import plain_text
from warehouse.people.spreadsheet import repair_number

# What needs no look at the lists (RE2 and Python read these alike): plain signs and a digit other than 0 …
PLAIN_KEY = r"[A-Za-z0-9_:@|/.-]*[1-9][A-Za-z0-9_:@|/.-]*"
# … but for seven equal digits or seven in a row, the day of generic tax numbers, a fraction of zeros, or zeros where a spreadsheet lost digits.
FILLED_KEY = r"0{7}|1{7}|2{7}|3{7}|4{7}|5{7}|6{7}|7{7}|8{7}|9{7}|1234567|7654321|010101|^[0-9]+[.]0+$|^[0-9]{15}0{3,}$"
# Texts of which a spreadsheet may have made something else than the id; 1772462769.0 is Asterisk's first call of a second.
DAMAGED_ID = r"""^[="]|^''[^'']*$|^#+$|^#[^0-9]|^([02-9][0-9]*|1[0-9]{0,8}|1[0-9]{10,})[.,]0+$|^[0-9]([.,][0-9]+)?[eE][+][0-9]+$|^[0-9]{15}0{3,}$"""


@cache
def odd_keys() -> list[str]:
    """Listed placeholders that look like plain keys, in lower case and in the spellings of their marks."""
    folded = [word for word in placeholder_words() if re.search("[1-9]", word) and not re.search(FILLED_KEY, word)]
    spelt = [text.lower() for text in placeholder_texts() if re.search("[1-9]", text)]
    spelt += [word.replace(" ", mark) for word in folded for mark in ("", "-", ".", "_", "/")]
    return sorted({word for word in spelt if re.fullmatch(PLAIN_KEY, word) and not re.search(FILLED_KEY, word)})


@lru_cache(maxsize=100_000)
def repair_id(text: str | None) -> str | None:
    """The id as it was before a spreadsheet or a data tool wrote it; None where its digits are lost, or it is an error value."""
    return repair_number(plain_text(text))[0] if text else None


@lru_cache(maxsize=100_000)
def parse_id(text: str | None) -> str | None:
    """A customer's identifier in one spelling; None where the text is none: see find_id_fault."""
    found = repair_id(text)
    return None if not found or is_placeholder(found) else found


def find_id_fault(text: str) -> str:
    """Why a text is no identifier; "" where it is one."""
    found, fault = repair_number(plain_text(text))
    return fault or (PLACEHOLDER if not found or is_placeholder(found) else "")
