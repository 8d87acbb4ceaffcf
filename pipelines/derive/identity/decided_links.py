"""What people decided: two keys are one person's, or are not, whatever the records say.

A component that holds two keys which are to be apart is cut: its links are added again, the strongest first, and a link
that would join the two is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import duckdb

from pipelines.derive.identity.keys import Kinds, column, number, strong
from warehouse.people.decisions import Decision


def note_decisions(con: duckdb.DuckDBPyConnection, in_force: Sequence[Decision], new: Sequence[Decision] = ()) -> None:
    """Make the temporary tables `decision` (kind, a, b), of those in force, and `decided_key` (key, rank, key_type,
    key_value), also of new ones that withdraw another."""
    con.execute("CREATE OR REPLACE TEMP TABLE decision (kind VARCHAR, a UBIGINT, b UBIGINT)")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE decided_key (key UBIGINT, rank UTINYINT, key_type VARCHAR, key_value VARCHAR)"
    )
    con.execute("CREATE OR REPLACE TEMP TABLE decided_generic (bundle UBIGINT, key UBIGINT)")
    for decision in in_force:
        (type_a, value_a), (type_b, value_b) = (key.row for key in decision.keys)
        con.execute(
            "INSERT INTO decision VALUES (?, hash(?::VARCHAR, ?::VARCHAR), hash(?::VARCHAR, ?::VARCHAR))",
            [decision.kind, value_a, type_a, value_b, type_b],
        )
    for key in {key for decision in [*in_force, *new] for key in decision.keys}:
        key_type, value = key.row
        con.execute(
            "INSERT INTO decided_key SELECT hash($value::VARCHAR, $type::VARCHAR), $rank, $type, $value",
            {"value": value, "type": key_type, "rank": key.rank},
        )


def add_unseen_keys(con: duckdb.DuckDBPyConnection) -> None:
    """Add to `key` what decisions name and no record carries (yet): it links the others, and names nobody."""
    con.execute(f"""
        INSERT INTO key BY NAME
        SELECT key, rank, key_type, key_value, {number("key_type", "key_value")} AS number,
            false AS is_seen, false AS is_fixed
        FROM decided_key ANTI JOIN key USING (key)
    """)


def cut_apart(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Give the keys of each component in `linked` that holds two keys to be apart their new components."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE to_cut AS SELECT key, linked.component FROM linked SEMI JOIN (
            SELECT x.component FROM decision JOIN linked AS x ON x.key = a JOIN linked AS y ON y.key = b
            WHERE kind = 'apart' AND x.component = y.component) AS torn ON torn.component = linked.component
    """)
    members = [key for (key,) in con.execute("SELECT key FROM to_cut").fetchall()]
    if members:
        apart = con.execute("SELECT a, b FROM decision WHERE kind = 'apart'").fetchall()
        [(free,)] = con.execute("SELECT max(component) + 1 FROM linked").fetchall()
        parts = join_except(members, links_by_strength(con, kinds), apart)
        con.execute("DELETE FROM linked WHERE key IN (SELECT key FROM to_cut)")
        con.executemany(
            "INSERT INTO linked VALUES (?, ?)",
            [(key, free + place) for place, part in enumerate(parts) for key in part],
        )


def links_by_strength(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> list[tuple[int, int]]:
    """Links between the keys in `to_cut`: decided ones first, then by the types, the number of records, the numbers."""
    pairs = [f"SELECT {column(one)} AS a, {column(other)} AS b, records FROM bundle"
             f" WHERE {column(one)} IN (SELECT key FROM to_cut) AND {column(other)} IS NOT NULL"
             for one, other in combinations(strong(kinds), 2)]  # fmt: skip
    decided = "SELECT a, b, NULL AS records FROM decision WHERE kind = 'together' AND a IN (SELECT key FROM to_cut)"
    return con.execute(f"""
        SELECT a, b FROM ({" UNION ALL ".join([*pairs, decided])})
        JOIN key AS x ON x.key = a JOIN key AS y ON y.key = b GROUP BY ALL
        ORDER BY bool_or(records IS NULL) DESC, greatest(any_value(x.rank), any_value(y.rank)),
            least(any_value(x.rank), any_value(y.rank)), sum(records) DESC,
            least(any_value(x.number), any_value(y.number)), greatest(any_value(x.number), any_value(y.number))
    """).fetchall()


def join_except(
    members: Iterable[int], links: Iterable[tuple[int, int]], apart: Iterable[tuple[int, int]]
) -> list[list[int]]:
    """The members in groups: links join them in their order, unless two that are to be apart would meet."""
    group_of = {member: [member] for member in members}
    foes: dict[int, set[int]] = {}
    for a, b in apart:
        foes.setdefault(a, set()).add(b)
        foes.setdefault(b, set()).add(a)
    for a, b in links:
        small, large = sorted((group_of[a], group_of[b]), key=len)
        if small is large or any(group_of.get(foe) is large for one in small for foe in foes.get(one, ())):
            continue
        large += small
        for member in small:
            group_of[member] = large
    return list({id(group): group for group in group_of.values()}.values())
