"""Journeys: every dated contact and order of a known person is a touch of exactly one.

A journey is a stretch of the person's own activity without a silence longer than the journey pause of the segment. What the
company does (ads, newsletters, calls and mails that it began) belongs to the stretch in
which it falls; else to the stretch that begins within the pause after it, which it may have brought about; else, while the last
stretch may still go on, to that one. All other such touches are journeys of their own, which nobody answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import duckdb

from pipelines.derive.clear import clear_taken
from pipelines.derive.journeys.journey_rows import fill_journeys
from pipelines.derive.journeys.step_rows import collect_steps
from pipelines.derive.journeys.stretches import assign_stretches, collect_pauses
from pipelines.derive.journeys.touches import collect_touches


def derive_journeys(
    con: duckdb.DuckDBPyConnection, stages: Sequence[str], data_until: datetime, *, everything: bool = True
) -> None:
    """Fill `journeys_at_pause` of the taken contacts and orders, and make the temporary tables `touched` and `place`: what each is as
    a touch (step_rows.py). Needs the persons and journey pauses.

    `stages`: those that are measured, in their configured order, for the times of the closed funnel. Unless everything: only
    the journeys of the persons in `scope_person` are replaced.
    """
    clear_taken(con, "journeys_at_pause", everything=everything)
    collect_pauses(con)
    collect_touches(con)
    assign_stretches(con, data_until)
    collect_steps(con)
    fill_journeys(con, stages)
