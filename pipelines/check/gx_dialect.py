"""The SQLAlchemy dialect `duckdb+cx://`, through which Great Expectations asks a DuckDB connection that is already open.

Great Expectations fetches results after it has closed the connection block, and a DuckDB result dies with the next
statement on its connection. So every SQLAlchemy cursor here is a DuckDB cursor of its own, which lives until its rows
are fetched. Cursors do not see the open transaction of another one: what is to be checked has to be committed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import sqlalchemy
from sqlalchemy import types
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.pool import StaticPool

TYPES: dict[str, Any] = {
    "BOOLEAN": types.Boolean,
    "INTEGER": types.Integer,
    "BIGINT": types.BigInteger,
    "UBIGINT": types.BigInteger,
    "DOUBLE": types.Float,
    "DATE": types.Date,
    "TIMESTAMP": types.DateTime,
    "DECIMAL": types.Numeric,
    "VARCHAR": types.String,
}


class Cursor:
    """One statement on a DuckDB cursor of its own, in the words of the Python database interface."""

    arraysize = 1

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._cursor = connection.cursor()
        self.rowcount = -1

    @property
    def description(self) -> Any:
        return self._cursor.description

    def execute(self, statement: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None) -> Cursor:
        self._cursor.execute(statement, parameters or [])
        return self

    def fetchone(self) -> Any:
        return self._cursor.fetchone()

    def fetchmany(self, size: int = 1) -> list[Any]:
        return self._cursor.fetchmany(size)

    def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    def close(self) -> None:
        """Leave the rows in reach: Great Expectations fetches them after it has closed the block."""


class Connection:
    """An open DuckDB connection that hands out cursors; it only reads, so there is nothing to commit or roll back."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def cursor(self) -> Cursor:
        return Cursor(self._connection)

    def commit(self) -> None: ...

    def rollback(self) -> None: ...

    def close(self) -> None: ...


class DuckDBDialect(PGDialect):
    """PostgreSQL's SQL, which DuckDB understands, with DuckDB's own catalogue for the columns."""

    name = "duckdb"
    driver = "cx"
    default_paramstyle = "qmark"
    supports_statement_cache = True
    supports_server_side_cursors = False

    @classmethod
    def import_dbapi(cls) -> Any:
        return DuckDBInterface

    def initialize(self, connection: Any) -> None:
        """Skip PostgreSQL's questions about its version and settings."""
        self.default_schema_name = "main"

    def do_rollback(self, dbapi_connection: Any) -> None: ...

    def do_commit(self, dbapi_connection: Any) -> None: ...

    def get_isolation_level(self, dbapi_connection: Any) -> Any:
        return "SERIALIZABLE"

    def get_default_isolation_level(self, dbapi_conn: Any) -> Any:
        return "SERIALIZABLE"

    def get_columns(self, connection: Any, table_name: str, schema: str | None = None, **_: Any) -> Any:
        rows = connection.exec_driver_sql(
            "SELECT column_name, data_type, is_nullable FROM duckdb_columns() "
            "WHERE table_name = ? AND ? IN (schema_name, database_name, database_name || '.' || schema_name) "
            "ORDER BY column_index",
            (table_name, schema or "main"),
        ).fetchall()
        if not rows:
            raise sqlalchemy.exc.NoSuchTableError(table_name)
        return [
            {"name": name, "type": TYPES.get(kind.split("(")[0], types.String)(), "nullable": nullable, "default": None}
            for name, kind, nullable in rows
        ]

    def get_table_names(self, connection: Any, schema: str | None = None, **_: Any) -> list[str]:
        rows = connection.exec_driver_sql(
            "SELECT table_name FROM duckdb_tables() WHERE ? IN (schema_name, database_name) ORDER BY ALL",
            (schema or "main",),
        )
        return [name for (name,) in rows.fetchall()]

    def get_view_names(self, connection: Any, schema: str | None = None, **_: Any) -> list[str]:
        return []

    def get_schema_names(self, connection: Any, **_: Any) -> list[str]:
        rows = connection.exec_driver_sql("SELECT DISTINCT database_name FROM duckdb_databases() ORDER BY ALL")
        return [name for (name,) in rows.fetchall()]

    def has_table(self, connection: Any, table_name: str, schema: str | None = None, **_: Any) -> bool:
        return table_name in self.get_table_names(connection, schema)

    def get_pk_constraint(self, connection: Any, table_name: str, schema: str | None = None, **_: Any) -> Any:
        return {"constrained_columns": [], "name": None}


class DuckDBInterface:
    """What SQLAlchemy wants to know of a database interface."""

    Error = duckdb.Error
    paramstyle = "qmark"
    apilevel = "2.0"
    threadsafety = 1


def engine_arguments(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return the arguments of `sqlalchemy.create_engine("duckdb+cx://")` for an engine over this open connection."""
    registry.register("duckdb.cx", __name__, DuckDBDialect.__name__)
    return {"creator": lambda: Connection(connection), "poolclass": StaticPool}
