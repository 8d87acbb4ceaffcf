"""Who is who: the identifiers of all records become persons, across all tables and sources.

Keys that name one person (strong) connect the records that share them; keys that pass between people (weak) belong to
the person that they are seen with. A name is never a key. Every rule is in README.md, "Who is who".
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from pipelines.derive.decided_links import add_unseen_keys, cut_apart, note_decisions
from pipelines.derive.decided_weak_keys import settle_decided_weak_keys
from pipelines.derive.generic_keys import find_generic_keys
from pipelines.derive.keys import Kinds, collect_bundles, collect_keys, find_kinds
from pipelines.derive.strong_components import connect_strong_keys, settle_strong_keys
from pipelines.derive.weak_keys import settle_weak_keys
from warehouse.decisions import Decision
from warehouse.settings import Settings


def derive_identities(con: duckdb.DuckDBPyConnection, settings: Settings, decisions: Sequence[Decision]) -> Kinds:
    """Fill `identities`, and the temporary tables by which rows find their person; return the types of key that occur.

    Temporary: bundle (bundle, k_<type>, node), owner (key, state, reason, node, valid_from, valid_until, partners) and
    person_of_node (node, person_id); a node is a person while its keys are being collected.
    """
    kinds = find_kinds(con)
    collect_bundles(con, kinds)
    note_decisions(con, decisions)
    collect_keys(con, kinds)
    add_unseen_keys(con)
    find_generic_keys(con, kinds, settings)
    connect_strong_keys(con, kinds)
    cut_apart(con, kinds)
    settle_strong_keys(con, kinds)
    settle_decided_weak_keys(con, kinds)
    settle_weak_keys(con, kinds, settings)
    number_persons(con)
    write_identities(con)
    return kinds


def number_persons(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `person_of_node`: the smallest number among the keys that are this person's alone.

    Before it owns weak keys, -1 - node is the smallest number of a person's keys.
    """
    con.execute("""
        CREATE OR REPLACE TEMP TABLE person_of_node AS
        SELECT node, least(-1 - node, min(number)) AS person_id
        FROM (SELECT node, key FROM owner WHERE state = 'sole' AND node IS NOT NULL)
        JOIN key USING (key) GROUP BY node
    """)


def write_identities(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("DELETE FROM identities")
    con.execute("""
        INSERT INTO identities BY NAME
        SELECT key_type, key_value, person_id, state, reason, valid_from, valid_until, partners
        FROM owner JOIN key USING (key) LEFT JOIN person_of_node USING (node)
    """)


def forget_persons(con: duckdb.DuckDBPyConnection) -> None:
    """Drop the temporary tables."""
    for table in ("bundle", "key", "generic", "most_met", "linked", "owner", "settled", "person_of_node", "decision",
                  "decided_key", "decided_generic", "person_of_bundle", "timed_key"):  # fmt: skip
        con.execute(f"DROP TABLE IF EXISTS temp.{table}")
