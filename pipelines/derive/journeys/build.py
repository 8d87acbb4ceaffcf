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
from pipelines.derive.journeys.stretches import assign_stretches
from pipelines.derive.journeys.touches import collect_touches


def derive_journeys(con: duckdb.DuckDBPyConnection, stages: Sequence[str], data_until: datetime | None) -> None:
    """Fill `journeys` and `journey_steps` from the derived interactions and orders, persons and inactivity limits.

    `stages`: in their configured order, for the times of the closed funnel.
    """
    for table in ("journeys", "journey_steps"):
        con.execute(f"DELETE FROM {table}")
    if data_until is None:
        return
    collect_touches(con)
    assign_stretches(con, data_until)
    collect_steps(con)
    fill_journeys(con, stages)
    fill_steps(con)
    for table in ("place", "touch", "stretch", "step"):
        con.execute(f"DROP TABLE temp.{table}")
