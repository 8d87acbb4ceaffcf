"""The steps of a matter from one contact to the next: hop or repeat, what drove it, whether the context came along."""

from __future__ import annotations

import duckdb

from pipelines.derive.matters.touches import CONTACT
from warehouse.tables.blocks import DIMENSIONS, PERSON, names_of

OF_THE_MATTER = ("matter_id", *names_of((*PERSON, *DIMENSIONS)), "opened_local")
# How the contact before ended; what it was given up or passed on for goes before what its record says later.
CAUSE = """CASE WHEN before_abandoned THEN 'abandonment' WHEN before_handed_off THEN 'handoff'
    WHEN before_resolved = false THEN 'failure' WHEN before_resolved THEN 'chosen' END"""
# The next contact states it; else a case or conversation in common carries the context (definitions b3, a stand-in).
IS_REEXPLAINED = """CASE WHEN has_context IS NOT NULL THEN NOT has_context
    ELSE NOT (coalesce(case_id = before_case, false) OR coalesce(conversation = before_conversation, false)) END"""


def collect_units(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary tables `unit`, one row per contact of the matters with several, and `step`, with the one before.

    Legs of a conversation on one channel are one contact, unless it is a chat that goes on for years. What the company
    began is none. A unit ends as its last leg did; `step` has kind NULL for the first contact of a matter.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE unit AS
        SELECT root, unit, min(place) AS place, arg_min(row, place) AS row, min(starts) AS starts, max(ends) AS ends,
            bool_or(is_day) AS is_day, any_value(channel) AS channel, arg_min_null(touchpoint, place) AS touchpoint,
            arg_max_null(is_abandoned, place) AS is_abandoned, arg_max_null(is_handed_off, place) AS is_handed_off,
            arg_max(is_resolved, place) AS is_resolved, arg_min_null(has_context, place) AS has_context,
            arg_min(case_id, place) AS case_id, arg_max(case_id, place) AS last_case, any_value(conversation) AS conversation
        FROM (
            SELECT several.row, root, place, starts, ends, coalesce(channel, 'other') AS channel, touchpoint, is_abandoned,
                is_handed_off, is_resolved, has_context, case_id, time_precision IS NOT DISTINCT FROM 'day' AS is_day,
                CASE WHEN conversation_id IS NOT NULL THEN hash(source, conversation_id) END AS conversation,
                {CONTACT} AS unit
            FROM several JOIN interactions ON interactions.rowid = several.row
            WHERE role <> 'follows'
        )
        GROUP BY root, unit
    """)
    before = {"ends": "ends", "abandoned": "is_abandoned", "handed_off": "is_handed_off", "resolved": "is_resolved",
              "case": "last_case", "conversation": "conversation", "channel": "channel", "touchpoint": "touchpoint",
              "row": "row", "day": "is_day"}  # fmt: skip
    lags = ", ".join(f"lag({column}) OVER contacts AS before_{name}" for name, column in before.items())
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE step AS
        SELECT *, CASE WHEN kind IS NOT NULL THEN {CAUSE} END AS cause,
            CASE WHEN kind = 'hop' THEN {IS_REEXPLAINED} END AS is_reexplained,
            CASE WHEN NOT is_day AND NOT before_day THEN greatest(starts - before_ends, 0) / 1e6 END AS between_seconds
        FROM (
            SELECT *, CASE WHEN before_row IS NULL THEN NULL WHEN channel <> before_channel THEN 'hop' ELSE 'repeat' END AS kind
            FROM (SELECT *, {lags} FROM unit WINDOW contacts AS (PARTITION BY root ORDER BY place))
        )
    """)


def fill_steps(con: duckdb.DuckDBPyConnection) -> None:
    """Add the steps to `matter_steps`. Needs the rows of `matters_of_several`, `made` and `step_cost`."""
    con.execute(f"""
        INSERT INTO matter_steps BY NAME
        SELECT {", ".join(f"m.{name}" for name in OF_THE_MATTER)},
            i.record_id, i.source, i.file_id, i.source_line, m.time_precision, i.started_local AS stepped_local,
            earlier.record_id AS from_record_id, before_channel AS from_channel, step.channel AS to_channel,
            before_touchpoint AS from_touchpoint, step.touchpoint AS to_touchpoint, kind, cause, is_reexplained, between_seconds, c.cost, c.currency, m.is_satisfied
        FROM step
        JOIN made ON made.root = step.root
        JOIN matters_of_several AS m ON m.matter_id = made.matter_id
        JOIN interactions AS i ON i.rowid = step.row
        JOIN interactions AS earlier ON earlier.rowid = step.before_row
        LEFT JOIN step_cost AS c ON c.matter_id = m.matter_id AND c.record_id = i.record_id
        WHERE kind IS NOT NULL
    """)
