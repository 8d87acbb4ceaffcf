"""The course of the omnichannel index over complete months."""

from dataclasses import replace
from datetime import date, datetime

import polars as pl

from metrics.analyses.omnichannel.index import COMPONENTS, Index, index_of
from metrics.analyses.omnichannel.integration import SourcesSeen, read_sources
from metrics.analyses.omnichannel.parts import make_parts, read_frames
from metrics.catalogue.constants import data_end
from metrics.catalogue.periods import bucket_before, bucket_label, first_day, next_bucket
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope

MONTHS = 12


def index_by_month(engine: Engine, scope: Scope | None = None, sources: SourcesSeen | None = None) -> pl.DataFrame:
    """month, index, low, high, n, note, then a column a component: the last twelve complete months until the scope's end.

    Months before the data's first whole one and the month in which the data end are not there; `immature`: of a month's last
    days it is not known yet whether a contact or matter goes on, so they are left out. Which sources are connected is a state
    of what is loaded and the same in every month. NULL where nothing was measured.
    """
    scope, seen = scope or Scope(), sources or read_sources(engine)
    months = complete_months(engine, scope.end)
    if not months:
        return frame_of([])
    frames = read_months(engine, scope, months)
    indexes = []
    for month in months:
        start = datetime(month.year, month.month, month.day)
        of_month = {name: frame.filter(pl.col("month") == start) for name, frame in frames.items()}
        indexes.append((month, index_of(make_parts(of_month, seen.groups, engine.settings.minimum_n_shown))))
    return frame_of(indexes)


def read_months(engine: Engine, scope: Scope, months: list[date]) -> dict[str, pl.DataFrame]:
    """The sums of each month."""
    span = replace(scope, start=months[0], end=next_bucket("month", months[-1]))
    return read_frames(engine, span, ("month",))


def complete_months(engine: Engine, end: date | None) -> list[date]:
    """First days of the months that the contacts fill from the first to the last day, twelve at most, until `end`."""
    begun = engine.query("SELECT min(started_local) AS first FROM interactions").item()
    if begun is None:
        return []
    closes = data_end(engine.facts).date()
    month = first_day("month", min(closes, end) if end else closes)
    found: list[date] = []
    while len(found) < MONTHS:
        month = bucket_before("month", month)
        if month < begun.date():
            break
        found.append(month)
    return found[::-1]


def frame_of(indexes: list[tuple[date, Index]]) -> pl.DataFrame:
    """The rows; a month without an index has n 0."""
    rows = [
        (bucket_label("month", month), index.total.value, index.total.low, index.total.high, index.total.n,
         "immature" if index.parts.immature else None, *(index.components[name].value for name in COMPONENTS))
        for month, index in indexes
    ]  # fmt: skip
    schema = {"month": pl.String, "index": pl.Float64, "low": pl.Float64, "high": pl.Float64, "n": pl.Int64,
              "note": pl.String, **dict.fromkeys(COMPONENTS, pl.Float64)}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")
