"""Strong keys to persons: what stands on one record, or was decided to be together, is connected."""

from __future__ import annotations

import duckdb

from pipelines.derive.components import find_components
from pipelines.derive.identity.keys import LAST_STRONG, Kinds, column, strong


def connect_strong_keys(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Make the temporary table `linked` (key, component): the keys that are connected to another one."""
    on_records = [
        f"SELECT {first_strong(kinds)} AS a, {column(kind)} AS b FROM bundle WHERE {column(kind)} <> a"
        for kind in strong(kinds)[1:]
    ]
    decided = "SELECT a, b FROM decision WHERE kind = 'together'"
    edges = con.execute(" UNION ALL ".join([*on_records, decided])).fetchnumpy()
    con.execute("CREATE OR REPLACE TEMP TABLE linked (key UBIGINT, component INTEGER)")
    if not len(edges["a"]):
        return
    keys, component = find_components(edges["a"], edges["b"])
    con.register("found_components", {"key": keys, "component": component})
    con.execute("INSERT INTO linked SELECT key, component FROM found_components")
    con.unregister("found_components")


def first_strong(kinds: Kinds) -> str:
    """SQL of the first strong key of a combination."""
    columns = [column(kind) for kind in strong(kinds)]
    return f"coalesce({', '.join(columns)})" if columns else "NULL::UBIGINT"


def settle_strong_keys(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Make the temporary tables `owner`, with the strong keys and what was decided about them, and `unit` and `settled`.

    unit (key, component): weak and generic keys that were decided to be together, with no strong one among them.
    settled (key): weak keys whose owner no longer depends on whom they meet.
    """
    con.execute("""
        CREATE OR REPLACE TEMP TABLE owner (key UBIGINT, state VARCHAR, reason VARCHAR, node BIGINT,
            valid_from TIMESTAMP, valid_until TIMESTAMP, partners INTEGER)
    """)
    split_off_units(con)
    con.execute(f"""
        INSERT INTO owner BY NAME
        SELECT key, 'sole' AS state, -1 - coalesce(smallest, number) AS node, coalesce(partners, 0) AS partners
        FROM key LEFT JOIN (
            SELECT key, smallest FROM linked JOIN (
                SELECT component, min(number) AS smallest FROM linked JOIN key USING (key) GROUP BY component)
            USING (component)
        ) USING (key) LEFT JOIN most_met USING (key)
        WHERE is_seen AND NOT is_fixed
            AND (smallest IS NOT NULL OR (rank <= {LAST_STRONG} AND key NOT IN (SELECT key FROM generic)))
            AND key NOT IN (SELECT key FROM contested)
    """)
    con.execute("""
        INSERT INTO owner BY NAME SELECT key, 'shared' AS state, 'two_persons' AS reason, partners
        FROM contested LEFT JOIN most_met USING (key)
    """)
    con.execute("INSERT INTO owner BY NAME SELECT * FROM fixed_owner WHERE state <> 'generic'")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE settled AS SELECT key FROM linked SEMI JOIN decided_key USING (key)"
        " UNION SELECT key FROM fixed_owner"
    )
    con.execute("""
        INSERT INTO owner BY NAME SELECT key, 'generic' AS state, reason, partners
        FROM generic LEFT JOIN most_met USING (key)
        ANTI JOIN settled USING (key) ANTI JOIN unit USING (key)
    """)


def name_by_strong_keys(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Write to `bundle` whom the strong keys name (node)."""
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE bundle AS SELECT bundle.*, node FROM bundle LEFT JOIN"
        f" (SELECT key, node FROM owner) ON key = {first_strong(kinds)}"
    )


def split_off_units(con: duckdb.DuckDBPyConnection) -> None:
    """Move components without a strong key from `linked` to `unit`; keys that no record carries have done their work.

    One weak key alone, decided to be together with what no record carries, follows the records.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE weak_only AS SELECT component, count(*) FILTER (is_seen) > 1 AS is_unit
        FROM linked JOIN key USING (key)
        WHERE component IN (SELECT component FROM linked SEMI JOIN decided_key USING (key))
        GROUP BY component
        HAVING NOT bool_or(is_seen AND rank <= {LAST_STRONG} AND key NOT IN (SELECT key FROM generic))
    """)
    con.execute("DELETE FROM linked WHERE key IN (SELECT key FROM key WHERE NOT is_seen)")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE unit AS SELECT key, component FROM linked"
        " WHERE component IN (SELECT component FROM weak_only WHERE is_unit)"
    )
    con.execute("DELETE FROM linked WHERE component IN (SELECT component FROM weak_only)")
