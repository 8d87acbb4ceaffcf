"""Matters: one person's runs of contacts about one thing, across channels.

Order: whose contacts (matter_contacts), links and groups (matter_links, matter_groups), steps (matter_steps), the
table; costs (contact_costs) and scores (matter_scores) are attached last, because other contacts and answers move them.
"""

from __future__ import annotations

import duckdb

from pipelines.derive.clear import clear_taken
from pipelines.derive.identity.keys import number
from pipelines.derive.matters.contact_costs import collect_costs, write_costs
from pipelines.derive.matters.groups import group_touches
from pipelines.derive.matters.links import find_shared_links, unite_linked
from pipelines.derive.matters.scores import SCORES, collect_scores
from pipelines.derive.matters.steps import collect_units, fill_steps
from pipelines.derive.matters.touches import collect_touches
from warehouse.tables.blocks import DIMENSIONS, RECORD, TIME_PRECISION, names_of
from warehouse.tables.matters import ENDED_LOCAL, OF_ONE_CONTACT, STATES_RESOLVED

DAY = 86_400_000_000  # microseconds
# A matter's topic is the first that is known, whichever contact says it.
OF_THE_FIRST = tuple(name for name in names_of((*RECORD, *DIMENSIONS, TIME_PRECISION)) if name != "topic")
# What the summary of several contacts says instead of the one contact.
SUMMARY = (
    "contacts", "channels", "hops", "repeats", "forced_hops", "judged_hops", "reexplained", "last_channel", "transfers", "reopens",
    "is_resolved", "is_first_abandoned", "is_first_handed_off", "duration_seconds",
)  # fmt: skip
MATTER_ID = number("'matter'", "i.record_id")


def assign_matters(con: duckdb.DuckDBPyConnection, gap_days: int) -> None:
    """Make the temporary tables `assigned` (row, matter_id), `made`, `summary`, `step` and `matter_score`: the matters of the
    contacts; and `whole_matter`: the rows of those that are one of their own, with its score.

    Needs `stray_owner`.
    """
    collect_touches(con)
    find_shared_links(con)
    group_touches(con, gap_days * DAY)
    unite_linked(con)
    order_contacts(con)
    find_openings(con)
    collect_units(con)
    summarise_contacts(con)
    make_matters(con)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE assigned AS
        SELECT row, matter_id FROM made
        UNION ALL
        SELECT several.row, made.matter_id FROM several JOIN made ON made.root = several.root WHERE several.place > 1
    """)
    collect_scores(con, gap_days)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE whole_matter AS SELECT row, {", ".join(SCORES)}
        FROM made LEFT JOIN matter_score USING (matter_id) WHERE is_whole
    """)
    # Most matters are one contact: what is kept of them is kept with it.
    con.execute("CREATE OR REPLACE TEMP TABLE made AS FROM made WHERE NOT is_whole")


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


def find_openings(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `opening` (row, person, is_known, root): the first contact of each matter."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE opening AS
        SELECT row, person, true AS is_known, NULL::BIGINT AS root FROM touch
        WHERE role = 'opens' AND row NOT IN (SELECT row FROM several)
        UNION ALL SELECT row, person, true, root FROM several WHERE place = 1
        UNION ALL SELECT row, person, false, NULL FROM alone
    """)


def summarise_contacts(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `summary`: what matters with several contacts say, by root."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE summary AS
        SELECT * FROM (
            SELECT root, arg_min(topic, place) FILTER (role <> 'follows') AS topic,
                max({ENDED_LOCAL}) AS ended_local,
                CASE WHEN count(*) FILTER (time_precision = 'day') = 0 THEN (max(ends) - min(starts)) / 1e6 END AS duration_seconds,
                sum(transfer_count) FILTER (role <> 'follows') AS transfers,
                sum(reopen_count) FILTER (role <> 'follows') AS reopens,
                arg_max({STATES_RESOLVED}, place) AS is_resolved
            FROM several JOIN interactions AS i ON i.rowid = several.row
            GROUP BY root
        )
        JOIN (
            SELECT root, count(*) AS contacts, count(DISTINCT channel) AS channels, arg_max(channel, place) AS last_channel,
                string_agg(channel, ' > ' ORDER BY place) FILTER (kind IS DISTINCT FROM 'repeat') AS path,
                count(*) FILTER (kind = 'hop') AS hops, count(*) FILTER (kind = 'repeat') AS repeats,
                count(*) FILTER (kind = 'hop' AND cause <> 'chosen') AS forced_hops,
                count(*) FILTER (kind = 'hop' AND cause IS NOT NULL) AS judged_hops,
                count(*) FILTER (is_reexplained) AS reexplained,
                bool_or(is_abandoned) FILTER (kind IS NULL) AS is_first_abandoned,
                bool_or(is_handed_off) FILTER (kind IS NULL) AS is_first_handed_off
            FROM step GROUP BY root
        ) USING (root)
    """)


def make_matters(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `made`: the matters by the row and root of their first contact, with what scores look at.

    `is_whole`: it is that contact, of the same person, and nothing else.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE made AS
        SELECT o.row, o.root, {MATTER_ID} AS matter_id, o.person AS person_id, o.is_known AS is_person_known,
            o.root IS NULL AND o.person = i.person_id AS is_whole,
            i.started_local AS opened_local, coalesce(s.ended_local, {ENDED_LOCAL}) AS ended_local,
            coalesce(s.path, i.channel, 'other') AS path, coalesce(s.topic, i.topic) AS topic
        FROM opening AS o JOIN interactions AS i ON i.rowid = o.row LEFT JOIN summary AS s ON s.root = o.root
    """)


def fill_matters(con: duckdb.DuckDBPyConnection, *, everything: bool) -> None:
    """Replace the rows of `matters_of_several` and `matter_steps` of the persons in `scope_person`, or all; and what costs say
    of all.

    Needs what assign_matters made, and the contacts both taken and written.
    """
    for table in ("matters_of_several", "matter_steps"):
        clear_taken(con, table, everything=everything)
    collect_costs(con)
    write_costs(con)
    insert_matters(con)
    fill_steps(con)


def insert_matters(con: duckdb.DuckDBPyConnection) -> None:
    """Add one row for each matter that is more than its contact."""
    one = {name: value for name, value in OF_ONE_CONTACT.items() if name in SUMMARY}
    values = ", ".join(
        f"CASE WHEN m.root IS NULL THEN {value} ELSE s.{name} END AS {name}" for name, value in one.items()
    )
    con.execute(f"""
        INSERT INTO matters_of_several BY NAME
        SELECT m.* EXCLUDE (row, root, is_whole), {", ".join(f"i.{name}" for name in OF_THE_FIRST)}, {values},
            c.cost, c.currency, {", ".join(f"score.{name}" for name in SCORES)}
        FROM made AS m JOIN interactions AS i ON i.rowid = m.row LEFT JOIN summary AS s ON s.root = m.root
        LEFT JOIN matter_cost AS c ON c.matter_id = m.matter_id
        LEFT JOIN matter_score AS score ON score.matter_id = m.matter_id
    """)
