"""Numbers as exports write them: plain, or money text such as $1,234.56, -$3.00, (3,00 €), 1.250,00- and 1'250.50 CHF."""

import re
from functools import cache

from pipelines.quoting import quote_text
from pipelines.stage.steps import Steps
from pipelines.words import read_words

# The numeral in a cell: digits with what groups and parts them, ٫ being the Arabic decimal mark.
NUMERAL = r"(?:\d[\d.,٫' ]*)?[\d.,٫]*\d(?:e[-+]?\d+)?"
# Without cents: 12,- and 1.250.- and 12.-- of German, Dutch, Scandinavian, Swiss and Argentine prices.
NO_CENTS = r"[.,]-{1,2}"
EXPONENT = r"(?:e[-+]?\d+)?"
# Thousands in threes, or in twos above the first three (lakhs).
GROUPS = r"[1-9]\d{{0,2}}(?:{mark}\d{{2,3}})*{mark}\d{{3}}"
GAPS = GROUPS.format(mark="[' ]")


@cache
def money_marks() -> str:
    """The pattern of what may stand before or behind a numeral: signs of money and of minus, brackets."""
    words = read_words("currencies")
    signs = "|".join(re.escape(sign.lower()).replace(r"\ ", r"\s") for sign in words["signs"])
    before = "|".join(re.escape(sign.lower()) for sign in words["letters_before"])
    return (
        rf"((?:[-+(\s\p{{Sc}}]|{signs}|{before})*)({NUMERAL})(?:{NO_CENTS})?((?:[-+)\s\p{{Sc}}]|{signs}|cr\.?|dr\.?)*)"
    )


def proof(decimal: str) -> str:
    """The pattern of numerals whose decimal mark can only be this one: 12.50, 1,250.00, 1,250,000."""
    d, t = f"\\{decimal}", "\\," if decimal == "." else "\\."
    parted = [rf"\d+{d}(?:\d{{1,2}}|\d{{4,}})", rf"(?:0|\d{{4,}}){d}\d+", GAPS + rf"{d}\d+"]
    return "|".join([*parted, GROUPS.format(mark=t) + rf"{d}\d+", rf"[1-9]\d{{0,2}}(?:{t}\d{{2,3}})+{t}\d{{3}}"])


def certain(decimal: str) -> str:
    """The pattern of numerals that have this decimal mark, or with no mark but gaps none."""
    return rf"{proof(decimal)}|\{decimal}\d+|{GAPS}"


# One mark before three digits: 1.250 is twelve hundred and fifty, or one and a quarter.
OPEN = r"[1-9]\d{0,2}[.,]\d{3}"


def numeral_reading(numeral: str, decimal: str | None, is_asked: bool) -> str:
    """SQL for the DOUBLE of a bare numeral. `decimal`: the mark that the user or the column says, of those that could have
    either (None: unknown, they are NULL); `is_asked`: the user does, so that numerals of the other mark are none."""
    whole = [r"\d+", GAPS]
    dot, comma = [*whole, certain(".")], [certain(",")]
    if decimal:
        (dot if decimal == "." else comma).append(OPEN)
    if is_asked:
        dot, comma = (dot, []) if decimal == "." else (whole, comma)
    is_dot, is_comma = (f"regexp_full_match({numeral}, {any_of(patterns)})" for patterns in (dot, comma))
    return f"""CASE WHEN {is_dot} THEN TRY_CAST(translate({numeral}, ', ''', '') AS DOUBLE)
        WHEN {is_comma} THEN TRY_CAST(replace(translate({numeral}, '. ''', ''), ',', '.') AS DOUBLE)
        WHEN contains({numeral}, '٫') AND regexp_full_match({numeral}, '[\\d'' ]*٫\\d+') THEN TRY_CAST(replace(translate({numeral}, ' ''', ''), '٫', '.') AS DOUBLE) END"""


def any_of(patterns: list[str]) -> str:
    """SQL text of the pattern of any of these, with an exponent."""
    return quote_text(f"(?:{'|'.join(patterns)}){EXPONENT}" if patterns else "x")


class WrittenNumbers:
    """The numbers of a staging query, each distinct one once."""

    def __init__(self, steps: Steps) -> None:
        self.steps = steps
        self.names: dict[tuple[str, str | None, bool, bool], str] = {}

    def add(self, text: str, decimal: str | None, is_asked: bool = False, is_usual: bool = False) -> str:
        """The name of a column of finite DOUBLEs for the text, a column of the first step; NULL where it is no number.

        `decimal` as numeral_reading has it; without one, a plain 1.250 is a machine's, one and a quarter. `is_usual`: all texts are known to be plain.
        """
        key = (text, decimal, is_asked, is_usual)
        if (known := self.names.get(key)) is None:
            known = self.names[key] = f"n{len(self.names)}"
            self.read(known, text, decimal, is_asked, is_usual)
        return known

    def read(self, name: str, text: str, decimal: str | None, is_asked: bool, is_usual: bool) -> None:
        """Add the columns of each step."""
        plain, parts, number = (f"{name}_{step}" for step in ("plain", "parts", "any"))
        # Only what is no plain number is looked at with regular expressions.
        may_part = f"NOT contains({text}, '.')" if decimal == "," else "true"
        self.steps.put(
            1, plain, f"CASE WHEN {may_part} AND NOT contains({text}, '_') THEN TRY_CAST({text} AS DOUBLE) END"
        )
        if is_usual and decimal != ",":
            self.steps.put(4, name, f"CASE WHEN isfinite({plain}) THEN {plain} END")
            return
        parted = f"regexp_extract(lower(plain_marks({text})), {quote_text(f'^{money_marks()}$')}, ['before', 'numeral', 'behind'])"
        self.steps.put(2, parts, f"CASE WHEN {plain} IS NULL AND {text} IS NOT NULL THEN {parted} END")
        around = f"({parts}.before || {parts}.behind)"
        # A credit lessens what the customer owes: CR is a minus, as in a ledger, DR is none.
        sign = f"CASE WHEN regexp_matches({around}, '[-(]') OR regexp_matches({parts}.behind, 'cr') THEN -1 ELSE 1 END"
        is_closed = f"contains({parts}.before, '(') = contains({parts}.behind, ')')"
        read = numeral_reading(f"{parts}.numeral", decimal, is_asked)
        self.steps.put(
            3, number, f"coalesce({plain}, CASE WHEN {parts}.numeral <> '' AND {is_closed} THEN {sign} * {read} END)"
        )
        self.steps.put(4, name, f"CASE WHEN isfinite({number}) THEN {number} END")
