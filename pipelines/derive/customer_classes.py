"""Best and worst customers: by what they brought in, and by how faithful they are.

value_class, among customers whose orders state amounts in one currency, by revenue of all time against customers of the same currency
(currencies are never converted): best, the top fifth; worst, the bottom fifth; middle, the others. Who brought in the same is of
the same class, by the middle of their ranks. NULL: no such order, or fewer than LEAST_CUSTOMERS of the currency.

loyalty_class, of every person, when the data end, the first that fits: lapsed, silent for longer than the inactivity limit,
or their last subscription ended; loyal, orders on LOYAL_DAYS days or a subscription that has run for a year; new, first active within
the journey pause of the segment; other.
"""

from __future__ import annotations

from datetime import datetime

import duckdb

BEST, WORST = 0.8, 0.2
LEAST_CUSTOMERS = 5  # a fifth of fewer is nobody
LOYAL_DAYS = 3  # two may be one purchase in two parts
LOYAL_SUBSCRIPTION_DAYS = 365


def derive_customer_classes(con: duckdb.DuckDBPyConnection, data_until: datetime | None) -> None:
    """Fill orders, revenue, currency, value_class and loyalty_class of `persons`, which derive_loyalty made before, where they
    are others yet."""
    if data_until is None:
        return
    collect_bought(con)
    collect_subscribed(con, data_until)
    names = ("orders", "revenue", "currency", "value_class", "loyalty_class")
    differs = " OR ".join(f"persons.{name} IS DISTINCT FROM found.{name}" for name in names)
    con.execute(
        f"""
        UPDATE persons SET {", ".join(f"{name} = found.{name}" for name in names)}
        FROM ({classes_sql()}) AS found WHERE persons.person_id = found.person_id AND ({differs})
        """,
        {"until": data_until},
    )


def collect_bought(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `bought`: one row per person with an order that was not cancelled.

    A refund that the till books as a row of its own, with a negative amount, takes off revenue but is no order.
    """
    con.execute("""
        CREATE OR REPLACE TEMP TABLE bought AS
        SELECT person_id, count(*) FILTER (WHERE coalesce(amount, 0) >= 0) AS orders,
            count(DISTINCT date_trunc('day', ordered_local)) FILTER (WHERE coalesce(amount, 0) >= 0) AS days,
            CASE WHEN count(DISTINCT currency) FILTER (WHERE amount IS NOT NULL) = 1
                THEN CAST(sum(amount - coalesce(refunded_amount, 0)) AS DOUBLE) END AS revenue,
            CASE WHEN count(DISTINCT currency) FILTER (WHERE amount IS NOT NULL) = 1
                THEN max(currency) FILTER (WHERE amount IS NOT NULL) END AS currency
        FROM orders WHERE is_person_known AND coalesce(status, '') <> 'cancelled'
        GROUP BY person_id
    """)


def collect_subscribed(con: duckdb.DuckDBPyConnection, data_until: datetime) -> None:
    """Make the temporary table `subscribed`: since when a person has had the oldest running one; NULL: all have ended."""
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE subscribed AS
        SELECT person_id, min(started_local) FILTER (WHERE ended_local IS NULL OR ended_local > $until) AS since
        FROM subscriptions
        WHERE is_person_known AND snapshot_on IS NULL AND started_local IS NOT NULL AND started_local <= $until
        GROUP BY person_id
        """,
        {"until": data_until},
    )


def classes_sql() -> str:
    """person_id and the five columns, of every person."""
    is_lapsed = "silent.person_id IS NOT NULL OR (subscribed.person_id IS NOT NULL AND since IS NULL)"
    is_loyal = f"days >= {LOYAL_DAYS} OR since <= $until - INTERVAL {LOYAL_SUBSCRIPTION_DAYS} DAY"
    is_new = "first_active_local > $until - pause_days * INTERVAL 1 DAY"
    return f"""
        SELECT persons.person_id, coalesce(bought.orders, 0) AS orders, bought.revenue, bought.currency,
            CASE WHEN rank IS NULL THEN NULL WHEN rank >= {BEST} THEN 'best' WHEN rank <= {WORST} THEN 'worst'
                ELSE 'middle' END AS value_class,
            CASE WHEN {is_lapsed} THEN 'lapsed' WHEN {is_loyal} THEN 'loyal' WHEN {is_new} THEN 'new'
                ELSE 'other' END AS loyalty_class
        FROM persons
        LEFT JOIN bought USING (person_id)
        LEFT JOIN subscribed USING (person_id)
        LEFT JOIN journey_pauses AS pauses ON pauses.segment IS NOT DISTINCT FROM persons.segment
        LEFT JOIN (
            SELECT person_id FROM activity_spells GROUP BY person_id HAVING count(*) = count(ended_local)
        ) AS silent USING (person_id)
        LEFT JOIN ({ranks_sql()}) AS ranked USING (person_id)
    """


def ranks_sql() -> str:
    """person_id, rank: 0 … 1 among the customers of the currency, the middle one of those who brought in the same."""
    return f"""
        SELECT person_id, (rank() OVER (PARTITION BY currency ORDER BY revenue) - 1
            + count(*) OVER (PARTITION BY currency, revenue) / 2) / count(*) OVER (PARTITION BY currency) AS rank
        FROM bought WHERE revenue IS NOT NULL AND orders > 0
        QUALIFY count(*) OVER (PARTITION BY currency) >= {LEAST_CUSTOMERS}
    """
