"""Numbers of persons: the smallest number among the keys that are a person's alone, in every load and on every machine."""

from __future__ import annotations

import duckdb

from pipelines.derive.identity.keys import number
from pipelines.store.batch import has_rows


def number_persons(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary tables `person_of_node` (node, person_id) and `renumbered` (before, person_id).

    A node below zero is a person derived now, -1 - node the smallest number of its first keys; any other is the number
    that the version before gave a person. Such a one may have won or lost a weak key, and so another number.
    """
    con.execute("""
        CREATE OR REPLACE TEMP TABLE person_of_node AS
        SELECT node, least(-1 - node, min(number)) AS person_id
        FROM (SELECT node, key FROM owner WHERE state = 'sole' AND node < 0)
        JOIN key USING (key) GROUP BY node
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE renumbered AS
        SELECT node AS before, min(number) AS person_id FROM (
            SELECT node, number FROM owner JOIN key USING (key) WHERE state = 'sole' AND node >= 0 AND NOT is_fixed
            UNION ALL
            SELECT person_id, {number("key_type", "key_value")} FROM known
            WHERE state = 'sole' AND key NOT IN (SELECT key FROM region) AND person_id IN (
                SELECT node FROM owner JOIN region USING (key) WHERE node >= 0
                UNION SELECT person_id FROM known SEMI JOIN region USING (key))
        ) GROUP BY node HAVING min(number) <> node
    """)
    con.execute(
        "INSERT INTO person_of_node SELECT DISTINCT node, coalesce(renumbered.person_id, node)"
        " FROM owner LEFT JOIN renumbered ON before = node WHERE node >= 0"
    )


def write_identities(con: duckdb.DuckDBPyConnection) -> None:
    """Replace in `identities` the keys of the region, or all when nothing is known from a version before."""
    con.execute("DELETE FROM identities WHERE hash(key_value, key_type) IN (SELECT key FROM region)"
                if has_rows(con, "known") else "DELETE FROM identities")  # fmt: skip
    con.execute(
        "UPDATE identities SET person_id = renumbered.person_id FROM renumbered WHERE identities.person_id = before"
    )
    con.execute("""
        INSERT INTO identities BY NAME
        SELECT key_type, key_value, person_id, state, reason, valid_from, valid_until, partners
        FROM owner JOIN key USING (key) LEFT JOIN person_of_node USING (node) WHERE NOT is_fixed
    """)
