"""Who is who: keys that occur on the same record belong to one person, across all tables and sources.

A name is never a key. A row without any key gets a person of its own that never repeats (is_person_known = false).
"""

from __future__ import annotations

import duckdb
import numpy
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

TABLES = (
    "interactions", "messages", "responses", "survey_requests", "orders", "subscriptions", "costs", "customers",
)  # fmt: skip

# The type of a key beside its column, in the order in which a row's first key is taken. A vendor's own id names
# somebody only among the records of that source.
KEYS = {
    "email": "'email'",
    "phone": "'phone'",
    "customer_id": "'customer_id'",
    "vendor_customer_id": "t.source || ':vendor_customer_id'",
}


def derive_identities(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `identities`, and the temporary `person_of_key` (hash, person_id) by which rows find their person."""
    collect_keys(con)
    link_keys(con)
    con.execute("DELETE FROM identities")
    con.execute(
        "INSERT INTO identities (key_type, key_value, person_id) SELECT key_type, key_value, person_id FROM key JOIN person_of_key USING (hash)"
    )
    con.execute("DROP TABLE temp.key")


def assign_persons(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """Write the person of each row that has another one yet; return how many. Needs the temporary `person_of_key`."""
    known = con.execute(
        f"UPDATE {table} AS t SET person_id = p.person_id, is_person_known = true FROM person_of_key AS p"
        f" WHERE p.hash = {first_key()} AND t.person_id IS DISTINCT FROM p.person_id"
    ).fetchall()
    alone = con.execute(
        f"UPDATE {table} AS t SET person_id = {number('t.record_id', 'record')}, is_person_known = false"
        f" WHERE {first_key()} IS NULL AND (person_id IS NULL OR is_person_known)"
    ).fetchall()
    return int(known[0][0] + alone[0][0])


def collect_keys(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `key`: every key once, with its hash and the number that it gives a person.

    md5 of ten million rows takes 3 s, DuckDB's own hash 0.25 s: rows are matched by the hash, which need not outlive
    this load, and md5 is computed once a key.
    """
    found = " UNION ALL ".join(
        f"SELECT {hash_of(column)} AS hash, {key_type} AS key_type, any_value(t.{column}) AS key_value"
        f" FROM {table} AS t WHERE t.{column} IS NOT NULL GROUP BY 1, 2"
        for table in TABLES
        for column, key_type in KEYS.items()
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE key AS SELECT hash, key_type, key_value,"
        f" {number('key_value', 'key_type', quote=False)} AS number FROM ("
        f"SELECT hash, any_value(key_type) AS key_type, any_value(key_value) AS key_value FROM ({found}) GROUP BY hash)"
    )


def link_keys(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `person_of_key`: the person is the smallest number among the keys that are linked."""
    edges = con.execute(
        "SELECT DISTINCT a, b FROM ("
        + " UNION ALL ".join(
            f"SELECT {first_key()} AS a, {hash_of(column)} AS b FROM {table} AS t"
            f" WHERE t.{column} IS NOT NULL AND b <> a"
            for table in TABLES
            for column in list(KEYS)[1:]
        )
        + ")"
    ).fetchnumpy()
    con.execute("CREATE OR REPLACE TEMP TABLE linked (hash UBIGINT, component INTEGER)")
    if len(edges["a"]):
        keys, places = numpy.unique(numpy.concatenate([edges["a"], edges["b"]]), return_inverse=True)
        start, end = numpy.split(places, 2)
        graph = coo_matrix((numpy.ones(len(start), dtype=bool), (start, end)), shape=(len(keys), len(keys)))
        component = connected_components(graph, directed=False)[1]
        con.register("found_components", {"hash": keys, "component": component})
        con.execute("INSERT INTO linked SELECT hash, component FROM found_components")
        con.unregister("found_components")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE person_of_key AS"
        " SELECT hash, coalesce(smallest, number) AS person_id FROM key"
        " LEFT JOIN linked USING (hash)"
        " LEFT JOIN (SELECT component, min(number) AS smallest FROM linked JOIN key USING (hash) GROUP BY component)"
        " USING (component)"
    )
    con.execute("DROP TABLE temp.linked")


def number(value: str, kind: str, *, quote: bool = True) -> str:
    """SQL of the 63-bit number that a key gives a person: the same in every load and on every machine."""
    kind = f"'{kind}'" if quote else kind
    return f"CAST(md5_number_lower({kind} || ':' || {value}) >> 1 AS BIGINT)"


def hash_of(column: str) -> str:
    """SQL of the hash by which this load matches a key; NULL without the key."""
    return f"CASE WHEN t.{column} IS NOT NULL THEN hash(t.{column}, {KEYS[column]}) END"


def first_key() -> str:
    """SQL of the hash of the first key that a row has."""
    cases = " ".join(f"WHEN t.{column} IS NOT NULL THEN hash(t.{column}, {kind})" for column, kind in KEYS.items())
    return f"CASE {cases} END"
