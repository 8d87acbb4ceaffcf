"""Components that may hold two people, or hold what was decided to be apart, are joined anew by doubtful.py; what is held back
is told apart in `bundle` and kept in the table doubtful_links.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import duckdb
import numpy

from pipelines.derive.identity.doubtful import Link, Parted, part_keys
from pipelines.derive.identity.keys import LAST_STRONG, Kinds, bundle_of, column, strong
from pipelines.derive.identity.told import NUMBERS, OF_THE_COMPANY, Told
from pipelines.store.batch import has_rows
from warehouse.people.key import RANK

LAST_NUMBER = max(RANK[name] for name in NUMBERS)
LAST_OF_THE_COMPANY = max(RANK[name] for name in OF_THE_COMPANY)


def cut_doubtful_links(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Give the keys of each component in `linked` that may not be one person's their new components.

    Makes the temporary tables `contested` (key), which are in no component, and `doubtful` (a, b, reason, records): links that were
    held back now, or in the version before between keys that this load does not touch.
    """
    con.execute("CREATE OR REPLACE TEMP TABLE contested (key UBIGINT)")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE doubtful AS
        SELECT hash(key_a_value, key_a_type) AS a, hash(key_b_value, key_b_type) AS b, reason, records FROM doubtful_links
        WHERE a IN (SELECT key FROM fixed_owner) AND b IN (SELECT key FROM fixed_owner)
    """)
    find_suspects(con, kinds)
    if has_rows(con, "suspect"):
        links = read_links(con, kinds)
        personal = "SELECT key FROM suspect JOIN key USING (key) WHERE is_personal(key_type, key_value)"
        members, apart, kept = (
            con.execute(sql).fetchall()
            for sql in ("SELECT key FROM suspect", "SELECT a, b FROM decision WHERE kind = 'apart'", personal)
        )
        told = read_told(con, kinds)
        parted = part_keys(links, [key for (key,) in members], apart, told, {key for (key,) in kept})
        write_parted(con, parted, links)


def find_suspects(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Make the temporary tables `suspect` (key), the keys of such components, and `suspect_bundle`, the combinations with them.

    A component with two numbers of one kind is looked at, and one that holds two keys to be apart. Two ids of one system are
    two people only by what customer records say.
    """
    last = LAST_NUMBER if "customers" in kinds else LAST_OF_THE_COMPANY
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE suspect AS SELECT key FROM linked WHERE component IN (
            SELECT component FROM linked JOIN key USING (key) WHERE rank <= {last} AND is_seen
            GROUP BY component, key_type HAVING count(*) > 1
            UNION SELECT x.component FROM decision JOIN linked AS x ON x.key = a JOIN linked AS y ON y.key = b
            WHERE kind = 'apart' AND x.component = y.component)
    """)
    collect_suspect_bundles(con, kinds)


def collect_suspect_bundles(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Make `suspect_bundle` (bundle, k_<type>, records) and `said` (bundle, name, birth_date), of the customer
    records among them."""
    columns = ", ".join(column(kind) for kind in strong(kinds)) or "NULL"
    registered = "SELECT NULL::UBIGINT AS bundle, NULL::VARCHAR AS name, NULL::DATE AS birth_date WHERE false"
    if "customers" in kinds and has_rows(con, "suspect"):
        registered = (
            f"SELECT {bundle_of(kinds, 'customers')} AS bundle, display_name AS name, birth_date FROM customers AS t"
        )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE suspect_bundle AS SELECT bundle, {columns}, records FROM bundle
        WHERE coalesce({columns}) IN (SELECT key FROM suspect)
    """)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE said AS SELECT * FROM ({registered}) SEMI JOIN suspect_bundle USING (bundle)"
    )


def read_links(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> list[Link]:
    """Links between the suspects: decided ones first, then by firmness, the number of records, the types, the numbers."""
    pairs = [
        f"SELECT {column(one)} AS a, {column(other)} AS b, bundle, records, bundle IN (SELECT bundle FROM said) AS is_registered"
        f" FROM suspect_bundle WHERE {column(one)} IS NOT NULL AND {column(other)} IS NOT NULL"
        for one, other in combinations(strong(kinds), 2)
    ]
    decided = (
        "SELECT a, b, NULL AS bundle, NULL AS records, NULL AS is_registered FROM decision"
        " WHERE kind = 'together' AND a IN (SELECT key FROM suspect)"
    )
    rows = con.execute(f"""
        SELECT a, b, coalesce(sum(records), 0)::BIGINT AS records, bool_or(records IS NULL) AS is_decided,
            coalesce(sum(records) > 1 OR bool_or(is_registered), false) AS is_firm, any_value(bundle) AS bundle
        FROM ({" UNION ALL ".join([*pairs, decided])})
        JOIN key AS x ON x.key = a JOIN key AS y ON y.key = b GROUP BY a, b
        ORDER BY is_decided DESC, is_firm DESC, sum(records) DESC, greatest(any_value(x.rank), any_value(y.rank)),
            least(any_value(x.rank), any_value(y.rank)),
            least(any_value(x.number), any_value(y.number)), greatest(any_value(x.number), any_value(y.number))
    """).fetchall()
    return [Link(*row) for row in rows]


def read_told(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> dict[int, Told]:
    """What is told of the customer of each number among the suspects."""
    numbers = [kind for kind in strong(kinds) if kind.name in NUMBERS]
    told: dict[int, Told] = {}
    for place, kind in enumerate(numbers):
        above = ", ".join(column(higher) for higher in numbers[:place])
        rows = con.execute(f"""
            SELECT key, any_value(key_type), sum(records)::BIGINT, list_distinct(flatten(list([{above}]::UBIGINT[])))
            FROM suspect_bundle JOIN key ON key = {column(kind)} GROUP BY key
        """).fetchall()
        for key, key_type, records, beside in rows:
            told[key] = Told(key_type, RANK[kind.name], kind.name in OF_THE_COMPANY)
            told[key].records, told[key].above = records, set(beside) - {None}
        said = f"SELECT {column(kind)}, name, birth_date FROM said JOIN suspect_bundle USING (bundle) WHERE {column(kind)} IS NOT NULL"
        for key, name, birth_date in con.execute(f"SELECT DISTINCT * FROM ({said})").fetchall():
            told[key].names |= {name} - {None}
            told[key].birth_dates |= {birth_date} - {None}
    return told


def write_parted(con: duckdb.DuckDBPyConnection, parted: Parted, links: list[Link]) -> None:
    """Put the new components into `linked`, and note what is contested and held back."""
    [(free,)] = con.execute("SELECT max(component) + 1 FROM linked").fetchall()
    con.execute("DELETE FROM linked WHERE key IN (SELECT key FROM suspect)")
    members = [(key, free + place) for place, group in enumerate(parted.groups) for key in group]
    append(con, "linked", {"key": "u8", "component": "i4"}, members)
    append(con, "contested", {"key": "u8"}, [(key,) for key in parted.contested])
    records = {(link.a, link.b): link.records for link in links}
    held = [(a, b, reason, records[a, b]) for (a, b), reason in parted.held.items()]
    append(con, "doubtful", {"a": "u8", "b": "u8", "reason": "O", "records": "i8"}, held)


def append(con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], rows: list[tuple[Any, ...]]) -> None:
    """Add rows to a temporary table, all at once (one by one a row takes a millisecond); `columns`: numpy's types."""
    if rows:
        cells = zip(columns.items(), zip(*rows, strict=True), strict=True)
        con.register("appended", {name: numpy.array(column, dtype) for (name, dtype), column in cells})
        con.execute(f"INSERT INTO {table} BY NAME SELECT {', '.join(columns)} FROM appended")
        con.unregister("appended")


