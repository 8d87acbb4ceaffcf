"""Of whom it is known when they began, and from when on silences are known: left truncation (Klein and Moeschberger, chapter 3).

When the data begin, everybody is seen for the first time. Who is first seen later than one journey pause after the first day of
the source was not there before, as far as silence can tell; earlier, only a customer record that was created within the data can.
A record that is older than the data says that its person is no beginner, whenever first seen.
"""

from __future__ import annotations

from datetime import timedelta

import duckdb

USUAL_DAYS = 30.0  # where too few silences are known for a pause or limit
# Of the silences; a segment of which next to nothing is known, such as visitors without a name, does not decide for all.
NEARLY_ALL = 0.95


def derive_beginnings(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Fill is_beginning_known of `persons` where it is another one yet; return facts of the version (ISO, reporting zone; absent
    without any activity): from when on nearly all silences that end a journey (pauses_known_from), or that mean leaving
    (limits_known_from), are known to."""
    con.execute(
        f"""
        UPDATE persons SET is_beginning_known = found.is_known
        FROM ({beginnings_sql()}) AS found
        WHERE found.person_id = persons.person_id AND persons.is_beginning_known IS DISTINCT FROM found.is_known
        """,
        {"usual": USUAL_DAYS},
    )
    [(first,)] = con.execute("SELECT min(first_active_local) FROM persons").fetchall()
    if first is None:
        return {}
    silences = {
        "pauses_known_from": longest_of_nearly_all(con, "journey_pauses", "pause_days"),
        "limits_known_from": longest_of_nearly_all(con, "inactivity_limits", "limit_days"),
    }
    return {name: (first + timedelta(days=days)).isoformat() for name, days in silences.items()}


def longest_of_nearly_all(con: duckdb.DuckDBPyConnection, table: str, days: str) -> float:
    """The silence in days that is as long as those of nearly all."""
    [(found,)] = con.execute(f"""
        SELECT min({days}) FROM (
            SELECT {days}, sum(gaps) OVER (ORDER BY {days}) >= {NEARLY_ALL} * sum(gaps) OVER () AS is_enough
            FROM {table} WHERE {days} IS NOT NULL
        ) WHERE is_enough
    """).fetchall()
    return float(found or USUAL_DAYS)


def beginnings_sql() -> str:
    """person_id, is_known, of every person."""
    return """
        SELECT person_id,
            CASE WHEN created_local <= first_active_local THEN created_local >= date_trunc('day', since)
                ELSE first_active_local >= since + coalesce(pause_days, $usual) * INTERVAL 1 DAY END AS is_known
        FROM persons
        JOIN (SELECT source, min(first_active_local) AS since FROM persons GROUP BY source) AS begun
            ON begun.source IS NOT DISTINCT FROM persons.source
        LEFT JOIN (SELECT person_id, min(created_local) AS created_local FROM customers GROUP BY person_id) AS record USING (person_id)
        LEFT JOIN journey_pauses AS pauses ON pauses.segment IS NOT DISTINCT FROM persons.segment
    """
