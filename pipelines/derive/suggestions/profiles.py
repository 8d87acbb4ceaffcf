"""What is known of each person beside the keys that already link: names, cities, birth dates, e-mails, keys shared with others.

Temporary tables, each with how many persons have the value:
  person_name (person_id, name, folded, given, rest, persons, given_persons), person_city, person_birth
  person_email (person_id, email, local, domain, mailbox), person_shared (person_id, key_type, key_value, persons)
  population (persons): all known persons, and a thousand who have not been seen
"""

from __future__ import annotations

import duckdb

from pipelines.derive.identity.keys import TABLES
from warehouse.people.key import KEY_TYPES
from warehouse.people.key_sql import key_type_sql, key_value_sql, plain_type_sql

# Shares of a handful of customers would say little: values are counted as if a thousand others had none of them.
UNSEEN_PERSONS = 1000


def collect_profiles(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary tables above from customers and identities; person_shared is there already (collect_shared)."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE population AS"
        f" SELECT count(DISTINCT person_id) + {UNSEEN_PERSONS} AS persons FROM identities WHERE person_id IS NOT NULL"
    )
    collect_names(con)
    collect_values(con, "person_city", "city", fold("city"))
    collect_values(con, "person_birth", "birth_date", "birth_date")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE person_email AS
        SELECT *, CASE WHEN domain IN ('gmail.com', 'googlemail.com') THEN replace(untagged, '.', '') || '@gmail.com'
            ELSE untagged || '@' || domain END AS mailbox
        FROM (SELECT person_id, key_value AS email, split_part(key_value, '@', 1) AS local, split_part(key_value, '@', 2) AS domain,
                split_part(local, '+', 1) AS untagged
            FROM identities WHERE key_type = 'email' AND state = 'sole')
    """)


def collect_names(con: duckdb.DuckDBPyConnection) -> None:
    """Names without accents, capitals and marks; the surname first where a comma says so."""
    in_order = r"regexp_replace(display_name, '^([^,]+),(.+)$', '\2 \1')"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE person_name AS
        SELECT person_id, min(display_name) AS name, min(plain) AS plain,
            array_to_string(list_sort(string_split(plain, ' ')), ' ') AS folded
        FROM (SELECT person_id, display_name, {fold(in_order)} AS plain
              FROM customers WHERE is_person_known AND display_name IS NOT NULL)
        WHERE plain <> '' GROUP BY person_id, folded
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE person_name AS
        SELECT *, count(*) OVER (PARTITION BY folded) AS persons, count(*) OVER (PARTITION BY given) AS given_persons
        FROM (SELECT person_id, name, folded, split_part(plain, ' ', 1) AS given, plain[length(given) + 2:] AS rest FROM person_name)
    """)


def collect_values(con: duckdb.DuckDBPyConnection, profile: str, column: str, folded: str) -> None:
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE {profile} AS
        SELECT *, count(*) OVER (PARTITION BY folded) AS persons FROM (
            SELECT person_id, {folded} AS folded, any_value({column}) AS value
            FROM customers WHERE is_person_known AND {column} IS NOT NULL GROUP BY ALL
        )
    """)


def collect_shared(con: duckdb.DuckDBPyConnection) -> None:
    """Who stands on a record with a key that several persons have, at once or in turn: a family's phone, a couple's e-mail."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE shared_key AS
        SELECT DISTINCT key_type, {plain_type_sql("key_type")} AS plain_type, key_value FROM identities
        WHERE state IN ('shared', 'recycled')
    """)
    types = {name for (name,) in con.execute("SELECT DISTINCT plain_type FROM shared_key").fetchall()}
    found = " UNION ALL ".join(
        f"SELECT person_id, {key_type_sql(kind, table)} AS key_type, {key_value_sql(kind)} AS key_value FROM {table} AS t"
        " WHERE is_person_known"
        f" AND {key_value_sql(kind)} IN (SELECT key_value FROM shared_key WHERE plain_type = '{kind.name}')"
        for table in TABLES
        for kind in KEY_TYPES
        if kind.name in types
    )
    found = found or "SELECT NULL::BIGINT AS person_id, NULL AS key_type, NULL AS key_value WHERE false"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE person_shared AS
        SELECT *, count(*) OVER (PARTITION BY key_type, key_value) AS persons FROM (
            SELECT DISTINCT person_id, key_type, key_value FROM ({found}) SEMI JOIN shared_key USING (key_type, key_value)
        )
    """)


def fold(text: str) -> str:
    """SQL of the words of a text in small letters without accents, one space between them."""
    return rf"trim(regexp_replace(strip_accents(lower({text})), '[^\p{{L}}]+', ' ', 'g'))"
