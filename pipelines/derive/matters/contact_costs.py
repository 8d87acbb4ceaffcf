"""What contacts cost: a service cost of a channel, spread evenly over the channel's service contacts in its period.

The shares add up to the exported amount. They are decimals, so that sums do not depend on the order of the rows; at
ten million contacts a period they lack at most 0.000005 of it. Money in several currencies is not added.
"""

from __future__ import annotations

import duckdb

from pipelines.derive.matters.touches import CONTACT, IS_CONTACT, ORDER_WITHIN, SERVICE

SHARE = "DECIMAL(28, 12)"


def collect_costs(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `contact_costs`, and make the temporary tables `matter_cost` and `step_cost`, of all matters of several contacts.

    Needs the written contacts.

    One new contact moves the share of every contact of its channel and period, so that no matter can be left out.
    """
    fill_contact_costs(con)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE matter_cost AS
        SELECT matter_id, CAST(sum(cost) AS DOUBLE) AS cost, min(currency) AS currency
        FROM {PRICED} WHERE {SERVICE} GROUP BY matter_id
        HAVING count(*) = count(cost) AND min(currency) = max(currency)
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE step_cost AS
        SELECT matter_id, arg_min(record_id, ({ORDER_WITHIN})) AS record_id,
            CAST(sum(cost) AS DOUBLE) AS cost, min(currency) AS currency
        FROM {PRICED} WHERE {IS_CONTACT} GROUP BY matter_id, {CONTACT}
        HAVING count(*) = count(cost) AND bool_and({SERVICE}) AND min(currency) = max(currency)
    """)


PRICED = """(
    SELECT i.*, c.cost, c.currency
    FROM building.interactions AS i LEFT JOIN contact_costs AS c
        ON c.channel = i.channel AND c.day = CAST(i.started_local AS DATE)
    WHERE matter_id IS NOT NULL AND is_whole_matter IS NOT TRUE AND (SELECT count(*) FROM contact_costs) > 0
)"""


def fill_contact_costs(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `contact_costs` anew, and make the temporary table `moved_cost` (channel, day) of those that are others than before.

    cost is NULL where its costs are in several currencies; without a row, nobody said what the channel cost.
    """
    con.execute("CREATE OR REPLACE TEMP TABLE cost_before AS FROM contact_costs")
    con.execute("DELETE FROM contact_costs")
    con.execute(f"""
        INSERT INTO contact_costs BY NAME
        WITH cost AS (
            SELECT rowid AS row, channel, starts_on, ends_on, amount, currency FROM building.costs
            WHERE cost_kind = 'service' AND amount IS NOT NULL AND ends_on > starts_on
        ),
        busy AS (
            SELECT channel, CAST(started_local AS DATE) AS day, count(*) AS contacts FROM building.interactions
            WHERE {SERVICE} AND channel IN (SELECT channel FROM cost) GROUP BY ALL
        ),
        share AS (
            SELECT row, CAST(any_value(amount) / sum(contacts) AS {SHARE}) AS share
            FROM cost JOIN busy ON busy.channel = cost.channel AND day >= starts_on AND day < ends_on GROUP BY row
        )
        SELECT busy.channel, day, min(currency) AS currency, CASE WHEN min(currency) = max(currency) THEN sum(share) END AS cost
        FROM busy JOIN cost ON cost.channel = busy.channel AND day >= starts_on AND day < ends_on JOIN share USING (row)
        GROUP BY busy.channel, day
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE moved_cost AS SELECT DISTINCT channel, day FROM (
            (FROM contact_costs EXCEPT FROM cost_before) UNION ALL (FROM cost_before EXCEPT FROM contact_costs))
    """)


def write_costs(con: duckdb.DuckDBPyConnection) -> None:
    """Update the matters and steps whose costs are others than in `matter_cost` and `step_cost`."""
    for table, costs, key in (
        ("matters_of_several", "matter_cost", "matter_id"),
        ("matter_steps", "step_cost", "matter_id, record_id"),
    ):
        con.execute(
            f"UPDATE {table} AS t SET cost = c.cost, currency = c.currency"
            f" FROM (SELECT t.rowid AS row, c.cost, c.currency FROM {table} AS t LEFT JOIN {costs} AS c USING ({key})"
            "  WHERE t.cost IS DISTINCT FROM c.cost OR t.currency IS DISTINCT FROM c.currency) AS c"
            " WHERE t.rowid = c.row"
        )
