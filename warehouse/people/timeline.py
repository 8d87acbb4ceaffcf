"""Everything that is known of one person, in the order in which it happened, across all tables. Read only, in frames."""

import polars as pl

from warehouse.store.engine import Engine

# What the company sends or shows, and looking around: no contact, unless it belongs to a matter (looking for the state of a
# claim in the app).
TOUCH_TYPES = ("ad_touch", "email_touch", "push_touch", "sms_touch", "survey_invite")
VISIT_TYPES = ("visit", "page_view", "screen_view", "site_visit", "search", "cart", "checkout_step")
TABLE_OF = {
    "contact": "interactions", "touch": "interactions", "visit": "interactions", "message": "messages",
    "score": "responses", "order": "orders", "refund": "orders", "invitation": "survey_requests",
    "started": "subscriptions", "ended": "subscriptions", "snapshot": "subscriptions", "registered": "customers",
}  # fmt: skip
KINDS = tuple(TABLE_OF)
COMMON = (
    "record_id, source, file_id, source_line, person_id, time_precision, channel, stage, touchpoint, topic, team, agent"
)
TOUCHES, VISITS = (", ".join(f"'{name}'" for name in names) for names in (TOUCH_TYPES, VISIT_TYPES))
# One SELECT a table; what a table does not know stays NULL (UNION ALL BY NAME).
EVENTS = f"""
    SELECT {COMMON},
        CASE WHEN interaction_type IN ({TOUCHES}) THEN 'touch' WHEN interaction_type IN ({VISITS}) AND matter_id IS NULL THEN 'visit'
             ELSE 'contact' END AS kind,
        started_local AS time, ended_local AS until, interaction_type, direction, conversation_id, case_id, order_id,
        is_abandoned, is_resolved, is_handed_off, has_context, is_converted, transfer_count, reopen_count,
        wait_seconds, first_response_seconds, handle_seconds, resolution_seconds, comment AS words, matter_id,
        attributes['action'] AS action
    FROM interactions WHERE person_id = $1
    UNION ALL BY NAME
    SELECT {COMMON}, 'message' AS kind, sent_local AS time, conversation_id, sender_role, comment AS words
    FROM messages WHERE person_id = $1
    UNION ALL BY NAME
    SELECT {COMMON}, 'score' AS kind, answered_local AS time, interaction_id, survey, metric, raw_score, score, scale,
        scale_max, comment AS words
    FROM responses WHERE person_id = $1
    UNION ALL BY NAME
    SELECT {COMMON}, 'invitation' AS kind, requested_local AS time, survey, is_answered
    FROM survey_requests WHERE person_id = $1
    UNION ALL BY NAME
    SELECT {COMMON}, CASE WHEN amount < 0 THEN 'refund' ELSE 'order' END AS kind, ordered_local AS time, status,
        amount, refunded_amount, currency, item_count
    FROM orders WHERE person_id = $1
    UNION ALL BY NAME
    SELECT {COMMON}, CASE WHEN snapshot_on IS NOT NULL THEN 'snapshot' ELSE 'started' END AS kind,
        coalesce(CAST(snapshot_on AS TIMESTAMP), started_local) AS time, plan, status, is_lost,
        monthly_amount AS amount, currency
    FROM subscriptions WHERE person_id = $1
    UNION ALL BY NAME
    SELECT {COMMON}, 'ended' AS kind, ended_local AS time, plan, status, churn_reason, monthly_amount AS amount, currency
    FROM subscriptions WHERE person_id = $1 AND ended_local IS NOT NULL AND snapshot_on IS NULL
    UNION ALL BY NAME
    SELECT {COMMON}, 'registered' AS kind, created_local AS time FROM customers WHERE person_id = $1
"""
# A message belongs to the contact of its conversation that began last before it; a score to the contact that it rates.
TIED = f"""
    event AS ({EVENTS}),
    contact AS (
        SELECT record_id, source, conversation_id, started_local, matter_id
        FROM interactions WHERE person_id = $1 AND conversation_id IS NOT NULL
    ),
    written_to AS (
        SELECT m.record_id, max_by(c.record_id, c.started_local) AS contact_id,
            max_by(c.matter_id, c.started_local) AS matter_id
        FROM event AS m JOIN contact AS c
            ON c.source = m.source AND c.conversation_id = m.conversation_id AND c.started_local <= m.time
        WHERE m.kind = 'message' GROUP BY m.record_id
    ),
    tied AS (
        SELECT e.* REPLACE (coalesce(e.matter_id, w.matter_id, rated.matter_id) AS matter_id),
            coalesce(e.interaction_id, w.contact_id) AS contact_id
        FROM event AS e
        LEFT JOIN written_to AS w ON w.record_id = e.record_id AND e.kind = 'message'
        LEFT JOIN (SELECT record_id, matter_id FROM interactions WHERE person_id = $1) AS rated
            ON rated.record_id = e.interaction_id
    )
"""


def person_events(engine: Engine, person_id: int, limit: int, offset: int = 0) -> pl.DataFrame:
    """The newest `limit` events of a person before the `offset` newest, oldest first; what has no time comes first.

    `kind` (KINDS), `time` (reporting zone; `time_precision` 'day': a date), `until`, place, what it was (columns of its
    table; NULL where its table has none), `agent_name` of a directory (NULL: none, or two of them), `words`, `record_id`,
    `source`, `file_id`, `file` (its name), `source_line`, `matter_id`, `contact_id` (the contact that it belongs to or
    rates), and of the step that led to it: `step_kind` (hop, repeat), `cause`, `is_reexplained`, `between_seconds`,
    `from_channel`, `step_cost`, `step_currency`.
    """
    return engine.query(
        f"""
        WITH {TIED}
        SELECT t.* EXCLUDE (person_id, interaction_id), f.name AS file, a.agent_name, s.kind AS step_kind, s.cause,
            s.is_reexplained, s.between_seconds, s.from_channel, s.cost AS step_cost, s.currency AS step_currency
        FROM (FROM tied ORDER BY time DESC NULLS LAST, kind DESC, record_id DESC LIMIT $2 OFFSET $3) AS t
        LEFT JOIN files AS f USING (file_id)
        LEFT JOIN (SELECT agent, any_value(agent_name) AS agent_name FROM agents GROUP BY agent
            HAVING count(DISTINCT agent_name) = 1) AS a USING (agent)
        LEFT JOIN (FROM matter_steps WHERE person_id = $1) AS s
            ON s.record_id = t.record_id AND t.kind IN ('contact', 'touch', 'visit')
        ORDER BY t.time NULLS FIRST, t.kind, t.record_id""",
        (person_id, limit, offset),
    )


def count_events(engine: Engine, person_id: int) -> dict[str, int]:
    """How many events of each kind a person has; kinds without any are absent."""
    frame = engine.query(
        f"SELECT kind, CAST(count(*) AS BIGINT) AS events FROM ({EVENTS}) AS e GROUP BY kind", (person_id,)
    )
    return {str(kind): int(events) for kind, events in frame.iter_rows()}


def person_matters(engine: Engine, person_id: int) -> pl.DataFrame:
    """The matters of a person, the first opened first: the columns of the table matters, without attributes."""
    return engine.query(
        "SELECT * EXCLUDE (attributes, file_id) FROM matters WHERE person_id = ? ORDER BY opened_local, matter_id",
        (person_id,),
    )


def stored_record(engine: Engine, kind: str, record_id: str) -> pl.DataFrame:
    """The record of an event as it is stored, all columns; no row when it is not stored."""
    return engine.query(f"SELECT * FROM {TABLE_OF[kind]} WHERE record_id = ? LIMIT 1", (record_id,))
