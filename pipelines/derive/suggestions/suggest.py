"""Persons who may be one, for a person to decide: probable matches with their evidence, never merged by themselves.

Fellegi and Sunter, A Theory for Record Linkage (1969): each field that two persons have in common gives log2(m / u) bits,
where m is how often it agrees in records of one person and u how often in records of two; they add up with the prior.
Values that many persons have weigh less (u is their share). weights.py has every m, u and where it is from.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from pipelines.derive.suggestions.candidates import collect_pairs
from pipelines.derive.suggestions.profiles import collect_profiles, collect_shared
from pipelines.derive.suggestions.weights import collect_evidence
from warehouse.people.decisions import Decision, hold_latest
from warehouse.people.key_sql import rank_sql


def derive_suggestions(con: duckdb.DuckDBPyConnection, decided: Sequence[Decision]) -> dict[str, str]:
    """Fill `suggested_matches` with the pairs of persons that are rather one than two, and those whom a doubtful link would join;
    return the fact of the version.

    Fact: suggested_from, a fingerprint of customers, identities, doubtful links, who stands with shared ones, and decisions; nothing is done where it is still the same.
    Pairs on which a decision of the log holds are left out.
    """
    decisions = hold_latest(list(decided))
    collect_shared(con)
    fact = {"suggested_from": take_fingerprint(con, decisions)}
    if fact.items() <= dict(con.execute("SELECT name, value FROM version_facts").fetchall()).items():
        return fact
    collect_profiles(con)
    collect_pairs(con)
    leave_out_decided(con, decisions)
    collect_evidence(con)
    collect_names_of_persons(con)
    con.execute("DELETE FROM suggested_matches")
    con.execute("""
        INSERT INTO suggested_matches BY NAME
        SELECT a AS person_a, b AS person_b, ka.key_type AS key_a_type, ka.key_value AS key_a_value,
            kb.key_type AS key_b_type, kb.key_value AS key_b_value, bits AS weight, 1 / (1 + 2 ** -bits) AS probability,
            evidence
        FROM (
            SELECT a, b, sum(weight) AS bits,
                list({field: field, value_a: value_a, value_b: value_b, agreement: agreement, weight: weight}
                    ORDER BY weight DESC, field) AS evidence
            FROM evidence GROUP BY a, b
        )
        JOIN name_of_person AS ka ON ka.person_id = a JOIN name_of_person AS kb ON kb.person_id = b
        ORDER BY weight DESC, person_a, person_b
    """)
    return fact


def take_fingerprint(con: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> str:
    """What the suggestions follow from, as one text."""
    read = {
        "identities": "key_type, key_value, person_id, state, partners",
        "doubtful_links": "key_a_type, key_a_value, key_b_type, key_b_value",
        "temp.person_shared": "person_id, key_type, key_value",  # records with the same keys may be other persons' now
        "customers": "record_id, person_id, is_person_known, source, vendor_customer_id, display_name, city, birth_date",
    }
    sums = [
        con.execute(f"SELECT count(*) || '/' || coalesce(sum(hash({columns})), 0) FROM {table}").fetchall()[0][0]
        for table, columns in read.items()
    ]
    return " ".join([*sums, *(f"{d.key_a}/{d.key_b}" for d in decisions)])


def leave_out_decided(con: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> None:
    """Take out of `pair` those that somebody decided on (apart: `together` has made them one by now)."""
    con.execute("CREATE OR REPLACE TEMP TABLE apart (type_a VARCHAR, value_a VARCHAR, type_b VARCHAR, value_b VARCHAR)")
    if decided := [(*a.row, *b.row) for a, b in (decision.keys for decision in decisions)]:
        con.executemany("INSERT INTO apart VALUES (?, ?, ?, ?)", decided)
        con.execute("""
            DELETE FROM pair WHERE (a, b) IN (
                SELECT (least(one.person_id, other.person_id), greatest(one.person_id, other.person_id)) FROM apart
                JOIN identities AS one ON one.key_type = type_a AND one.key_value = value_a
                JOIN identities AS other ON other.key_type = type_b AND other.key_value = value_b)
        """)


def collect_names_of_persons(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `name_of_person`: the key by which a decision names each person, the strongest that is its own."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE name_of_person AS
        SELECT person_id, unnest(min_by({{key_type: key_type, key_value: key_value}},
            ({rank_sql("key_type")}, key_type, key_value)))
        FROM identities SEMI JOIN (SELECT a AS person_id FROM evidence UNION SELECT b FROM evidence) USING (person_id)
        WHERE state = 'sole' GROUP BY person_id
    """)
