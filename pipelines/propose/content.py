"""What the values of a column look like, whatever it is called."""

import re
from collections.abc import Sequence

MOSTLY = 0.9  # of the values: an export has some that are written otherwise
LONG_TEXT = 40  # characters on average: nobody writes so much into a code
FEW = 30  # different values that can be renamed by hand
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
TIME = re.compile(r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})([T ,]+\d{1,2}:\d{2}.*)?")
CLOCK = re.compile(r"\d{1,3}:\d{2}(:\d{2})?( ?[ap]\.? ?m\.?)?", re.IGNORECASE)
NUMBER = re.compile(r"[-+]?[\d.,'  ]*\d[\d.,'  ]*%?")
MONEY = re.compile(r"(?:[A-Z]{3}|[A-Z]{0,2}[$€£¥]) ?[\d.,]*\d|[\d.,]*\d ?(?:[A-Z]{3}|[$€£¥])")
PHONE = re.compile(r"\+?\(?\d[\d ().-]{5,18}\d")
LEAST_DIGITS = 7  # of a phone number
YES_NO = {"true", "false", "t", "f", "yes", "no", "y", "n", "si", "sí", "verdadero", "falso", "0", "1", "x"}


def kind_of(values: Sequence[str]) -> str:
    """email, time, clock, yes_no, phone, number, money, text or code; empty for a column without values."""
    if not values:
        return ""
    if set(map(str.casefold, values)) <= YES_NO and not set(values) <= {"1"}:
        return "yes_no"
    for kind, test in TESTS:
        if sum(map(test, values)) >= MOSTLY * len(values):
            return kind
    return "text" if sum(map(len, values)) > LONG_TEXT * len(values) else "code"


def is_phone(text: str) -> bool:
    """Whether it has the signs and the digits of a phone number, and more than a plain number: a +, or blanks and marks."""
    has_marks = text.startswith("+") or any(mark in text for mark in " ()-")
    return bool(PHONE.fullmatch(text)) and has_marks and sum(map(str.isdigit, text)) >= LEAST_DIGITS


TESTS = (
    ("email", lambda text: bool(EMAIL.fullmatch(text))),
    ("time", lambda text: bool(TIME.fullmatch(text))),
    ("clock", lambda text: bool(CLOCK.fullmatch(text))),
    ("phone", is_phone),
    ("number", lambda text: bool(NUMBER.fullmatch(text))),
    ("money", lambda text: bool(MONEY.fullmatch(text))),
)
