"""What people decided: two keys are one person's, or are not, whatever the records say."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from pipelines.derive.identity.keys import number
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
