"""Numbers as a reader of the language expects them, for pages, documents and command line; a missing value is an en dash, never 0."""

import re
from typing import Any, Protocol

from babel.numbers import format_compact_currency, format_currency, format_decimal, get_currency_precision

FOUR_DIGITS_TOGETHER = ("es", "it", "pl")  # CLDR minimumGroupingDigits = 2, which Babel does not apply: 4908, 62.800
MISSING = "–"
NARROW_SPACE = "\u202f"
MINUTE, HOUR, DAY = 60, 3600, 86400
# A time keeps two or three significant digits: up to 90 s in seconds, up to 90 min in minutes, up to 2 days in hours.
TIME_UNITS = ((90, 1, "s"), (90 * MINUTE, MINUTE, "min"), (2 * DAY, HOUR, "h"))
MONEY = re.compile("[A-Z]{3}")


class Texts(Protocol):
    """The texts of a language: of the pages, or English for the command line."""

    language: str

    def __call__(self, key: str, **values: Any) -> str:
        """The text with its values filled in."""

    def has(self, key: str) -> bool:
        """Whether the language has a text of its own for the key."""


def format_value(value: float | None, unit: str, texts: Texts) -> str:
    """A metric's value in its unit: 28,1 % · 12,5 min · 1.234 · 4,12 · 12.345 €; – where nothing was measured."""
    if value is None:
        return MISSING
    if unit == "seconds":
        return format_seconds(value, texts)
    if unit == "percent":
        return f"{decimal(value, texts, 1)}{'' if texts.language == 'en' else NARROW_SPACE}%"
    if MONEY.fullmatch(unit):
        return format_money(value, unit, texts)
    return decimal(value, texts, decimals_of(unit, value))


def format_tick(value: float, unit: str, texts: Texts) -> str:
    """A value on an axis: no decimals where the tick is a whole number."""
    if unit == "percent" or unit in ("points", "score"):
        number = decimal(value, texts, 0 if float(value).is_integer() else 1)
        return number + ("" if unit != "percent" else "%" if texts.language == "en" else f"{NARROW_SPACE}%")
    return format_whole_time(value, texts) if unit == "seconds" else format_value(value, unit, texts)


def format_whole_time(seconds: float, texts: Texts) -> str:
    """A round duration in the largest unit that it is a whole number of: 30 s, 15 min, 1 h, 7 d."""
    for size, name in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if seconds and seconds % size == 0:
            return f"{decimal(seconds / size, texts)}\xa0{texts(f'time.{name}')}"
    return format_seconds(seconds, texts)


def format_change(difference: float | None, previous: float | None, unit: str, texts: Texts) -> str:
    """The change with its sign: +2,0 pp, -12 s, +3,5 % of a count or a sum; – where it cannot be said."""
    if difference is not None and (unit == "count" or MONEY.fullmatch(unit)) and previous:
        percent = decimal(100 * difference / previous, texts, 1, sign=True)
        return f"{percent}{'' if texts.language == 'en' else NARROW_SPACE}%"
    return format_difference(difference, unit, texts)


def format_difference(difference: float | None, unit: str, texts: Texts) -> str:
    """A difference with its sign in the unit: +2,0 pp, -12 s, +340 €; – where it cannot be said."""
    if difference is None:
        return MISSING
    if unit in ("percent", "points"):
        words = texts("unit.percent_points" if unit == "percent" else "unit.points_short")
        return f"{decimal(difference, texts, 1, sign=True)}{NARROW_SPACE}{words}"
    if unit == "seconds" or MONEY.fullmatch(unit):
        return ("+" if difference > 0 else "-" if difference < 0 else "") + format_value(abs(difference), unit, texts)
    return decimal(difference, texts, decimals_of(unit, difference), sign=True)


def format_seconds(seconds: float, texts: Texts) -> str:
    """A duration in the unit that reads best: 45 s, 12,5 min, 5,2 h, 3,1 d. (Babel's short Spanish hour is «1 horas».)"""
    fitting = ((size, name) for limit, size, name in TIME_UNITS if abs(seconds) < limit)
    size, name = next(fitting, (DAY, "d"))
    number = round(seconds / size, 0 if size == 1 and abs(seconds) >= 10 else 1)
    return f"{decimal(number, texts, 0 if number.is_integer() else 1)}\xa0{texts(f'time.{name}')}"


def format_money(amount: float, currency: str, texts: Texts) -> str:
    """Money without cents from 1,000 on, and in millions with two digits from ten million on."""
    if abs(amount) >= 1e7:
        return format_compact_currency(amount, currency, locale=texts.language, fraction_digits=2)
    if abs(amount) >= 1000 or get_currency_precision(currency) == 0:
        return format_currency(amount, currency, "#,##0 ¤" if texts.language == "es" else "¤#,##0", texts.language,
                               currency_digits=False)  # fmt: skip
    return format_currency(amount, currency, locale=texts.language)


def decimal(number: float, texts: Texts, digits: int = 0, *, sign: bool = False) -> str:
    """The number with exactly `digits` decimals, with the language's separators."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    rounded = round(number, digits)
    is_grouped = abs(rounded) >= 10_000 or texts.language not in FOUR_DIGITS_TOGETHER
    text = format_decimal(abs(rounded), format=pattern, locale=texts.language, group_separator=is_grouped)
    return ("-" if rounded < 0 else "+" if sign and rounded > 0 else "") + text


def decimals_of(unit: str, value: float) -> int:
    """How many decimals a value of this unit is shown with."""
    if unit in ("score", "per_month") or (unit == "contacts" and not float(value).is_integer()):
        return 2  # 1.36 contacts per matter
    return 1 if unit == "points" or not float(value).is_integer() else 0
