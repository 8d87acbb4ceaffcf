"""The course of every source, week by week, as page Data and the command show it: nothing is judged here."""

from typing import Any

import numpy as np
import polars as pl

from metrics.quality.daily_sums import EVENTS, daily_sums
from metrics.quality.exports import LAST_SILENCES, list_exports, silences_of
from metrics.quality.moves import LEVEL_WEEKS
from metrics.quality.weeks import weeks_of
from metrics.semantic.engine import Engine

SHOWN_WEEKS = 26


def list_rhythms(engine: Engine) -> pl.DataFrame:
    """source, exports (days on which any came), comes_every (days, the median of the last silences; null: fewer than two came)."""
    rows = []
    for (source,), files in list_exports(engine).group_by("source", maintain_order=True):
        days = sorted({loaded.date() for loaded in files["loaded_at"]})
        silences = silences_of(days)[-LAST_SILENCES:]
        rows.append((source, len(days), float(np.median(silences)) if silences else None))
    return pl.DataFrame(
        rows, schema={"source": pl.String, "exports": pl.Int64, "comes_every": pl.Float64}, orient="row"
    )


def list_courses(engine: Engine) -> pl.DataFrame:
    """One row per source and table of dated records: records in the newest whole week and usually (null: under six weeks before),
    known: share of the newest week's records that name a person, course: records by week, oldest first, SHOWN_WEEKS at most."""
    rows = []
    for table in EVENTS:
        sums = daily_sums(engine, table)
        for (source,), days in sums.group_by("source", maintain_order=True):
            weeks = weeks_of(days, ("records", "known"), days["day"].max())  # type: ignore[arg-type]
            if not len(weeks):
                continue
            records, known = weeks.of("records")[:, 0], weeks.of("known")[:, 0]
            before = records[1 : 1 + LEVEL_WEEKS]
            rows.append((
                source, table, int(records[0]), float(np.median(before)) if len(before) == LEVEL_WEEKS else None,
                float(known[0] / records[0]) if records[0] else None, records[:SHOWN_WEEKS][::-1].astype(int).tolist(),
            ))  # fmt: skip
    schema: dict[str, Any] = {
        "source": pl.String, "table": pl.String, "newest_week": pl.Int64, "usual_week": pl.Float64, "known": pl.Float64,
        "course": pl.List(pl.Int64),
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row").sort("source", "table")
