"""Matters: one person's runs of contacts about one thing, across channels.

Order: whose contacts (matter_contacts), links and groups (matter_links, matter_groups), steps (matter_steps), the
table; costs (contact_costs) and scores (matter_scores) are attached last, because other contacts and answers move them.
"""

from __future__ import annotations

import duckdb

from pipelines.derive.contact_costs import attach_costs
from pipelines.derive.matter_contacts import CLOCK, collect_touches
from pipelines.derive.matter_groups import group_touches
from pipelines.derive.matter_links import find_shared_links, unite_linked
from pipelines.derive.matter_scores import attach_scores
from pipelines.derive.matter_steps import collect_units, fill_steps

DAY = 86_400_000_000  # microseconds
OF_THE_FIRST = (
    "record_id", "source", "file_id", "source_line", "channel", "channel_native", "stage", "touchpoint", "team", "agent",
    "segment", "country", "language", "attributes", "time_precision",
)  # fmt: skip
ENDED_LOCAL = "greatest(i.started_local, i.ended_local, i.resolved_local)"
STATES_RESOLVED = "coalesce(i.is_resolved, CASE WHEN i.is_abandoned THEN false END)"  # who gave up was not served


def assign_matters(con: duckdb.DuckDBPyConnection, gap_days: int, within: str) -> None:
    """Make the temporary tables `assigned` (row, matter_id) and `opening`, `several`: the matters of the persons within.

    `within` is a condition on person_id; contacts of nobody known always take part. Needs `stray_owner`.
    """
    collect_touches(con, within)
    find_shared_links(con)
    group_touches(con, gap_days * DAY)
    unite_linked(con)
    order_contacts(con)
    number_matters(con)
    for table in ("touch", "alone", "shared_link", "grouped", "member"):
        con.execute(f"DROP TABLE temp.{table}")


def order_contacts(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `several` (row, root, role, starts, ends, person, place): contacts of matters with several."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE several AS
        SELECT member.row, member.root, touch.role, touch.starts, touch.ends, touch.person,
            row_number() OVER (
                PARTITION BY root ORDER BY touch.starts, touch.role <> 'opens', interactions.record_id
            ) AS place
        FROM member
        SEMI JOIN (SELECT root FROM member GROUP BY root HAVING count(*) > 1) AS shared ON shared.root = member.root
        JOIN touch ON touch.row = member.row
        JOIN interactions ON interactions.rowid = member.row
    """)


def number_matters(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary tables `opening` (row, person, is_known, root, matter_id), one row a matter, and `assigned`."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE opening AS
        SELECT row, person, is_known, root,
            CAST(md5_number_lower('matter:' || interactions.record_id) >> 1 AS BIGINT) AS matter_id
        FROM (
            SELECT row, person, true AS is_known, NULL AS root FROM touch
            WHERE role = 'opens' AND row NOT IN (SELECT row FROM several)
            UNION ALL SELECT row, person, true, root FROM several WHERE place = 1
            UNION ALL SELECT row, person, false, NULL FROM alone
        ) AS first
        JOIN interactions ON interactions.rowid = first.row
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE assigned AS
        SELECT row, matter_id FROM opening
        UNION ALL
        SELECT several.row, opening.matter_id FROM several JOIN opening ON opening.root = several.root
        WHERE several.place > 1
    """)


def fill_matters(con: duckdb.DuckDBPyConnection, gap_days: int, within: str) -> None:
    """Replace the rows of `matters` and `matter_steps` of the persons within, and what costs and scores say of all.

    Needs what assign_matters made, and interactions.matter_id written.
    """
    collect_units(con)
    summarise_contacts(con)
    gone = f"NOT is_person_known OR {within}"
    for table in ("matters", "matter_steps"):
        con.execute(f"DELETE FROM {table} WHERE {gone}")
    insert_matters(con)
    fill_steps(con)
    attach_costs(con)
    attach_scores(con, gap_days)
    for table in ("opening", "several", "unit", "step", "summary"):
        con.execute(f"DROP TABLE temp.{table}")


def summarise_contacts(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `summary`: what matters with several contacts say, by root."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE summary AS
        SELECT * FROM (
            SELECT root, arg_min(topic, place) FILTER (role <> 'follows') AS topic,
                max({ENDED_LOCAL}) AS ended_local,
                CASE WHEN count_if(time_precision = 'day') = 0 THEN (max(ends) - min(starts)) / 1e6 END AS duration_seconds,
                sum(transfer_count) FILTER (role <> 'follows') AS transfers,
                sum(reopen_count) FILTER (role <> 'follows') AS reopens,
                arg_max({STATES_RESOLVED}, place) AS is_resolved
            FROM several JOIN interactions AS i ON i.rowid = several.row
            GROUP BY root
        )
        JOIN (
            SELECT root, count(*) AS contacts, count(DISTINCT channel) AS channels, arg_max(channel, place) AS last_channel,
                string_agg(channel, ' > ' ORDER BY place) FILTER (kind IS DISTINCT FROM 'repeat') AS path,
                count_if(kind = 'hop') AS hops, count_if(kind = 'repeat') AS repeats,
                count_if(kind = 'hop' AND cause <> 'chosen') AS forced_hops,
                count_if(kind = 'hop' AND cause IS NOT NULL) AS judged_hops,
                count_if(is_reexplained) AS reexplained
            FROM step GROUP BY root
        ) USING (root)
    """)


def insert_matters(con: duckdb.DuckDBPyConnection) -> None:
    """Add one row a matter; what has one contact only is that contact."""
    one = {
        "contacts": "1", "channels": "1", "hops": "0", "repeats": "0", "forced_hops": "0", "judged_hops": "0",
        "reexplained": "0", "path": "coalesce(i.channel, 'other')", "last_channel": "coalesce(i.channel, 'other')",
        "topic": "i.topic", "ended_local": ENDED_LOCAL,
    }  # fmt: skip
    alone = {
        "transfers": "i.transfer_count", "reopens": "i.reopen_count", "is_resolved": STATES_RESOLVED,
        "duration_seconds": f"CASE WHEN i.time_precision IS DISTINCT FROM 'day' THEN {CLOCK} END",
    }  # fmt: skip
    con.execute(f"""
        INSERT INTO matters BY NAME
        SELECT o.matter_id, o.person AS person_id, o.is_known AS is_person_known, i.started_local AS opened_local,
            {", ".join(f"i.{name}" for name in OF_THE_FIRST)},
            {", ".join(f"coalesce(s.{name}, {value}) AS {name}" for name, value in one.items())},
            {", ".join(f"CASE WHEN s.root IS NULL THEN {value} ELSE s.{name} END AS {name}" for name, value in alone.items())}
        FROM opening AS o JOIN interactions AS i ON i.rowid = o.row
        LEFT JOIN summary AS s ON s.root = o.root
    """)
