"""Chats as contacts: the messages of a conversation make one interaction a session.

A session ends when nobody writes for a day (chat_gap_hours). The person is whom the customer's messages name; while
the roles are unknown, direction and first response are too.
"""

from __future__ import annotations

import duckdb

from pipelines.derive.rows.every import show_every_row

SESSION_PREFIX = ":session:"  # in the record id, by which a re-load finds the sessions that were derived
# Sessions arrive with numbers below those of all staged records and above those of patched ones.
DERIVED = -(1 << 60)


def derive_chat_sessions(con: duckdb.DuckDBPyConnection, gap_hours: int) -> bool:
    """Let the sessions arrive that the messages give and that are not there as they should be, and those go that the messages
    give no more; say whether any did."""
    collect_sessions(con, gap_hours)
    columns = ", ".join(row[0] for row in con.execute("DESCRIBE temp.chat_session").fetchall())
    derived = f"contains(record_id, '{SESSION_PREFIX}') AND interaction_type = 'chat_session'"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE kept_session AS
        SELECT record_id FROM (SELECT {columns} FROM interactions WHERE {derived} INTERSECT SELECT {columns} FROM chat_session)
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE gone_session AS SELECT row FROM interactions
        WHERE {derived} AND record_id NOT IN (SELECT record_id FROM kept_session)
    """)
    removed = con.execute("INSERT INTO replaced_interactions FROM gone_session WHERE row >= 0").fetchone()
    con.execute("DELETE FROM arrived_interactions WHERE row IN (SELECT row FROM gone_session)")
    added = con.execute(
        f"INSERT INTO arrived_interactions BY NAME SELECT {DERIVED} - rowid AS row, * FROM chat_session"
        " WHERE record_id NOT IN (SELECT record_id FROM kept_session)"
    ).fetchone()
    show_every_row(con)  # what goes may be the first that goes
    return (removed, added) != ((0,), (0,))


def sessions_differ(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether contacts came that are chats which have sessions, or went that were: a look, for making all sessions is dear."""
    is_session = f"contains(record_id, '{SESSION_PREFIX}')"
    return any(
        con.execute(query).fetchone()
        for query in (
            "SELECT 1 FROM interactions WHERE conversation_id IS NOT NULL GROUP BY source, conversation_id"
            f" HAVING bool_or({is_session}) AND NOT bool_and({is_session}) LIMIT 1",
            "SELECT 1 FROM messages ANTI JOIN interactions USING (source, conversation_id)"
            " WHERE conversation_id IS NOT NULL AND sent_at IS NOT NULL AND sender_role IS DISTINCT FROM 'system' LIMIT 1",
        )
    )


def collect_sessions(con: duckdb.DuckDBPyConnection, gap_hours: int) -> None:
    """Make the temporary table `chat_session`, in columns of interactions.

    Messages of a conversation that was exported as a contact itself (a ticket and its comments) make no session.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE chat_session AS
        WITH message AS (
            SELECT *, sent_at - lag(sent_at) OVER chat > INTERVAL {gap_hours} HOUR IS NOT FALSE AS opens
            FROM messages AS m
            WHERE conversation_id IS NOT NULL AND sent_at IS NOT NULL AND sender_role IS DISTINCT FROM 'system'
            AND NOT EXISTS (
                SELECT 1 FROM interactions AS i WHERE i.source = m.source AND i.conversation_id = m.conversation_id
                AND NOT contains(i.record_id, '{SESSION_PREFIX}')
            )
            WINDOW chat AS (PARTITION BY source, conversation_id ORDER BY sent_at, file_id, source_line, record_id)
        ),
        numbered AS (
            SELECT *, sum(opens::INTEGER) OVER chat AS session,
                row_number() OVER chat AS place
            FROM message
            WINDOW chat AS (PARTITION BY source, conversation_id ORDER BY sent_at, file_id, source_line, record_id
                ROWS UNBOUNDED PRECEDING)
        ),
        session AS (
            SELECT source, conversation_id, session,
                min(sent_at) AS started_at,
                max(updated_at) AS updated_at,
                arg_min(file_id, place) AS file_id,
                arg_min(source_line, place) AS source_line,
                arg_min(channel, place) AS channel,
                arg_min(channel_native, place) AS channel_native,
                arg_min(stage, place) AS stage,
                arg_min(touchpoint, place) AS touchpoint,
                arg_min(topic, place) AS topic,
                arg_min(team, place) AS team,
                arg_min(agent, place) FILTER (sender_role = 'agent') AS agent,
                arg_min(country, place) AS country,
                arg_min(language, place) AS language,
                arg_min(attributes, place) AS attributes,
                arg_min(time_precision, place) AS time_precision,
                arg_min(email, place) FILTER (sender_role = 'customer') AS email,
                arg_min(phone, place) FILTER (sender_role = 'customer') AS phone,
                arg_min(customer_id, place) FILTER (sender_role = 'customer') AS customer_id,
                arg_min(vendor_customer_id, place) FILTER (sender_role = 'customer') AS vendor_customer_id,
                arg_min(other_keys, place) FILTER (sender_role = 'customer') AS other_keys,
                arg_min(sender_role, place) FILTER (sender_role IN ('customer', 'agent')) AS spoke_first,
                min(sent_at) FILTER (sender_role = 'customer') AS asked_at,
                list(sent_at ORDER BY place) FILTER (sender_role = 'agent') AS agent_sent_at,
                list(place ORDER BY place) FILTER (sender_role = 'agent') AS agent_places,
                min(place) FILTER (sender_role = 'customer') AS asked_place
            FROM numbered
            GROUP BY source, conversation_id, session
        )
        SELECT
            source || '{SESSION_PREFIX}' || conversation_id || ':' || strftime(started_at, '%Y-%m-%dT%H:%M:%SZ') AS record_id,
            source, file_id, source_line, updated_at, email, phone, customer_id, vendor_customer_id,
            other_keys, channel, channel_native, stage, touchpoint, topic, team, agent, country, language, attributes,
            'chat_session' AS interaction_type,
            CASE spoke_first WHEN 'customer' THEN 'inbound' WHEN 'agent' THEN 'outbound' END AS direction,
            conversation_id, started_at, time_precision,
            epoch(agent_sent_at[list_position(list_transform(agent_places, lambda place: place > asked_place), true)]
                - asked_at) AS first_response_seconds
        FROM session
    """)
