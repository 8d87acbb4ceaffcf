"""Running what was put together from a mapping: one statement, and only of a kind that staging needs."""

from collections.abc import Sequence
from typing import Any

import duckdb

KINDS = (
    duckdb.StatementType.SELECT,
    duckdb.StatementType.CREATE,
    duckdb.StatementType.INSERT,
    duckdb.StatementType.DROP,
)


def run_statement(con: duckdb.DuckDBPyConnection, sql: str, params: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
    """The connection with the statement's result. Raises RuntimeError for more than one statement, or another kind than
    reading, making and dropping: a hole in the quoting, never something that a user may be told to mend."""
    statements = con.extract_statements(sql)
    if len(statements) != 1 or statements[0].type not in KINDS:
        raise RuntimeError(f"{len(statements)} statements where staging runs one of {', '.join(map(str, KINDS))}")
    return con.execute(statements[0], list(params))
