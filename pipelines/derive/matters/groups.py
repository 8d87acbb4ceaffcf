"""Contacts of one person that lie close together and are about the same thing, by their times and subjects.

The subject is topic, order and case, where both contacts know it. One that does not know takes it from the last one
before that does, else from the first one after. Explicit links come later (links.py) and go before all this.
"""

from __future__ import annotations

import duckdb

BEFORE = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
SO_FAR = "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
FROM_HERE = "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING"


def group_touches(con: duckdb.DuckDBPyConnection, gap: int) -> None:
    """Make the temporary table `grouped` (row, node): the contacts that needed a look, with the node that they are in.

    An opener that is not in it is a node of its own, by its row; a node is named by the row of one of its openers.
    `gap` is in microseconds. Needs `touch` and `shared_link` (links.find_shared_links).
    """
    find_crowded(con, gap)
    place_touches(con)
    fill_subjects(con, gap)
    invite_visits(con)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE grouped AS
        WITH run AS ({runs("sequence", "person, topic, order_link, case_link", gap)}),
        begun AS (
            SELECT row, role, min(CASE WHEN role = 'opens' THEN row END) OVER whole AS node,
                bool_or(role = 'opens') OVER (whole ORDER BY place {SO_FAR}) AS is_open
            FROM run
            WINDOW whole AS (PARTITION BY person, topic, order_link, case_link, run)
        )
        SELECT row, node FROM begun WHERE is_open
    """)


def find_crowded(con: duckdb.DuckDBPyConnection, gap: int) -> None:
    """Make the temporary table `crowded` (row): openers, and visits with a topic, within the gap of another of their person.

    One pass sorts out the many that stand alone; ties in time are close together in any order. A visit that a link ties
    to an opener is that matter's, whatever its topic.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE crowded AS
        SELECT DISTINCT unnest([row, next]) AS row FROM (
            SELECT row, lead(row) OVER person_times AS next,
                lead(starts) OVER person_times <= max(ends) OVER (person_times {SO_FAR}) + {gap} AS is_followed
            FROM touch WHERE role = 'opens' OR (
                role = 'visits' AND topic IS NOT NULL AND row NOT IN (SELECT row FROM shared_link WHERE is_open)
            )
            WINDOW person_times AS (PARTITION BY person ORDER BY starts)
        )
        WHERE is_followed
    """)


def place_touches(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `placed`: the crowded ones in their order."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE placed AS
        SELECT touch.*, row_number() OVER (PARTITION BY person ORDER BY starts, role, record_id) AS place
        FROM touch SEMI JOIN crowded USING (row) JOIN interactions ON interactions.rowid = touch.row
    """)


def fill_subjects(con: duckdb.DuckDBPyConnection, gap: int) -> None:
    """Make the temporary table `subject`: the placed openers, with topic, order and case filled within each run."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE subject AS
        WITH run AS ({runs("(FROM placed WHERE role = 'opens')", "person", gap)}),
        with_topic AS (SELECT * REPLACE ({known_nearby("topic", "person, run")} AS topic) FROM run),
        with_order AS (
            SELECT * REPLACE ({known_nearby("order_link", "person, run, topic")} AS order_link) FROM with_topic
        )
        SELECT * REPLACE ({known_nearby("case_link", "person, run, topic, order_link")} AS case_link) FROM with_order
    """)


def invite_visits(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `sequence`: the openers and each visit, with the subject of the last opener of its topic."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE sequence AS
        WITH host AS (
            SELECT row AS visit, role, last_value(CASE WHEN role = 'opens' THEN row END IGNORE NULLS) OVER (
                PARTITION BY person, topic ORDER BY place {SO_FAR}
            ) AS opener
            FROM (FROM subject UNION ALL BY NAME FROM placed WHERE role = 'visits')
        )
        SELECT row, role, person, topic, order_link, case_link, starts, ends, place FROM subject
        UNION ALL
        SELECT placed.row, placed.role, placed.person, placed.topic, subject.order_link, subject.case_link,
            placed.starts, placed.ends, placed.place
        FROM host JOIN placed ON placed.row = host.visit JOIN subject ON subject.row = host.opener
        WHERE host.role = 'visits'
            AND coalesce(placed.order_link = subject.order_link, true)
            AND coalesce(placed.case_link = subject.case_link, true)
    """)


def runs(table: str, partition: str, gap: int) -> str:
    """SQL of the rows with the number of their run: a row that starts later than the gap after all ends begins another."""
    return f"""
        SELECT * EXCLUDE (latest), sum(CASE WHEN starts <= latest + {gap} THEN 0 ELSE 1 END) OVER (
            PARTITION BY {partition} ORDER BY place {SO_FAR}
        ) AS run
        FROM (SELECT *, max(ends) OVER (PARTITION BY {partition} ORDER BY place {BEFORE}) AS latest FROM {table})
    """


def known_nearby(column: str, partition: str) -> str:
    """SQL of a column: what the row says, else the last one before that says it, else the first one after."""
    window = f"PARTITION BY {partition} ORDER BY place"
    return (
        f"coalesce(last_value({column} IGNORE NULLS) OVER ({window} {SO_FAR}),"
        f" first_value({column} IGNORE NULLS) OVER ({window} {FROM_HERE}))"
    )
