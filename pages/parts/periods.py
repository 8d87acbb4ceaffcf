"""Periods that a reader can choose, all of them counted back from the end of the data, never from today."""

from datetime import date, timedelta

WEEKS = {"4w": 4, "12w": 12, "26w": 26, "52w": 52}
PERIODS = (*WEEKS, "all")
DEFAULT_PERIOD = "12w"


def period_dates(period: str, last_day: date | None, first_day: date | None = None) -> tuple[date | None, date | None]:
    """[start, end) of a period code: complete weeks, Monday to Monday, of which `last_day` may end the last one; where the
    data begin later, on `first_day`, all days that they have. (Weeks before the first record would be measured as empty, and
    the days of a week that has only begun are all that a new warehouse holds.)"""
    if period == "all" or last_day is None:
        return None, None
    end = end_of_complete_weeks(last_day)
    start = end - timedelta(weeks=WEEKS[period])
    return (first_day, last_day + timedelta(days=1)) if first_day and first_day > start else (start, end)


def end_of_complete_weeks(last_day: date) -> date:
    """The Monday after the last week that the data fill: a week whose Sunday has data is complete."""
    after = last_day + timedelta(days=1)
    return after - timedelta(days=after.weekday())


def complete_weeks(start: date | None, end: date | None, last_day: date) -> tuple[date | None, date] | None:
    """[first Monday, Monday after) of the weeks that lie wholly inside [start, end) and the data; None when there is none."""
    limit = end_of_complete_weeks(last_day)
    stop = min(end, limit) if end else limit
    stop -= timedelta(days=stop.weekday())
    first = None if start is None else start + timedelta(days=-start.weekday() % 7)
    return (first, stop) if first is None or first < stop else None


def all_weeks(first: object, end: date) -> list[str]:
    """Every Monday from the first until the end, as the metrics write it."""
    if first is None:
        return []
    start = date.fromisoformat(str(first))
    return [(start + timedelta(weeks=i)).isoformat() for i in range((end - start).days // 7)]
