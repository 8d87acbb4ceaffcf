"""A place to try a load in: the load's own database, which is thrown away, beside the current version, which is only read."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.store.building import SIDE_FILES, connect_staging
from pipelines.store.load_memory import choose_load_memory
from warehouse.config.errors import NoWarehouse
from warehouse.config.settings import Settings
from warehouse.schema import add_missing, find_missing
from warehouse.store.versions import current_version, version_path


@dataclass(frozen=True)
class Scratch:
    """The connection; `current` is the current version's file, if there is one, `copied` where a copy of it may lie."""

    con: duckdb.DuckDBPyConnection
    current: Path | None
    copied: Path

    def attach(self) -> None:
        """Bring the current version in as `building`, as a load does when all files are staged: read only, a copy where an
        earlier Hilo built it and it lacks something, or empty where nothing was loaded yet."""
        if self.current:
            self.con.execute("ATTACH ? AS building (READ_ONLY)", [str(self.current)])
            if not find_missing(self.con, "building"):
                self.con.execute("USE building")
                return
            self.con.execute("DETACH building")
            shutil.copyfile(self.current, self.copied)
            self.con.execute("ATTACH ? AS building", [str(self.copied)])
        else:
            self.con.execute("ATTACH ':memory:' AS building")
        self.con.execute("USE building")
        add_missing(self.con, "building")


@contextmanager
def make_scratch(folder: Path, settings: Settings, exports: Sequence[Path]) -> Iterator[Scratch]:
    """A scratch in the folder. `exports`: the only other files that its connection may open."""
    current, copied = None, folder / "current.duckdb"
    with suppress(NoWarehouse):
        current = version_path(current_version())
    versions = [version for version in (current, copied) if version]
    beside = [version.with_name(version.name + suffix) for version in versions for suffix in SIDE_FILES]
    con = connect_staging(folder, choose_load_memory(settings, exports), [*exports, *beside])
    try:
        yield Scratch(con, current, copied)
    finally:
        con.close()
