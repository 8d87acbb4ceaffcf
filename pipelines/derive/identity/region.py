"""The part of all keys that a load may change: persons outside keep what the version before says of them.

A key is derived again when a record with it came, went or changed, when a decision names it, or when it hangs on such a
key: strong keys through the records that connect them, weak keys through the records of the persons so found, each type
after the ones before it. Its every combination is looked at; the other keys on those are fixed, their persons being one
node each.
"""

from __future__ import annotations

import duckdb

from pipelines.derive.identity.keys import Kinds, all_kinds, column, number, strong, weak
from pipelines.store.batch import has_rows
from warehouse.people.key import KeyType
from warehouse.people.key_sql import rank_sql

KNOWN = "SELECT hash(key_value, key_type) AS key, * FROM identities"
OWNER_COLUMNS = "state, reason, person_id AS node, valid_from, valid_until, partners"


def narrow_to_region(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Make `key` and `fixed_owner` of the keys that the ones in `touched_key` and `decided_key` may change, and of those
    beside them; leave only their combinations in `bundle`. Temporary `region` (key, spreads): the former.
    """
    start_region(con)
    spread_over_old_persons(con)
    spread_over_strong_keys(con, kinds)
    for kind in weak(kinds):
        spread_over_weak_keys(con, kinds, kind)
    note_seen(con, kinds)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE bundle AS SELECT * FROM bundle WHERE {touches(kinds, 'SELECT key FROM region WHERE spreads')}"
    )
    fix_the_others(con, kinds)
    make_keys(con)


def fix_none(con: duckdb.DuckDBPyConnection) -> None:
    """The same tables for a derivation of everything: nothing is known, nothing is fixed."""
    con.execute("CREATE OR REPLACE TEMP TABLE region (key UBIGINT, spreads BOOLEAN)")
    con.execute(f"CREATE OR REPLACE TEMP TABLE known AS {KNOWN} WHERE false")
    con.execute(f"CREATE OR REPLACE TEMP TABLE fixed_owner AS SELECT key, {OWNER_COLUMNS} FROM known")


def start_region(con: duckdb.DuckDBPyConnection) -> None:
    """What was touched. A key that is generic by its name alone spreads nothing, unless a decision names it."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE known AS {KNOWN}")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE region AS
        SELECT key, key IN (SELECT key FROM decided_key) OR key NOT IN (
            SELECT key FROM known WHERE state = 'generic' AND reason IN ('listed', 'role_mailbox')) AS spreads
        FROM (SELECT key FROM touched_key UNION SELECT key FROM decided_key)
    """)


def spread_over_old_persons(con: duckdb.DuckDBPyConnection) -> None:
    """All keys of the persons that had a touched key: most of what the links would find, in one step."""
    con.execute("""
        INSERT INTO region SELECT DISTINCT key, true FROM known
        WHERE person_id IN (SELECT person_id FROM known SEMI JOIN region USING (key) WHERE person_id IS NOT NULL)
            AND key NOT IN (SELECT key FROM region)
    """)


def spread_over_strong_keys(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Strong keys that share a record with one of the region, until there are no more; generic ones lead nowhere."""
    con.execute("CREATE OR REPLACE TEMP TABLE frontier AS SELECT key FROM region WHERE spreads")
    while strong(kinds) and has_rows(con, "frontier"):
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE beside AS SELECT * FROM bundle WHERE {touches(kinds, 'SELECT key FROM frontier', strong(kinds))}"
        )
        found = " UNION ".join(f"SELECT {column(kind)} AS key FROM beside" for kind in strong(kinds))
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE frontier AS SELECT key FROM ({found})
            WHERE key IS NOT NULL AND key NOT IN (SELECT key FROM region)
                AND key NOT IN (SELECT key FROM known WHERE state = 'generic')
        """)
        con.execute("INSERT INTO region SELECT key, true FROM frontier")


def spread_over_weak_keys(con: duckdb.DuckDBPyConnection, kinds: Kinds, kind: KeyType) -> None:
    """Keys of one type on the combinations of the region so far."""
    con.execute(f"""
        INSERT INTO region SELECT DISTINCT {column(kind)}, true FROM bundle
        WHERE {column(kind)} IS NOT NULL AND {touches(kinds, "SELECT key FROM region WHERE spreads")}
            AND {column(kind)} NOT IN (SELECT key FROM region)
            AND {column(kind)} NOT IN (
                SELECT key FROM known WHERE state = 'generic' AND reason IN ('listed', 'role_mailbox'))
    """)


def touches(kinds: Kinds, keys: str, of: list[KeyType] | None = None) -> str:
    """SQL: a combination carries one of the keys."""
    return f"({' OR '.join(f'{column(kind)} IN ({keys})' for kind in of or all_kinds(kinds))})"


def note_seen(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Make the temporary table `seen`: the keys of the region that a record carries."""
    found = " UNION ".join(
        f"SELECT {column(kind)} AS key FROM bundle WHERE {column(kind)} IN (SELECT key FROM region)"
        for kind in all_kinds(kinds)
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE seen AS {found}")


def fix_the_others(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Make the temporary table `fixed_owner`: the keys beside the region's with what the version before says of them."""
    others = " UNION ".join(f"SELECT {column(kind)} AS key FROM bundle" for kind in all_kinds(kinds))
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE fixed_owner AS SELECT key, {OWNER_COLUMNS} FROM known
        WHERE key IN (SELECT key FROM ({others}) WHERE key IS NOT NULL) AND key NOT IN (SELECT key FROM region)
    """)


def make_keys(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE key AS
        SELECT key, any_value({rank_sql("key_type")})::UTINYINT AS rank, any_value(key_type) AS key_type, any_value(key_value) AS key_value,
            any_value({number("key_type", "key_value")}) AS number, true AS is_seen,
            key IN (SELECT key FROM fixed_owner) AS is_fixed
        FROM (SELECT key, key_type, key_value FROM known UNION ALL FROM touched_key)
        WHERE key IN (SELECT key FROM seen) OR key IN (SELECT key FROM fixed_owner)
        GROUP BY key
    """)
