"""Times and dates as a reader of the language expects them, and words of the data made harmless for Markdown."""

import re
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_interval, format_skeleton, get_day_names

from pages.parts.texts import Texts

WORD_JOINER = "\u2060"  # without width; Markdown makes links of bare addresses, escaped or not
LINK = re.compile(r"@|www(?=\.)|https?:|xmpp:|mailto:", re.IGNORECASE)
MARKDOWN = re.compile(r"[\\`*_{}\[\]()<>#+!|~$:&]|^[-=]|^\d+(?=\.(?:\s|$))")


def format_bucket(value: str | None, dimension: str, texts: Texts) -> str:
    """A value of a dimension of time: 8 jun 2026, jun 2026, 2.º trim. 2026, lun 09:00."""
    if value is None or value == "":
        return texts("code.none")
    if dimension == "hour_of_week":
        day, hour = divmod(int(float(value)), 24)
        return f"{get_day_names('abbreviated', locale=texts.language)[day]} {hour:02d}:00"
    if dimension in ("day", "week"):
        return format_day(date.fromisoformat(value), texts)
    if dimension == "month":
        return format_skeleton("yMMM", date.fromisoformat(f"{value}-01"), locale=texts.language)
    if dimension == "quarter":
        year, quarter = value.split("-Q")
        return format_skeleton("yQQQ", date(int(year), int(quarter) * 3, 1), locale=texts.language)
    return str(value)


def format_day(day: date, texts: Texts) -> str:
    """15 nov 2026, Nov 15, 2026."""
    return format_date(day, "medium", locale=texts.language)


def format_days(start: date | None, end: date | None, texts: Texts) -> str:
    """A half-open period by its first and last day: 31 ago – 22 nov 2026."""
    if start is None or end is None:
        return texts("period.all")
    return format_interval(start, end - timedelta(days=1), "yMMMd", locale=texts.language)


def format_moment(moment: datetime, texts: Texts) -> str:
    """15 nov 2026, 18:40."""
    return f"{format_date(moment, 'medium', locale=texts.language)}, {moment:%H:%M}"


def plain(text: str) -> str:
    """Words of the data for a Markdown text, shown as they are on one line: no picture of theirs is fetched, no link made."""
    return MARKDOWN.sub(escaped, LINK.sub(f"\\g<0>{WORD_JOINER}", " ".join(text.split())))


def escaped(found: re.Match[str]) -> str:
    """The sign with a backslash, before which it means itself; the number of a list has it behind."""
    sign = found.group()
    return f"{sign}\\" if sign.isdigit() else f"\\{sign}"


def unit_words(unit: str, texts: Texts) -> str:
    """The unit for an axis title or a table head; a currency is its own code."""
    return texts.code("unit", unit)
