"""The place where a load works: a copy of the current version (`building`) beside a throw-away database (`staging`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.cast import time_macros
from pipelines.normalise import install_normalisers
from warehouse.schema import add_missing
from warehouse.settings import Settings
from warehouse.versions import start_version


@dataclass(frozen=True)
class Building:
    """A connection whose current schema is the version in the making; its number and file."""

    con: duckdb.DuckDBPyConnection
    version: int
    path: Path


@contextmanager
def build_version(folder: Path, settings: Settings) -> Iterator[Building]:
    """A version in the making; what is left of it when the block ends without publishing is removed."""
    version, path = start_version()
    limits: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.load_memory_limit,
        "temp_directory": str(folder / "spill"),
    }
    con = duckdb.connect(":memory:", config=limits)
    try:
        con.execute("SET TimeZone = 'UTC'")
        con.execute("SET enable_progress_bar = false")
        con.execute("ATTACH ? AS building", [str(path)])
        # In memory, spilling to temp_directory: compressing what is thrown away cost a quarter of the staging.
        con.execute("ATTACH ':memory:' AS staging")
        con.execute("USE building")
        add_missing(con, "building")
        for statement in time_macros():
            con.execute(statement)
        install_normalisers(con)
        yield Building(con, version, path)
    finally:
        con.close()
        path.unlink(missing_ok=True)
        path.with_name(path.name + ".wal").unlink(missing_ok=True)
