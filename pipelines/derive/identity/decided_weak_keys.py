"""Weak or generic keys that people put together, where no strong key is among them.

Together they belong to the one person whom the strong keys beside them name; beside none or several, they are a person.
"""

from __future__ import annotations

import duckdb

from pipelines.derive.identity.keys import Kinds, column, weak


def settle_decided_weak_keys(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Add the keys in `unit` (key, component) to `owner`, each whole component to one person."""
    beside = " UNION ALL ".join(
        f"SELECT DISTINCT component, node FROM bundle JOIN unit ON unit.key = {column(kind)} WHERE node IS NOT NULL"
        for kind in weak(kinds)
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE unit_owner AS
        SELECT component, CASE WHEN count(DISTINCT b.node) = 1 THEN min(b.node) ELSE -1 - min(number) END AS node,
            count(DISTINCT b.node)::INTEGER AS partners
        FROM unit JOIN key USING (key) LEFT JOIN (
            SELECT component, node FROM ({beside or "SELECT NULL::INTEGER AS component, NULL::BIGINT AS node"})
            WHERE (component, node) NOT IN ({nodes_kept_apart()})
        ) AS b USING (component) GROUP BY component
    """)
    con.execute(
        "INSERT INTO owner BY NAME SELECT key, 'sole' AS state, node, partners FROM unit JOIN unit_owner USING (component)"
    )
    con.execute("INSERT INTO settled SELECT key FROM unit")


def nodes_kept_apart() -> str:
    """Query of (component, node): persons from whom a key of the component is to be apart."""
    return """
        SELECT component, owner.node
        FROM (SELECT a, b FROM decision WHERE kind = 'apart' UNION ALL SELECT b, a FROM decision WHERE kind = 'apart')
        JOIN unit AS u ON u.key = a JOIN owner ON owner.key = b WHERE owner.node IS NOT NULL
    """
