"""Weak keys to persons, one type after the other: a key that meets one person is that person's, one that meets several
belongs to one after the other (a recycled number) or to nobody (a family's), and one that meets nobody is a person.
"""

from __future__ import annotations

import duckdb

from pipelines.derive.identity.keys import Kinds, column, weak
from warehouse.config.settings import Settings
from warehouse.people.key import RANK, KeyType


def settle_weak_keys(con: duckdb.DuckDBPyConnection, kinds: Kinds, settings: Settings) -> None:
    """Add the weak keys to `owner`, and write to `bundle` whom they name where no strong key does."""
    for kind in weak(kinds):
        collect_met(con, kind)
        leave_out_apart(con)
        give_to_the_only_person(con)
        divide_among_several(con, settings)
        make_persons_of_the_rest(con, kind)
        part_two_of_one_type(con)
        name_bundles(con, kind)


def collect_met(con: duckdb.DuckDBPyConnection, kind: KeyType) -> None:
    """Make the temporary table `met` (key, node, first, last): the persons on whose records a key stands, and when."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE met AS
        SELECT {column(kind)} AS key, node, min(first) AS first, max(last) AS last FROM bundle
        ANTI JOIN settled ON settled.key = {column(kind)}
        WHERE {column(kind)} IS NOT NULL AND node IS NOT NULL GROUP BY ALL
    """)


def leave_out_apart(con: duckdb.DuckDBPyConnection) -> None:
    """A person whom it was decided to keep apart from a key does not count among those it meets.

    When nobody is left the key is nobody's: records with other people's keys show it to be in several hands.
    """
    con.execute("""
        CREATE OR REPLACE TEMP TABLE kept_apart AS SELECT DISTINCT met.key, met.node
        FROM (SELECT a, b FROM decision WHERE kind = 'apart' UNION ALL SELECT b, a FROM decision WHERE kind = 'apart')
        JOIN met ON met.key = a JOIN owner ON owner.key = b AND owner.node = met.node
    """)
    con.execute("DELETE FROM met USING kept_apart AS k WHERE met.key = k.key AND met.node = k.node")
    con.execute(
        "INSERT INTO owner BY NAME SELECT key, 'shared' AS state, 'decided' AS reason, count(*)::INTEGER AS partners"
        " FROM kept_apart ANTI JOIN met USING (key) GROUP BY key"
    )
    con.execute("INSERT INTO settled SELECT DISTINCT key FROM kept_apart ANTI JOIN met USING (key)")


def give_to_the_only_person(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE several AS SELECT key FROM met GROUP BY key HAVING count(*) > 1")
    con.execute(
        "INSERT INTO owner BY NAME SELECT key, 'sole' AS state, node, 1 AS partners FROM met ANTI JOIN several USING (key)"
    )


def divide_among_several(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Recycled: the persons' times with the key do not overlap, and long enough nobody had it in between."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE several AS
        SELECT turn.*, partners > {settings.key_partner_limit} AND NOT is_personal(key_type, key_value) AS is_generic,
            bool_and(place = 1 OR first >= last_before + INTERVAL {settings.recycled_after_days} DAY)
                OVER (PARTITION BY turn.key) AS is_recycled
        FROM (
            SELECT *, (row_number() OVER turns)::INTEGER AS place, (count(*) OVER (PARTITION BY key))::INTEGER AS partners,
                max(last) OVER (turns ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last_before
            FROM met SEMI JOIN several USING (key) WINDOW turns AS (PARTITION BY key ORDER BY first, node)
        ) AS turn JOIN key USING (key)
    """)
    con.execute("""
        INSERT INTO owner BY NAME
        SELECT key, CASE WHEN is_generic THEN 'generic' ELSE 'shared' END AS state,
            CASE WHEN is_generic THEN 'many_partners' ELSE 'two_persons' END AS reason, partners
        FROM several WHERE place = 1 AND (is_generic OR NOT is_recycled)
    """)
    con.execute("""
        INSERT INTO owner BY NAME
        SELECT key, 'recycled' AS state, node, partners, CASE WHEN place > 1 THEN first END AS valid_from,
            CASE WHEN place < partners THEN last + INTERVAL 1 MICROSECOND END AS valid_until
        FROM several WHERE is_recycled AND NOT is_generic
    """)


def make_persons_of_the_rest(con: duckdb.DuckDBPyConnection, kind: KeyType) -> None:
    """A key that meets nobody is a person of its own."""
    con.execute(f"""
        INSERT INTO owner BY NAME
        SELECT key, 'sole' AS state, -1 - number AS node, 0 AS partners
        FROM key ANTI JOIN met USING (key) ANTI JOIN settled USING (key) ANTI JOIN generic USING (key)
        WHERE rank = {RANK[kind.name]} AND is_seen AND NOT is_fixed
    """)


def part_two_of_one_type(con: duckdb.DuckDBPyConnection) -> None:
    """Of two keys of one type that are to be apart and met the same person, the one with the larger number is nobody's."""
    pairs = con.execute("""
        SELECT DISTINCT a, b, x.number, y.number FROM decision JOIN key AS x ON x.key = a JOIN key AS y ON y.key = b
        WHERE kind = 'apart' AND x.rank = y.rank AND a IN (SELECT key FROM met) AND b IN (SELECT key FROM met)
        ORDER BY least(x.number, y.number), greatest(x.number, y.number)
    """).fetchall()
    for a, b, number_a, number_b in pairs:
        loser, winner = (a, b) if number_a > number_b else (b, a)
        shares = "SELECT 1 FROM owner AS l JOIN owner AS w USING (node) WHERE l.key = ? AND w.key = ?"
        if con.execute(shares, [loser, winner]).fetchone():
            [(partners,)] = con.execute("DELETE FROM owner WHERE key = ? RETURNING partners", [loser]).fetchall()[:1]
            con.execute("INSERT INTO owner BY NAME SELECT ? AS key, 'shared' AS state, 'decided' AS reason, ? AS partners",
                        [loser, partners])  # fmt: skip


def name_bundles(con: duckdb.DuckDBPyConnection, kind: KeyType) -> None:
    """Whom the key names where no key before it does; a recycled one where all records are of one spell."""
    con.execute(f"""
        UPDATE bundle SET node = owner.node FROM owner
        WHERE bundle.node IS NULL AND owner.key = bundle.{column(kind)} AND owner.node IS NOT NULL
            AND (owner.valid_from IS NULL OR bundle.first >= owner.valid_from)
            AND (owner.valid_until IS NULL OR bundle.last < owner.valid_until)
    """)
