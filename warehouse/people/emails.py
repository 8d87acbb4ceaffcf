"""E-mail addresses in one spelling: lower case, without what mail programs write around them."""

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

# What needs no library: the addresses that nearly everybody has (of 10 million, the rest costs Python 30 µs each).
PLAIN_EMAIL = r"[a-z0-9_%+\-]+(\.[a-z0-9_%+\-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
AROUND = re.compile(r"^.*<([^<>]*)>[\s;,]*$", re.DOTALL)


@lru_cache(maxsize=100_000)
def parse_email(text: str | None) -> str | None:
    """The address in lower case; None when it is none. Nothing is asked of the network.

    `mailto:ana@example.com?subject=x`, `Ana <ana@example.com>` and `<ana@example.com>` are ana@example.com.
    """
    if not text:
        return None
    address = text.strip()
    if framed := AROUND.match(address):
        address = framed.group(1)
    address = re.sub(r"(?i)^\s*mailto:([^?]*).*$", r"\1", address, flags=re.DOTALL).strip().lower()
    if re.fullmatch(PLAIN_EMAIL, address):
        return address
    try:
        found = validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return None
    return found.normalized.lower()
