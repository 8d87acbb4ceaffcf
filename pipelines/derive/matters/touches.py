"""Which contacts make matters, and whose they are.

A service contact that the customer began opens a matter. Visits, store visits, reviews join one; so do calls and mails
that the company began, only by an explicit link. What the company sends to many (ads, newsletters) does neither.
"""

from __future__ import annotations

import duckdb

from pipelines.derive.conversations import SESSION_PREFIX
from warehouse.config.codes import SERVICE_TYPES, STAGE_BY_INTERACTION_TYPE
from warehouse.tables.matters import CLOCK

DAY = 86_400_000_000  # microseconds
SENT_TYPES = (*STAGE_BY_INTERACTION_TYPE["awareness"], "survey_invite")


def names(values: tuple[str, ...]) -> str:
    """SQL of the values as texts, for IN (…)."""
    return ", ".join(f"'{value}'" for value in values)


SERVICE = f"(interaction_type IN ({names(SERVICE_TYPES)}) OR interaction_type IS NULL)"
BEGUN_BY_CUSTOMER = f"({SERVICE} AND (direction = 'inbound' OR direction IS NULL))"
SENT_BY_COMPANY = f"(NOT {SERVICE} AND (interaction_type IN ({names(SENT_TYPES)}) OR coalesce(direction IN ('outbound', 'internal'), false)))"
# Sessions that were derived from messages, and messages: their conversation_id is the chat, which goes on for years. A
# chat session of an export is a leg of its conversation like a call is.
IS_SESSION = f"(interaction_type IS NOT DISTINCT FROM 'message' OR contains(record_id, '{SESSION_PREFIX}'))"
# opens: begins a matter; visits: joins by topic or link; follows: the company's own call or mail, joins by link.
ROLE = f"CASE WHEN {BEGUN_BY_CUSTOMER} THEN 'opens' WHEN {SERVICE} THEN 'follows' ELSE 'visits' END"
# A date without a time is its midnight; who only joined on that day came after the contacts of the day.
STARTS = (
    f"epoch_us(started_at) + CASE WHEN time_precision = 'day' AND NOT {BEGUN_BY_CUSTOMER} THEN {DAY} - 1 ELSE 0 END"
)
CASE_LINK = "CASE WHEN case_id IS NOT NULL THEN hash('case', case_id) END"
ORDER_LINK = "CASE WHEN order_id IS NOT NULL THEN hash('order', order_id) END"
CONVERSATION_LINK = (
    f"CASE WHEN conversation_id IS NOT NULL AND NOT {IS_SESSION} THEN hash('conversation', source, conversation_id) END"
)
# Contacts within a matter: in order, an opener first; legs of a conversation on one channel are one contact.
IS_CONTACT = f"{ROLE} <> 'follows'"
ORDER_WITHIN = f"{STARTS}, NOT {BEGUN_BY_CUSTOMER}, record_id"
CONTACT = f"CASE WHEN conversation_id IS NULL OR {IS_SESSION} THEN hash(record_id) ELSE hash(source, conversation_id, channel) END"
TOUCH = f"started_at IS NOT NULL AND NOT {SENT_BY_COMPANY}"
LINKED = "coalesce(case_id, order_id, conversation_id) IS NOT NULL"


def collect_touches(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary tables `touch` (one row per contact that may belong to a person's matter) and `alone`.

    `alone` are openers of nobody known. Needs the temporary `stray_owner` (row, person: contacts of nobody known that are
    one known person's). Times in microseconds UTC; topic and links are hashes.
    """
    columns = f"""
        {ROLE} AS role, {STARTS} AS starts, {STARTS} + CAST(1e6 * {CLOCK} AS BIGINT) AS ends,
        CASE WHEN topic IS NOT NULL THEN hash(topic) END AS topic,
        {CASE_LINK} AS case_link, {ORDER_LINK} AS order_link, {CONVERSATION_LINK} AS conversation
    """
    may_join = f"({BEGUN_BY_CUSTOMER} OR topic IS NOT NULL OR {LINKED})"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE touch AS
        SELECT rowid AS row, person_id AS person, {columns} FROM interactions
        WHERE is_person_known AND {TOUCH} AND {may_join}
        UNION ALL
        SELECT row, person, {columns} FROM (SELECT rowid AS row, * FROM interactions) JOIN stray_owner USING (row)
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE alone AS
        SELECT rowid AS row, person_id AS person FROM interactions
        WHERE is_person_known IS NOT TRUE AND {TOUCH} AND {BEGUN_BY_CUSTOMER}
            AND rowid NOT IN (SELECT row FROM stray_owner)
    """)


def find_strays(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `stray` (row, self, person): contacts of nobody known that are one known person's.

    That person is the only one who has the same case, order or conversation; `self` is the number that the record itself
    has as a person. Needs the view of every contact with the person that it has now (rows/every.py).
    """
    con.execute(f"CREATE OR REPLACE TEMP TABLE stray_link AS {links_of('is_person_known IS NOT TRUE')}")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE stray AS
        SELECT stray.row, any_value(stray.person) AS self, min(known.person) AS person
        FROM stray_link AS stray
        JOIN (
            SELECT link, min(person) AS person, max(person) AS other FROM ({links_of("is_person_known")})
            WHERE link IN (SELECT link FROM stray_link) GROUP BY link
        ) AS known USING (link)
        GROUP BY stray.row HAVING min(known.person) = max(known.other)
    """)


def find_stray_owners(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `stray_owner` (row, person): the strays among the taken contacts, by their rowid there."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE stray_owner AS
        SELECT i.rowid AS row, stray.person FROM stray JOIN interactions AS i ON i.origin = stray.row
    """)


def links_of(whose: str) -> str:
    """SQL of the links (row, person, link) of the contacts that fulfil a condition."""
    return " UNION ALL ".join(
        f"SELECT row, person_id AS person, {link} AS link FROM interactions"
        f" WHERE {whose} AND {TOUCH} AND {column} IS NOT NULL AND {link} IS NOT NULL"
        for column, link in (
            ("case_id", CASE_LINK),
            ("order_id", ORDER_LINK),
            ("conversation_id", CONVERSATION_LINK),
        )
    )