def tell_records_apart(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Blank in `bundle` the strong keys that name nobody, and on records of two people those of the one whom fewer name."""
    nobodys = f"SELECT key FROM owner JOIN key USING (key) WHERE state = 'shared' AND rank <= {LAST_STRONG}"
    for kind in strong(kinds):
        con.execute(f"UPDATE bundle SET {column(kind)} = NULL WHERE {column(kind)} IN ({nobodys})")
    both = [
        f"SELECT bundle FROM bundle JOIN doubtful ON a = {column(one)} AND b = {column(other)}"
        for one, other in combinations(strong(kinds), 2)
    ]
    if not both or not has_rows(con, "doubtful"):
        return
    named = " UNION ALL ".join(
        f"SELECT bundle, {column(kind)} AS key FROM bundle SEMI JOIN ({' UNION '.join(both)}) USING (bundle)"
        for kind in strong(kinds)
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE outvoted AS SELECT bundle, key FROM (
            SELECT bundle, key, count(*) OVER (PARTITION BY bundle, node) AS votes, count(*) OVER (PARTITION BY bundle) AS keys
            FROM ({named}) JOIN owner USING (key)) WHERE votes * 2 <= keys
    """)
    for kind in strong(kinds):
        con.execute(f"UPDATE bundle SET {column(kind)} = NULL WHERE (bundle, {column(kind)}) IN (FROM outvoted)")


def keep_doubtful_links(con: duckdb.DuckDBPyConnection) -> None:
    """Bring the table doubtful_links up to date with `doubtful`: all of it is replaced where nothing is known from before."""
    con.execute("DELETE FROM doubtful_links WHERE hash(key_a_value, key_a_type) IN (SELECT key FROM region)"
                if has_rows(con, "known") else "DELETE FROM doubtful_links")  # fmt: skip
    con.execute("""
        INSERT INTO doubtful_links BY NAME
        SELECT x.key_type AS key_a_type, x.key_value AS key_a_value, y.key_type AS key_b_type, y.key_value AS key_b_value,
            reason, records
        FROM doubtful JOIN key AS x ON x.key = a JOIN key AS y ON y.key = b WHERE NOT x.is_fixed
    """)
