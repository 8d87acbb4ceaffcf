"""Journeys: every dated contact and order of a known person is a touch of exactly one.

A journey is a stretch of the person's own activity without a silence longer than the inactivity limit of the segment, the same
stretches as activity_spells. What the company does (ads, newsletters, calls and mails that it began) belongs to the stretch in
which it falls; else to the stretch that begins within the limit after it, which it may have brought about; else, while the last
stretch may still go on, to that one. All other such touches are journeys of their own, which nobody answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import duckdb

from pipelines.derive.journeys.journey_rows import fill_journeys
from pipelines.derive.journeys.step_rows import collect_steps, fill_steps
from pipelines.derive.journeys.stretches import assign_stretches, collect_due_persons, collect_pauses
from pipelines.derive.journeys.touches import collect_touches


def derive_journeys(
    con: duckdb.DuckDBPyConnection, stages: Sequence[str], data_until: datetime | None, *, everything: bool = True
) -> None:
    """Fill `journeys` and `journey_steps` from the derived interactions and orders, persons and inactivity limits.

    `stages`: those that are measured, in their configured order, for the times of the closed funnel. Unless everything: only
    of the persons in `touched_person` and of those whose silence has reached the limit since.
    """
    collect_pauses(con)
    within = "true" if everything or data_until is None else collect_due_persons(con, data_until)
    for table in ("journeys", "journey_steps"):
        con.execute(f"DELETE FROM {table} WHERE {within}")
    if data_until is not None:
        add_journeys(con, stages, data_until, within)
    for table in ("pause_of_person", "due_person"):
        con.execute(f"DROP TABLE IF EXISTS temp.{table}")


def add_journeys(con: duckdb.DuckDBPyConnection, stages: Sequence[str], data_until: datetime, within: str) -> None:
    """Add the journeys of the persons within and their steps. Needs `pause_of_person`."""
    collect_touches(con, within)
    assign_stretches(con, data_until)
    collect_steps(con)
    fill_journeys(con, stages)
    fill_steps(con)
    for table in ("place", "touch", "stretch", "step"):
        con.execute(f"DROP TABLE temp.{table}")
