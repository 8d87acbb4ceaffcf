"""The place where a load works: a throw-away database (`staging`), and later a copy of the current version (`building`).

What a mapping says runs only in between: on a connection that can open the load's own files and nothing else, whose
settings are locked, and to which no version is attached yet. Its expressions are checked (expression.py) and quoted; this
is the wall behind that one.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.cast import time_macros
from pipelines.normalise import install_normalisers
from pipelines.quoting import quote_text
from warehouse.schema import add_missing
from warehouse.settings import Settings
from warehouse.versions import copy_current, next_version

# What DuckDB opens beside a database file: its log, and the log's successor during a checkpoint.
SIDE_FILES = ("", ".wal", ".wal.checkpoint", ".wal.recovery")


@dataclass(frozen=True)
class Building:
    """The load's connection; number and file of the version in the making, which is there once it is attached."""

    con: duckdb.DuckDBPyConnection
    version: int
    path: Path

    def attach(self) -> None:
        """Bring the copy of the current version in, as the connection's own schema. Call it when all files are staged."""
        copy_current(self.path)
        self.con.execute("ATTACH ? AS building", [str(self.path)])
        self.con.execute("USE building")
        add_missing(self.con, "building")


@contextmanager
def build_version(folder: Path, settings: Settings, exports: Sequence[Path] = ()) -> Iterator[Building]:
    """A version in the making; what is left of it when the block ends without publishing is removed. `exports`: the
    only other files that the connection may open."""
    version, path = next_version()
    limits: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.load_memory_limit,
        "temp_directory": str(folder / "spill"),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "python_enable_replacements": "false",
    }
    con = duckdb.connect(":memory:", config=limits)
    try:
        con.execute("SET TimeZone = 'UTC'")
        con.execute("SET enable_progress_bar = false")
        # In memory, spilling to temp_directory: compressing what is thrown away cost a quarter of the staging.
        con.execute("ATTACH ':memory:' AS staging")
        for statement in time_macros():
            con.execute(statement)
        install_normalisers(con)
        close_doors(con, [*exports, *(path.with_name(path.name + suffix) for suffix in SIDE_FILES)])
        yield Building(con, version, path)
    finally:
        con.close()
        for suffix in SIDE_FILES:
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def close_doors(con: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> None:
    """From now on the connection opens only these files, and no setting of it changes any more."""
    con.execute(f"SET allowed_paths = [{', '.join(quote_text(str(file)) for file in files)}]")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
