"""Whether a source brings as many records as it does otherwise, and fills the columns and names the persons that it does otherwise."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from metrics.quality.daily_sums import needed_columns
from metrics.quality.finding import Finding
from metrics.quality.moves import LEVEL_WEEKS, Floats, find_moves
from metrics.quality.weeks import Weeks

FEWER, MORE = 0.65, 1.6  # of the usual number of records: a smaller change is a busy or a quiet week
LEAST_MOVE = 0.2  # of a share
EMPTIED = 0.1  # of the filled cells that there were otherwise
LEAST_MISSED = 10  # filled cells that should have come
USUALLY_THERE = 0.75  # of the weeks that have records: of a source that comes in bursts a quiet week says nothing
# Known only once a case is closed or a customer has left: the newest weeks have fewer of them, whatever happens.
LATER = {
    "resolution_seconds",
    "is_resolved",
    "reopen_count",
    "is_handed_off",
    "is_converted",
    "refunded_amount",
    "is_answered",
}


def judge_volume(source: str, table: str, weeks: Weeks) -> list[Finding]:
    """A finding where the newest weeks have far fewer or more records than those before; needs weeks.of("records")."""
    counts = weeks.of("records")
    moves = find_moves(2 * np.sqrt(counts + 3 / 8), np.ones_like(counts))
    run = int(moves.weeks[0])
    if not run or (counts[run:] > 0).mean() < USUALLY_THERE:
        return []
    usual, found = float(np.median(counts[run : run + LEVEL_WEEKS])), float(counts[:run].mean())
    if FEWER * usual < found < MORE * usual:
        return []
    kind = "volume_low" if found < usual else "volume_high"
    return [
        Finding(kind, source, table, since=weeks.begun(run), usual=usual, found=found, rows=int(counts[:run].sum()))
    ]


def judge_columns(source: str, table: str, weeks: Weeks, days: pl.DataFrame) -> list[Finding]:
    """A finding for each column that is suddenly empty, or of which far more or fewer cells are filled; needs the daily sums too."""
    names = [name for name in needed_columns(table) if weeks.of(name).any()]
    found = []
    for name, (run, usual, share) in share_moves(weeks, names).items():
        missed = usual * weeks.of("records")[:run].sum() - weeks.of(name)[:run].sum()
        is_emptied = share <= EMPTIED * usual and missed >= LEAST_MISSED
        rows = int(max(missed, 0))
        if is_emptied and (name not in LATER or run >= LEVEL_WEEKS):
            since = emptied_since(days, name, usual)
            found.append(Finding("column_emptied", source, table, name, since, usual=usual, found=share, rows=rows))
        elif name not in LATER and abs(share - usual) >= LEAST_MOVE:
            found.append(
                Finding("column_moved", source, table, name, weeks.begun(run), usual=usual, found=share, rows=rows)
            )
    return found


def judge_persons(source: str, table: str, weeks: Weeks) -> list[Finding]:
    """A finding where far fewer records name a person than otherwise."""
    for run, usual, share in share_moves(weeks, ["known"]).values():
        missed = (usual - share) * weeks.of("records")[:run].sum()
        if usual - share >= LEAST_MOVE and missed >= LEAST_MISSED:
            return [
                Finding(
                    "persons_unknown", source, table, since=weeks.begun(run), usual=usual, found=share, rows=int(missed)
                )
            ]
    return []


def share_moves(weeks: Weeks, names: Sequence[str]) -> dict[str, tuple[int, float, float]]:
    """Name: (newest weeks, usual share, share in these weeks), of the columns whose share of all records has left its level."""
    if not names:
        return {}
    records, filled = weeks.of("records"), weeks.of(*names)
    moves = find_moves(*angles(filled, records))
    found = {}
    for column, (name, run) in enumerate(zip(names, moves.weeks, strict=True)):
        if run:
            before = slice(run, run + LEVEL_WEEKS)
            usual = filled[before, column].sum() / records[before].sum()
            found[name] = (int(run), float(usual), float(filled[:run, column].sum() / records[:run].sum()))
    return found


def angles(hits: Floats, n: Floats) -> tuple[Floats, Floats]:
    """2·asin(√share) and its variance by chance; NaN in weeks without records."""
    with np.errstate(all="ignore"):
        share = np.where(n > 0, (hits + 3 / 8) / (n + 3 / 4), np.nan)
        return 2 * np.arcsin(np.sqrt(share)), np.broadcast_to(np.where(n > 0, 1 / (n + 1 / 2), np.nan), hits.shape)


def emptied_since(days: pl.DataFrame, column: str, usual: float) -> date:
    """The day after the last one on which the column was filled as it usually is, or near it."""
    filled = days.filter(pl.col(column) > EMPTIED * usual * pl.col("records"))["day"].max()
    assert isinstance(filled, date)
    return filled + timedelta(days=1)
