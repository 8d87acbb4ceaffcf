"""When things happen: the 26 weeks of the sample, the day of the fix, and draws of moments inside opening hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

FIRST_DAY = date(2026, 3, 2)  # a Monday
LAST_DAY = date(2026, 8, 30)  # a Sunday: 26 whole weeks, so the pages' 12 last weeks and the 12 before are full
WEEKS = 26
FIX_DAY = date(2026, 6, 8)  # the e-mail team gets templates; also the first day of the last 12 weeks
CALLBACK_DAY = date(2026, 6, 22)  # callers of the billing queue are offered a call back: fewer give up
SHORT_STAFF_DAY = date(2026, 6, 29)  # Spain's voice queue loses its second line: more give up
DATA_END = datetime(2026, 8, 31, 12, tzinfo=UTC)  # the exports were made on Monday at noon: every week before is whole

ZONES = {
    "AR": ZoneInfo("America/Argentina/Buenos_Aires"),
    "MX": ZoneInfo("America/Mexico_City"),
    "ES": ZoneInfo("Europe/Madrid"),
}
DAY_WEIGHTS = (10, 10, 10, 9, 10, 6, 3)  # Monday to Sunday


def draw_moments(rng: Random, per_week: int, zone: ZoneInfo, hours: tuple[int, int] = (8, 20)) -> list[datetime]:
    """Return sorted UTC moments: about per_week in each week, most before noon and in the late afternoon."""
    moments = []
    for week in range(WEEKS):
        for _ in range(per_week + rng.randint(-1, 1)):
            moments.append(draw_moment(rng, FIRST_DAY + timedelta(weeks=week), zone, hours))
    return sorted(moments)


def draw_moment(rng: Random, monday: date, zone: ZoneInfo, hours: tuple[int, int] = (8, 20)) -> datetime:
    """Return one UTC moment in the week of that Monday, inside the local opening hours."""
    day = monday + timedelta(days=rng.choices(range(7), DAY_WEIGHTS)[0])
    opens, closes = hours
    peak = opens + (closes - opens) * rng.choice((0.25, 0.7))
    hour = rng.triangular(opens, closes, peak)
    local = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(seconds=int(hour * 3600))
    return local.astimezone(UTC)


def is_after_fix(moment: datetime) -> bool:
    """Return whether the e-mail templates were in use at that moment (UTC days, as the pages count by default)."""
    return moment.date() >= FIX_DAY


def draw_seconds(rng: Random, median: float, spread: float = 0.6) -> int:
    """Return a whole number of seconds, log-normal around the median: most are short, a few very long."""
    return max(1, round(median * rng.lognormvariate(0, spread)))
