"""The place where a load works: a throw-away database (`staging`), and later a copy of the current version (`building`).

What a mapping says runs only in between: on a connection that can open the load's own files and nothing else, whose
settings are locked, and to which no version is attached yet. Its expressions are checked (expression.py) and quoted; this
is the wall behind that one.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.quoting import quote_text
from pipelines.stage.normalise import install_normalisers
from pipelines.stage.reading import install_readers
from pipelines.store.load_memory import choose_load_memory
from warehouse.config.errors import NoWarehouse
from warehouse.config.settings import Settings
from warehouse.schema import add_missing
from warehouse.store.versions import copy_current, current_version, next_version, version_path

# What DuckDB opens beside a database file: its log, and the log's successor during a checkpoint.
SIDE_FILES = ("", ".wal", ".wal.checkpoint", ".wal.recovery")

# Of records whose rows stand in several files (stage/reunite.py); empty where there are none.
PART_TABLES = {
    "joined": "file_id INTEGER, base BIGINT",
    "part_files": "table_name VARCHAR, record_id VARCHAR, file_id INTEGER",
    "superseded": "table_name VARCHAR, record_id VARCHAR",
    "earlier_parts": "table_name VARCHAR, part_of VARCHAR, record_id VARCHAR",
}


@dataclass(frozen=True)
class Building:
    """The load's connection; number and file of the version in the making, which is there once it is attached."""

    con: duckdb.DuckDBPyConnection
    version: int
    path: Path

    def attach(self) -> None:
        """Bring the copy of the current version in, as the connection's own schema, and that version as `before`, where there is
        one. Call it when all files are staged."""
        if before := copy_current(self.path):
            self.con.execute("ATTACH ? AS before (READ_ONLY)", [str(before)])
        self.con.execute("ATTACH ? AS building", [str(self.path)])
        self.con.execute("USE building")
        add_missing(self.con, "building")


@contextmanager
def build_version(folder: Path, settings: Settings, exports: Sequence[Path] = ()) -> Iterator[Building]:
    """A version in the making; what is left of it when the block ends without publishing is removed. `exports`: the
    only other files that the connection may open."""
    version, path = next_version()
    versions = [path]
    with suppress(NoWarehouse):
        versions.append(version_path(current_version()))
    beside = [version.with_name(version.name + suffix) for version in versions for suffix in SIDE_FILES]
    memory = choose_load_memory(settings, [*exports, *versions])
    con = connect_staging(folder, memory, [*exports, *beside])
    try:
        yield Building(con, version, path)
    finally:
        con.close()
        for suffix in SIDE_FILES:
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def drop_staging(con: duckdb.DuckDBPyConnection) -> None:
    """Forget all that was staged: at ten million contacts it holds half of the memory that a load takes."""
    con.execute("DETACH staging")


def connect_staging(folder: Path, memory: str, files: Sequence[Path]) -> duckdb.DuckDBPyConnection:
    """A connection with the empty database `staging`, which opens only these files, takes at most so much memory (as DuckDB
    writes it) and whose settings are locked."""
    limits: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "temp_directory": str(folder / "spill"),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "python_enable_replacements": "false",
    }
    con = duckdb.connect(":memory:", config=limits)
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET enable_progress_bar = false")
    # In memory, spilling to temp_directory: compressing what is thrown away cost a quarter of the staging.
    con.execute("ATTACH ':memory:' AS staging")
    for name, columns in PART_TABLES.items():
        con.execute(f"CREATE TABLE staging.{name} ({columns})")
    install_readers(con)
    install_normalisers(con)
    con.execute(f"SET allowed_paths = [{', '.join(quote_text(str(file)) for file in files)}]")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    return con
