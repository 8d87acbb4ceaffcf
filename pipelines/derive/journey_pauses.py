"""How long a silence must be to end a journey: a quantile of the silences of the segment, in whole days.

It says that a customer paused, not that anybody left (inactivity_limits.py). A pause that moved by fractions of a day with
every load would make every journey another; so it stays until the quantile is a day or more away from it. To know that, counts by half days do: they add up, so that a load corrects them by the silences
of the persons that it touched. Only a quantile between two silences with a half day's edge between them is asked of all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from math import floor

import duckdb

from pipelines.derive.silences import HALF_DAY

Cells = Mapping[int, int]
# A percentile of fewer gaps than this moves by more than a tenth with one more customer (P90 needs n >= 30: docs/definitions.md).
ENOUGH_GAPS = 30


def fill_pauses(
    con: duckdb.DuckDBPyConnection, quantile: float, all_silences: Callable[[], str], *, holds: bool
) -> None:
    """Fill `journey_pauses`, one row for each segment of `persons`, from `silences`.

    A segment with too few silences has the pause of all. `holds`: the pauses that are there stay until they are a day off.
    `all_silences`: makes a query of every (segment, silence).
    """
    held = dict(con.execute("SELECT segment, pause_days FROM journey_pauses").fetchall()) if holds else {}
    counts: dict[str | None, Counter[int]] = {}
    for segment, cell, silences in con.execute(
        "SELECT segment, cell, sum(silences)::BIGINT FROM silences GROUP BY segment, cell"
    ).fetchall():
        counts.setdefault(segment, Counter())[cell] += silences
    everybody: Counter[int] = sum(counts.values(), Counter())
    segments = [row[0] for row in con.execute("SELECT DISTINCT segment FROM persons ORDER BY segment").fetchall()]
    pauses = []
    exact: dict[str | None, float] | None = None
    for segment in segments:
        own = counts.get(segment, Counter())
        cells = own if own.total() >= ENOUGH_GAPS else everybody
        cell = find_cell(cells, quantile) if cells.total() >= ENOUGH_GAPS else None
        if cell is not None:
            days: float | None = held_or_whole(cell, held.get(segment))
        elif cells.total() >= ENOUGH_GAPS:
            exact = exact if exact is not None else ask_all(con, quantile, all_silences())
            days = held_or_rounded(
                exact[segment] if cells is own else ask_everybody(con, quantile, all_silences()), held.get(segment)
            )
        else:
            days = None
        pauses.append((segment, days, own.total()))
    con.execute("DELETE FROM journey_pauses")
    if pauses:
        con.executemany("INSERT INTO journey_pauses VALUES (?, ?, ?)", pauses)


def find_cell(cells: Cells, quantile: float) -> int | None:
    """The cell in which the quantile lies, interpolated as quantile_cont does; None: an edge lies between the two silences."""
    position = quantile * (sum(cells.values()) - 1)
    low = cell_of(cells, floor(position))
    high = cell_of(cells, floor(position) + 1) if position > floor(position) else low
    if low == high:
        return low
    inside = low // 2 * 2 + 1
    return inside if high <= inside + 1 else None


def cell_of(cells: Cells, place: int) -> int:
    """The cell of the silence with so many before it."""
    for cell in sorted(cells):
        place -= cells[cell]
        if place < 0:
            return cell
    raise IndexError(place)


def held_or_whole(cell: int, held: float | None) -> float:
    """The held pause, while the quantile is surely less than a day away; else the quantile in whole days, at least one."""
    half_days = cell // 2
    low, high = (half_days / 2, half_days / 2) if cell % 2 == 0 else (half_days / 2, (half_days + 1) / 2)
    if held is not None and (abs(low - held) < 1 if low == high else low >= held - 1 and high <= held + 1):
        return held
    return float(max((half_days + 1) // 2, 1))


def held_or_rounded(days: float, held: float | None) -> float:
    """The same of a quantile that is known exactly."""
    return held if held is not None and abs(days - held) < 1 else float(max(floor(days + 0.5), 1))


def ask_all(con: duckdb.DuckDBPyConnection, quantile: float, silences: str) -> dict[str | None, float]:
    """The quantile of each segment's silences, in days."""
    sql = (
        f"SELECT segment, quantile_cont(silence / {2 * HALF_DAY}, {float(quantile)}) FROM ({silences}) GROUP BY segment"
    )
    return dict(con.execute(sql).fetchall())


def ask_everybody(con: duckdb.DuckDBPyConnection, quantile: float, silences: str) -> float:
    """The quantile of all silences, in days."""
    [(days,)] = con.execute(
        f"SELECT quantile_cont(silence / {2 * HALF_DAY}, {float(quantile)}) FROM ({silences})"
    ).fetchall()
    return float(days)
