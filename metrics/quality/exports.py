"""When a source's exports come, which days they cover, and whether the newest one is late or stops short."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl

from metrics.quality.daily_sums import EVENTS, exported
from metrics.quality.finding import Finding
from metrics.semantic.engine import Engine
from warehouse.store.remembered import once_a_version

# A source is silent for too long when it has been for half as long again as the longest of its last twelve silences, and at least
# two days longer: weekly exports are due after nine days and overdue after eleven. Of silences without any rhythm (exponential)
# one in thirty is so long after twelve of them.
LAST_SILENCES, LEAST_SILENCES = 12, 4
LONGER, LEAST_DAYS_LONGER = 1.5, 2
LEAST_ROWS_REPEATED = 10


@once_a_version
def list_exports(engine: Engine) -> pl.DataFrame:
    """One row per file, oldest first: source, name, loaded_at, load_id, rows_read, rows_rejected (still open), records, first and last day (UTC)."""
    return engine.query("""
        SELECT f.file_id, f.source, f.name, f.load_id, f.loaded_at, f.rows_read, f.records,
               CAST(f.first_record_at AS DATE) AS first_day, CAST(f.last_record_at AS DATE) AS last_day,
               f.first_record_at, f.last_record_at, coalesce(r.rows_rejected, 0)::BIGINT AS rows_rejected
        FROM files AS f LEFT JOIN (
            SELECT file_id, count(*) AS rows_rejected FROM rejected_rows WHERE superseded_by IS NULL GROUP BY file_id
        ) AS r USING (file_id) ORDER BY f.file_id""")


def allowed_silence(silences: Sequence[int]) -> float | None:
    """How many days a source may be silent, by its silences, oldest first; None: too few of them."""
    if len(silences) < LEAST_SILENCES:
        return None
    longest = max(silences[-LAST_SILENCES:])
    return max(LONGER * longest, longest + LEAST_DAYS_LONGER)


def silences_of(days: Sequence[date]) -> list[int]:
    """The days from each to the next."""
    return [(later - day).days for day, later in pairwise(sorted(set(days)))]


def is_overdue(loaded: Sequence[date], today: date) -> bool | None:
    """Whether no export has come for longer than is allowed after those that did; None: nobody can say yet."""
    allowed = allowed_silence(silences_of(loaded))
    return None if allowed is None else (today - max(loaded)).days > allowed


def judge_arrival(source: str, files: Sequence[dict[str, Any]], today: date) -> list[Finding]:
    """A finding where the next export should have come by `today` (UTC)."""
    loaded = [file["loaded_at"].date() for file in files]
    if not is_overdue(loaded, today):
        return []
    usual = sorted(silences_of(loaded)[-LAST_SILENCES:])
    return [
        Finding(
            "overdue",
            source,
            since=max(loaded),
            usual=float(usual[len(usual) // 2]),
            found=float((today - max(loaded)).days),
        )
    ]


def judge_end(source: str, files: Sequence[dict[str, Any]], days: Sequence[date], data_until: date) -> list[Finding]:
    """A finding where the records end longer before their last load, or before all the data, than the source is ever silent.

    `days`: those with a record. What its earlier loads lacked at their end is its own way too.
    """
    allowed = allowed_silence(silences_of(days)) if len(days) > LAST_SILENCES else None
    ends = min(max(file["loaded_at"].date() for file in files), data_until)
    last = max(days, default=ends)
    lacked = lacked_before(files)
    if allowed is None or (ends - last).days <= max(allowed, LONGER * max(lacked, default=0)):
        return []
    return [Finding("behind", source, since=last, usual=allowed, found=float((ends - last).days))]


def lacked_before(files: Sequence[dict[str, Any]]) -> list[int]:
    """The days from the last record to the load, of every load but the newest."""
    loads: dict[int, tuple[date, date]] = {}
    for file in files:
        if file["last_day"]:
            loaded, last = loads.get(file["load_id"], (file["loaded_at"].date(), file["last_day"]))
            loads[file["load_id"]] = (loaded, max(last, file["last_day"]))
    return [(loaded - last).days for _, (loaded, last) in sorted(loads.items())[:-1]]


def find_repeated(engine: Engine) -> list[Finding]:
    """A finding for each file whose rows are all in the data a second time, under other ids: what it counts counts twice."""
    seen: dict[tuple[Any, ...], dict[str, Any]] = {}
    found = []
    for file in list_exports(engine).iter_rows(named=True):
        if file["rows_read"] < LEAST_ROWS_REPEATED or file["last_record_at"] in (None, file["first_record_at"]):
            continue
        looks = tuple(file[name] for name in ("source", "rows_read", "records", "first_record_at", "last_record_at"))
        earlier = seen.setdefault(looks, file)
        if earlier is not file:
            found += [
                Finding(
                    "file_repeated",
                    file["source"],
                    table,
                    "",
                    file["first_day"],
                    file["last_day"],
                    rows=rows,
                    values=file["name"],
                )
                for table in EVENTS
                if (rows := count_twice(engine, table, earlier["file_id"], file["file_id"])) >= LEAST_ROWS_REPEATED
            ]
    return found


def count_twice(engine: Engine, table: str, one: int, other: int) -> int:
    """How many rows of the one file say what rows of the other say, ids aside."""
    said = ", ".join(sorted(name for name in exported(table) if not name.endswith("_id") and name != "updated_at"))
    rows = engine.query(
        f"SELECT count(*) FROM (SELECT {said} FROM {table} WHERE file_id = ? INTERSECT ALL SELECT {said} FROM {table} WHERE file_id = ?)",
        (one, other),
    )
    return int(rows.item())
