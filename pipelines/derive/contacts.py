"""What a contact is to its person: how long since the one before and until the next, which matter, known elsewhere too.

Contacts here are service contacts of known persons that the company did not start: marketing touches, views and
reviews open no matter, outbound follow-ups are no repeats. All others have no contact before or after. Times run from
start to start, on the same channel. The time until the next order, unless it was cancelled, is of every interaction of
a known person.
"""

from __future__ import annotations

import duckdb

from pipelines.derive.identity.keys import TABLES
from pipelines.derive.legs import LEG_JOIN, OF_THE_LEG, find_legs
from pipelines.derive.matters.build import assign_matters
from pipelines.derive.matters.scores import SCORES
from pipelines.derive.matters.touches import BEGUN_BY_CUSTOMER, CONVERSATION_LINK, DAY

# What is written into the contact t, by column, and the temporary tables that know it.
OF_THE_CONTACT = {
    "previous_contact_seconds": "gap.previous_contact_seconds", "next_contact_seconds": "gap.next_contact_seconds",
    "next_order_seconds": "gap.next_order_seconds", "matter_id": "assigned.matter_id",
    "is_whole_matter": "whole_matter.row IS NOT NULL",
} | {f"matter_{name}": f"whole_matter.{name}" for name in SCORES} | {
    "is_person_matched": "CASE WHEN t.is_person_known THEN matched_person.person IS NOT NULL END",
} | OF_THE_LEG  # fmt: skip
JOINS = f"""LEFT JOIN gap ON gap.row = t.rowid LEFT JOIN assigned ON assigned.row = t.rowid
    LEFT JOIN whole_matter ON whole_matter.row = t.rowid LEFT JOIN matched_person ON matched_person.person = t.person_id
    {LEG_JOIN}"""


def derive_contacts(con: duckdb.DuckDBPyConnection, gap_days: int) -> None:
    """Make the temporary tables `gap` (row and the three times), `matched_person` (person), `leg` (legs.py), and of the matters
    those of assign_matters. `row` is the rowid in interactions. Needs `stray_owner`."""
    assign_matters(con, gap_days)
    collect_moments(con)
    collect_gaps(con, has_legs(con))
    find_matched_persons(con)
    find_legs(con)


def find_matched_persons(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `matched_person` (person): who is known from several sources, in any table but lists of customers.

    A list that holds every customer would match everybody whom it knows, whatever became of them in the other systems.
    """
    sources = " UNION ALL ".join(
        f"SELECT person_id AS person, min(hash(source)) AS low, max(hash(source)) AS high FROM {table}"
        " WHERE is_person_known GROUP BY person_id"
        for table in TABLES
        if table != "customers"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE matched_person AS SELECT person FROM ({sources})"
        " GROUP BY person HAVING min(low) < max(high)"
    )


def collect_moments(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `moment`: interactions (with their rowid) and orders (row NULL) of known persons.

    `lane` is the person on a channel, for service contacts. Whole numbers sort three times faster than timestamps and
    texts do: 1.0 against 3.8 s at ten million rows.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE moment AS
        SELECT rowid AS row, person_id AS person, epoch_us(started_at) AS time, hash(record_id) AS tie,
            CASE WHEN {BEGUN_BY_CUSTOMER} THEN hash(person_id, channel) END AS lane,
            {CONVERSATION_LINK} AS conversation
        FROM interactions WHERE is_person_known AND started_at IS NOT NULL
    """)
    # An order follows every contact at the same moment; one that has only a date, every contact of that day.
    con.execute(f"""
        INSERT INTO moment BY NAME
        SELECT person_id AS person, 18446744073709551615::UBIGINT AS tie,
            epoch_us(ordered_at) + CASE WHEN time_precision = 'day' THEN {DAY} - 1 ELSE 0 END AS time
        FROM orders WHERE is_person_known AND ordered_at IS NOT NULL AND status IS DISTINCT FROM 'cancelled'
            AND coalesce(amount, 0) >= 0 -- no refund of its own
    """)


def has_legs(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether any conversation has several contacts on a channel, such as a call and its transfer."""
    return (
        con.execute(
            "SELECT 1 FROM moment WHERE lane IS NOT NULL AND conversation IS NOT NULL"
            " GROUP BY lane, conversation HAVING count(*) > 1 LIMIT 1"
        ).fetchone()
        is not None
    )


def collect_gaps(con: duckdb.DuckDBPyConnection, has_legs: bool) -> None:
    """Make the temporary table `gap`: the three times by row."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE gap AS
        SELECT row, (time - lag(time) OVER contacts) / 1e6 AS previous_contact_seconds,
            (lead(time) OVER contacts - time) / 1e6 AS next_contact_seconds,
            (next_order_at - time) / 1e6 AS next_order_seconds
        FROM (
            SELECT row, time, tie, coalesce(lane, tie) AS lane,
                min(CASE WHEN row IS NULL THEN time END) OVER (
                    PARTITION BY person ORDER BY time, tie ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
                ) AS next_order_at
            FROM moment
        )
        WHERE row IS NOT NULL
        WINDOW contacts AS (PARTITION BY lane ORDER BY time, tie)
    """)
    if has_legs:
        skip_own_legs(con)


def skip_own_legs(con: duckdb.DuckDBPyConnection) -> None:
    """Legs of one conversation are no repeats of each other: their next contact is of another conversation.

    The time since the contact before stays that since the leg before, so that a later leg is never a first contact.
    """
    con.execute("""
        UPDATE gap SET next_contact_seconds = (later.next_start - time) / 1e6
        FROM moment JOIN (
            SELECT lane, contact, lead(start) OVER (PARTITION BY lane ORDER BY start, contact) AS next_start
            FROM (
                SELECT lane, coalesce(conversation, tie) AS contact, min(time) AS start
                FROM moment WHERE lane IS NOT NULL GROUP BY 1, 2
            )
        ) AS later ON later.lane = moment.lane AND later.contact = coalesce(moment.conversation, moment.tie)
        WHERE gap.row = moment.row
    """)
