"""Persons to rows: each row is of the person whom the first of its keys names at the row's time."""

from __future__ import annotations

import duckdb

from pipelines.derive.identity.keys import Kinds, bundle_of, column, moment, number, strong, weak
from pipelines.derive.identity.touched import everything_touched
from pipelines.store.batch import has_rows
from warehouse.people.key import RANK

# A row that no key names is a person of its own (is_person_known = false), which never repeats.
IS_OTHER = "CASE WHEN person_id IS NULL THEN was_known IS NOT FALSE ELSE before IS DISTINCT FROM person_id END"
OVERRULED = len(RANK)  # place of a generic key that a decision names: after all others


def prepare_rows(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Make the temporary tables `person_of_bundle` (bundle, person_id) and `timed_key` (bundle, rank, key).

    The latter has the keys of combinations with a recycled key: whom they name depends on the time of the row.
    """
    name_by_decided_generic(con)
    collect_timed_keys(con, kinds)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE person_of_bundle AS
        SELECT bundle, coalesce(person_id, -1 - node) AS person_id FROM bundle LEFT JOIN person_of_node USING (node)
        WHERE bundle NOT IN (SELECT bundle FROM timed_key)
    """)


def name_by_decided_generic(con: duckdb.DuckDBPyConnection) -> None:
    """A generic key that was decided to be somebody's names a record on which no other key names anybody."""
    con.execute("""
        UPDATE bundle SET node = named.node FROM (
            SELECT d.bundle, arg_min(node, (rank, number)) AS node
            FROM decided_generic AS d JOIN owner USING (key) JOIN key USING (key) WHERE node IS NOT NULL GROUP BY d.bundle
        ) AS named WHERE bundle.bundle = named.bundle AND bundle.node IS NULL
    """)


def collect_timed_keys(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE timed_key (bundle UBIGINT, rank UTINYINT, key UBIGINT)")
    by_name = f"coalesce({', '.join(column(kind) for kind in strong(kinds))}) IS NULL" if strong(kinds) else "true"
    recycled = [f"{column(kind)} IN (SELECT key FROM owner WHERE state = 'recycled')" for kind in weak(kinds)]
    if not recycled:
        return
    for kind in weak(kinds):
        con.execute(
            f"INSERT INTO timed_key SELECT bundle, {RANK[kind.name]}, {column(kind)} FROM bundle"
            f" WHERE {by_name} AND ({' OR '.join(recycled)}) AND {column(kind)} IS NOT NULL"
        )
    con.execute(
        f"INSERT INTO timed_key SELECT bundle, {OVERRULED}, key FROM decided_generic"
        " WHERE bundle IN (SELECT bundle FROM timed_key)"
    )


def assign_persons(con: duckdb.DuckDBPyConnection, table: str, kinds: Kinds) -> None:
    """Make the temporary table `moved_<table>` (row, person_id, is_known): the rows that have another person than before.

    Adds to `touched_person`.
    """
    if not has_rows(con, table):
        con.execute(f"CREATE OR REPLACE TEMP TABLE moved_{table} (row BIGINT, person_id BIGINT, is_known BOOLEAN)")
        return
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE moved_{table} AS
        SELECT row, coalesce(person_id, {number("'record'", "record_id")}) AS person_id, person_id IS NOT NULL AS is_known
        FROM (
            SELECT row, record_id, t.person_id AS before, is_person_known AS was_known,
                coalesce(p.person_id, CASE WHEN p.bundle IS NULL THEN r.person_id END) AS person_id,
                p.bundle IS NOT NULL OR r.before IS NOT NULL OR t.person_id IS NULL AS is_derived
            FROM {table} AS t LEFT JOIN person_of_bundle AS p ON p.bundle = {bundle_of(kinds, table)}
            LEFT JOIN renumbered AS r ON r.before = t.person_id
        )
        WHERE is_derived AND {IS_OTHER}
    """)
    find_timed_persons(con, table, kinds)
    if not everything_touched(con):
        con.execute(f"""
            INSERT INTO touched_person SELECT person_id FROM moved_{table} WHERE is_known
            UNION SELECT person_id FROM building.{table} WHERE is_person_known AND rowid IN (SELECT row FROM moved_{table})
        """)


def find_timed_persons(con: duckdb.DuckDBPyConnection, table: str, kinds: Kinds) -> None:
    """Put into `moved_<table>` the rows that a recycled key may name.

    A row without a time is not dated by guess: a key that had two owners names nobody on it.
    """
    if table not in kinds or not has_rows(con, "timed_key"):
        return
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE timed AS
        SELECT row, any_value(record_id) AS record_id, any_value(before) AS before, any_value(was_known) AS was_known,
            arg_min(coalesce(person_id, -1 - node), rank) FILTER (node IS NOT NULL) AS person_id
        FROM (
            SELECT row, record_id, t.person_id AS before, is_person_known AS was_known, k.rank, k.key,
                {moment(table)} AS moment
            FROM {table} AS t JOIN timed_key AS k ON k.bundle = {bundle_of(kinds, table)}
        ) AS r
        LEFT JOIN owner ON owner.key = r.key AND (state <> 'recycled' OR coalesce(
            (valid_from IS NULL OR moment >= valid_from) AND (valid_until IS NULL OR moment < valid_until)
                AND moment IS NOT NULL, false))
        LEFT JOIN person_of_node USING (node)
        GROUP BY row
    """)
    con.execute(f"DELETE FROM moved_{table} WHERE row IN (SELECT row FROM timed)")
    con.execute(f"""
        INSERT INTO moved_{table} SELECT row, coalesce(person_id, {number("'record'", "record_id")}), person_id IS NOT NULL
        FROM timed WHERE {IS_OTHER}
    """)
