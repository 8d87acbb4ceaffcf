"""How content the customer was at the end of a matter: its last answer.

Answers that rate one of its contacts come first; without any, what its person answered from its start until the gap
after its end, on a channel of its contacts or in a survey. An answer is of one matter: of several, the last opened.
"""

from __future__ import annotations

import duckdb

from pipelines.derive.rows.lend import is_left

DAY = 86_400_000_000  # microseconds
SCORES = ("is_satisfied", "last_metric", "last_score", "last_scale")
OF_THE_ANSWER = f"""r.record_id, r.person_id, r.is_person_known, r.channel, r.topic, r.metric, r.score, r.scale, r.top_box_min,
    r.answered_at, r.answered_local,
    r.answered_local + CASE WHEN r.time_precision = 'day' THEN to_microseconds({DAY - 1}) ELSE to_microseconds(0) END AS answered_by"""
IS_GIVEN = "r.score IS NOT NULL AND r.answered_local IS NOT NULL"


def collect_scores(con: duckdb.DuckDBPyConnection, gap_days: int) -> None:
    """Make the temporary table `matter_score`, of the matters that are `made`.

    Looks at the taken answers, and at those of other persons that rate a taken contact.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE answer AS
        SELECT {OF_THE_ANSWER}, assigned.matter_id, r.interaction_id IN (SELECT record_id FROM rated_contact) IS TRUE AS rates_contact
        FROM responses AS r LEFT JOIN interactions AS i ON i.record_id = r.interaction_id
        LEFT JOIN assigned ON assigned.row = i.rowid
        WHERE {IS_GIVEN}
        UNION ALL
        SELECT {OF_THE_ANSWER}, assigned.matter_id, true
        FROM (FROM building.responses WHERE {is_left("responses")}) AS r
        JOIN interactions AS i ON i.record_id = r.interaction_id LEFT JOIN assigned ON assigned.row = i.rowid
        WHERE {IS_GIVEN}
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE matter_answer AS
        SELECT matter_id, true AS is_tied, record_id, metric, score, scale, top_box_min, answered_at FROM answer
        WHERE matter_id IS NOT NULL
        UNION ALL
        SELECT m.matter_id, false, a.record_id, a.metric, a.score, a.scale, a.top_box_min, a.answered_at
        FROM answer AS a
        JOIN made AS m ON m.person_id = a.person_id AND m.opened_local <= a.answered_by
            AND a.answered_local <= m.ended_local + INTERVAL {gap_days} DAY
        WHERE NOT a.rates_contact AND a.is_person_known AND m.is_person_known
            AND (a.channel = 'survey' OR a.channel IS NULL OR list_contains(string_split(m.path, ' > '), a.channel))
            AND coalesce(a.topic = m.topic, true)
        QUALIFY row_number() OVER (PARTITION BY a.record_id ORDER BY m.opened_local DESC, m.matter_id) = 1
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE matter_score AS
        SELECT matter_id,
            arg_max(score >= top_box_min, latest) FILTER (metric = 'csat' AND top_box_min IS NOT NULL) AS is_satisfied,
            arg_max(metric, latest) AS last_metric, arg_max(score, latest) AS last_score,
            arg_max_null(scale, latest) AS last_scale
        FROM (SELECT *, (is_tied, answered_at, record_id) AS latest FROM matter_answer) GROUP BY matter_id
    """)
