"""E-mail addresses in one spelling: lower case, without what people and mail programs write around them."""

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from warehouse.people.placeholders import PLACEHOLDER, is_placeholder, is_placeholder_email
from warehouse.people.plain_text import plain_text
from warehouse.people.spreadsheet import NO_VALUE, repair_number
from warehouse.sentence import sentence

# What needs no library: the addresses that nearly everybody has (of 10 million, the rest costs Python 30 µs each).
PLAIN_EMAIL = r"[a-z0-9_%+\-]+(\.[a-z0-9_%+\-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
MAILTO = re.compile(r"(?i)(?:mailto|e-?mail|correo|mail)\s*:\s*|\?(?:subject|cc|bcc|body)=\S*")
FRAMED = re.compile(r"<([^<>]*@[^<>]*)>")
BETWEEN = re.compile(r"[;,|/\\\n\r#<>()\[\]{}\"]+")
AROUND = ".'`:-?!"
UNREADABLE = sentence("no e-mail address")


@lru_cache(maxsize=100_000)
def parse_email(text: str | None) -> str | None:
    """The address in lower case, the first of several; None when there is none, or one that is typed where an address is
    required. Nothing is asked of the network.

    `mailto:ana@example.com?subject=x`, `Ana <ana@example.com>`, `["ana@example.com"]` and `ana@example.com; b@example.com`
    are ana@example.com.
    """
    if not text or "@" not in (plain := plain_text(text)):
        return None
    return next((address for address in split_emails(plain) if not is_placeholder_email(address)), None)


def split_emails(text: str) -> list[str]:
    """The addresses that stand in a text, in lower case, in its order.

    Words may stand behind an address, not before it: of "ana perez@example.com" nobody knows whether ana is a part of it.
    """
    bare = re.sub(r"[^\S\n]*@[^\S\n]*", "@", MAILTO.sub(" ", text)).strip()
    if bare.count("@") == 1 and (whole := read_address(bare)):
        return [whole]
    found = []
    for piece in FRAMED.findall(bare) or BETWEEN.split(bare):
        words = piece.split()
        if words and "@" in words[0]:
            found += [address for word in words if "@" in word and (address := read_address(word))]
    return found


def read_address(text: str) -> str | None:
    """One address in lower case; None when it is none."""
    address = text.strip().strip(AROUND).strip().lower()
    if re.fullmatch(PLAIN_EMAIL, address):
        return address
    if "." not in address.rpartition("@")[2]:
        return None  # ana@exam: of a broken one
    try:
        found = validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return None
    return found.normalized.lower()


def find_email_fault(text: str) -> str:
    """Why a text that was not read is no e-mail address."""
    plain = plain_text(text)
    if repair_number(plain)[1]:
        return NO_VALUE
    return PLACEHOLDER if is_placeholder(plain) or split_emails(plain) else UNREADABLE
