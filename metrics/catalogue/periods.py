"""Half-open periods [start, end) of days in the reporting zone, and the labels of their buckets. Nothing here asks for today."""

from datetime import date, timedelta

TIME_UNITS = ("day", "week", "month", "quarter", "year")
DEFAULT_WEEKS = 12
# Days that anybody may ask for: nothing was measured outside, and inside every period before and after has a date.
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 1, 1)


def period_before(start: date, end: date) -> tuple[date, date]:
    """The period of equal length that ends where this one starts; it begins with the calendar at the earliest."""
    return date.fromordinal(max(start.toordinal() - (end - start).days, 1)), start


def last_complete_weeks(day: date, weeks: int = DEFAULT_WEEKS) -> tuple[date, date]:
    """[start, end) of the last complete weeks, Monday to Monday, before the week of `day`."""
    monday = day - timedelta(days=day.weekday())
    return monday - timedelta(weeks=weeks), monday


def first_day(unit: str, day: date) -> date:
    """The first day of the bucket that holds the day; weeks start on Monday."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    if unit == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def next_bucket(unit: str, start: date) -> date:
    """The first day of the bucket after the one that starts on `start`."""
    if unit in ("day", "week"):
        return start + timedelta(days=7 if unit == "week" else 1)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, 1)


def bucket_before(unit: str, start: date) -> date:
    """The first day of the bucket before."""
    return first_day(unit, start - timedelta(days=1))


def buckets(unit: str, start: date, end: date) -> list[tuple[date, date]]:
    """Every bucket that meets [start, end), cut to it."""
    found, first = [], first_day(unit, start)
    while first < end:
        after = next_bucket(unit, first)
        found.append((max(first, start), min(after, end)))
        first = after
    return found


def bucket_label(unit: str, start: date) -> str:
    """2021-01-31 for a day or a week's Monday, 2021-01, 2021-Q1, 2021."""
    if unit == "month":
        return f"{start:%Y-%m}"
    if unit == "quarter":
        return f"{start.year}-Q{(start.month + 2) // 3}"
    return f"{start.year}" if unit == "year" else start.isoformat()


def bucket_start(unit: str, label: str) -> date:
    """The first day of the bucket with the label. Raises ValueError."""
    if unit == "quarter":
        year, quarter = label.split("-Q")
        return date(int(year), int(quarter) * 3 - 2, 1)
    whole = label + {"month": "-01", "year": "-01-01"}.get(unit, "")
    start = date.fromisoformat(whole)
    if first_day(unit, start) != start:
        raise ValueError(label)
    return start
