"""How long a silence must be for a customer to count as lost: so long that hardly anybody comes back after it.

For each segment and pace (the mean of a customer's own gaps), the share of silences that last longer than so many weeks is
estimated by Kaplan and Meier (1958): a silence that goes on when the data end is no gap, and says that it lasted so long at
least. The limit is the first week after which at most RETURNS of those still silent come back for as long as can be watched,
and after which silences end far more seldom than before. Where nobody leaves, silences go on ending as they did, and there is
no limit; so it is where too few were watched for long enough.

P(alive) below one half (Fader, Hardie & Lee 2005) would find leavers in half the time, and half of those whom it calls lost at
that moment come back. Heavy users are judged beside heavy users, so that they do not set the limit for others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb
import numpy as np
from numpy.typing import NDArray

from pipelines.derive.silences import DAY

RETURNS, STILL_FEW = 0.04, 0.05  # a limit is set where fewer come back, and held while fewer do
ENOUGH_SILENCES = 25  # of fewer, none back says less than "under one in ten" (rule of three: 3 / 25)
LEAST_WEEKS = 4
# How far those who reached the limit must be watched: half as long again, and eight weeks.
WATCHED, WATCHED_WEEKS = 1.5, 8
SELDOM = 0.1  # after the limit, silences end so many times as often in a week as before
HELD_WEEKS = 2  # a limit stays until it could be so many weeks shorter
HALF_DAYS = 28  # cells of `silences` in a week: silences of up to w weeks are in cells up to 28 w

Key = tuple[str | None, int | None]
Counts = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """The share of silences that last longer than 0, 1, 2 … weeks, as far as enough were watched."""

    lasting: Counts

    @property
    def weeks(self) -> int:
        """How far it reaches."""
        return len(self.lasting) - 1

    def reaches(self, weeks: int) -> bool:
        """Whether those who were silent for so long were watched far enough."""
        return self.weeks >= max(WATCHED * weeks, weeks + WATCHED_WEEKS)

    def returned(self, weeks: int) -> float:
        """The share of silences of so many weeks that ended later."""
        return float(1 - self.lasting[-1] / self.lasting[weeks])

    def tells(self, weeks: int, share: float) -> bool:
        """Whether a silence of so many weeks means leaving: at most the share came back, and seldom beside those before."""
        if not (self.reaches(weeks) and self.lasting[-1] > 0 and self.lasting[weeks] < 1):
            return False
        before, after = -np.log(self.lasting[weeks]), np.log(self.lasting[weeks] / self.lasting[-1])
        return self.returned(weeks) <= share and bool(after / (self.weeks - weeks) <= SELDOM * before / weeks)

    def limit(self) -> int | None:
        """The first week that means leaving; None: no silence does, or too few were watched."""
        return next((week for week in range(LEAST_WEEKS, self.weeks) if self.tells(week, RETURNS)), None)


def curve_of(ended: Counts, ongoing: Counts) -> Curve:
    """Of silences that ended in week 0, 1, 2 … and of those going on since so many whole weeks."""
    size = max(len(ended), len(ongoing), 1)
    ended = np.pad(ended, (0, size - len(ended)))
    watched = np.cumsum((ended + np.pad(ongoing, (0, size - len(ongoing))))[::-1])[::-1]
    enough = int((watched[1:] >= ENOUGH_SILENCES).sum())
    return Curve(np.concatenate([[1.0], np.cumprod(1 - ended[1 : enough + 1] / watched[1 : enough + 1])]))


def fill_limits(con: duckdb.DuckDBPyConnection, data_until: datetime | None, *, holds: bool) -> None:
    """Fill `inactivity_limits`, one row for each segment and pace that has silences, from `silences` and `persons`.

    A segment whose own silences were not watched long enough has the limit of all at that pace. `holds`: the limits that are
    there stay while at most STILL_FEW return after them and none HELD_WEEKS shorter would do.
    """
    held: dict[Key, float | None] = {}
    if holds:
        rows = con.execute("SELECT segment, pace_days, limit_days FROM inactivity_limits").fetchall()
        held = {(segment, pace): days for segment, pace, days in rows}
    counts = count_weeks(con, data_until)
    everybody: dict[int | None, tuple[Counts, Counts]] = {}
    for (_, pace), pair in counts.items():
        everybody[pace] = added(everybody[pace], pair) if pace in everybody else pair
    limits = []
    for (segment, pace), pair in sorted(counts.items(), key=lambda item: (item[0][0] or "", item[0][1] or 0)):
        own, whole = curve_of(*pair), curve_of(*everybody[pace])
        weeks = held_or_new(own, held.get((segment, pace)))
        if weeks is None:
            others = held_or_new(whole, held.get((segment, pace)))
            weeks = others if others is not None and not own.reaches(others) else None
        limits.append((segment, pace, None if weeks is None else 7.0 * weeks, int(pair[0].sum())))
    con.execute("DELETE FROM inactivity_limits")
    if limits:
        con.executemany("INSERT INTO inactivity_limits VALUES (?, ?, ?, ?)", limits)


def held_or_new(curve: Curve, held_days: float | None) -> int | None:
    """The held limit while it still tells and no much shorter one does; else the curve's own, in weeks."""
    weeks = curve.limit()
    if held_days is None:
        return weeks
    held = round(held_days / 7)
    stays = curve.tells(held, STILL_FEW) and (weeks is None or weeks > held - HELD_WEEKS)
    return held if stays else weeks


def count_weeks(con: duckdb.DuckDBPyConnection, data_until: datetime | None) -> dict[Key, tuple[Counts, Counts]]:
    """By segment and pace: silences that ended in the week after so many, and persons silent since so many when the data end."""
    ongoing = ""
    if data_until is not None:
        ongoing = (
            f" UNION ALL SELECT segment, pace_days, epoch_us(TIMESTAMP '{data_until}' - last_active_local) // {7 * DAY}, 0, 1"
            " FROM persons"
        )
    found: dict[Key, list[tuple[int, int, int]]] = {}
    for segment, pace, week, ended, goes_on in con.execute(
        "SELECT segment, pace_days, week, sum(ended)::BIGINT, sum(ongoing)::BIGINT FROM ("
        f"SELECT segment, pace_days, (cell + {HALF_DAYS - 1}) // {HALF_DAYS} AS week, silences AS ended, 0 AS ongoing FROM silences"
        f"{ongoing}) GROUP BY segment, pace_days, week"
    ).fetchall():
        found.setdefault((segment, pace), []).append((week, ended, goes_on))
    return {key: spread(rows) for key, rows in found.items()}


def spread(rows: list[tuple[int, int, int]]) -> tuple[Counts, Counts]:
    """Rows of (week, ended, ongoing) as two arrays by week."""
    both = np.zeros((2, max(week for week, _, _ in rows) + 1))
    for week, ended, ongoing in rows:
        both[:, week] = ended, ongoing
    return both[0], both[1]


def added(one: tuple[Counts, Counts], other: tuple[Counts, Counts]) -> tuple[Counts, Counts]:
    """Two pairs of arrays, added up by week."""
    size = max(len(one[0]), len(other[0]))
    first, second = (
        np.pad(a, (0, size - len(a))) + np.pad(b, (0, size - len(b))) for a, b in zip(one, other, strict=True)
    )
    return first, second
