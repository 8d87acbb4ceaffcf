"""Of whom it is known when they began, and from when on silences are known: left truncation (Klein and Moeschberger, chapter 3).

When the data begin, everybody is seen for the first time. Who is first seen later than one inactivity limit after the first day of
the source was not there before, as far as silence can tell; earlier, only a customer record that was created within the data can.
A record that is older than the data says that its person is no beginner, whenever first seen.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import duckdb

USUAL_LIMIT_DAYS = 30.0  # where too few silences are known for a limit
# Of the silences; a segment of which next to nothing is known, such as visitors without a name, does not decide for all.
NEARLY_ALL = 0.95


def derive_beginnings(con: duckdb.DuckDBPyConnection) -> datetime | None:
    """Fill is_beginning_known of `persons` where it is another one yet; from when on nearly all silences that reach the limit
    are known to (reporting zone); None without any activity."""
    con.execute(
        f"""
        UPDATE persons SET is_beginning_known = found.is_known
        FROM ({beginnings_sql()}) AS found
        WHERE found.person_id = persons.person_id AND persons.is_beginning_known IS DISTINCT FROM found.is_known
        """,
        {"usual": USUAL_LIMIT_DAYS},
    )
    [(first, limit_days)] = con.execute(f"""
        SELECT (SELECT min(first_active_local) FROM persons), min(limit_days) FROM (
            SELECT limit_days, sum(gaps) OVER (ORDER BY limit_days) >= {NEARLY_ALL} * sum(gaps) OVER () AS is_enough
            FROM inactivity_limits WHERE limit_days IS NOT NULL
        ) WHERE is_enough
    """).fetchall()
    return first + timedelta(days=limit_days or USUAL_LIMIT_DAYS) if first else None


def beginnings_sql() -> str:
    """person_id, is_known, of every person."""
    return """
        SELECT person_id,
            CASE WHEN created_local <= first_active_local THEN created_local >= date_trunc('day', since)
                ELSE first_active_local >= since + coalesce(limit_days, $usual) * INTERVAL 1 DAY END AS is_known
        FROM persons
        JOIN (SELECT source, min(first_active_local) AS since FROM persons GROUP BY source) AS begun
            ON begun.source IS NOT DISTINCT FROM persons.source
        LEFT JOIN (SELECT person_id, min(created_local) AS created_local FROM customers GROUP BY person_id) AS record USING (person_id)
        LEFT JOIN inactivity_limits AS limits ON limits.segment IS NOT DISTINCT FROM persons.segment
    """
