"""What the warehouse knows of its loads: files, accounts, rows kept aside and when a newer export settled them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import duckdb
import msgspec

from pipelines.canonical import MAPPED_TABLES
from pipelines.check.results import Result
from pipelines.mapping.model import Mapping
from pipelines.stage.file import StagedFile
from pipelines.store.accounts import Account
from pipelines.store.batch import has_rows
from pipelines.store.emptied import record_emptied
from pipelines.store.rejected import record_rejected
from warehouse.config.errors import NoWarehouse
from warehouse.config.settings import Settings
from warehouse.store.version_file import READER
from warehouse.store.versions import current_version, version_path


@dataclass(frozen=True)
class Loaded:
    """What the published version knows of earlier loads: the next free numbers, and of each export (its SHA-256 and
    source) the mapping and options that it was last read with."""

    next_load: int = 1
    next_file: int = 1
    files: dict[tuple[str, str], tuple[str, dict[str, str]]] = field(default_factory=dict)

    def has_file(self, sha256: str, mapping: Mapping, options: dict[str, str]) -> bool:
        """Whether these very bytes were last loaded with this very mapping and these options."""
        return self.files.get((sha256, mapping.prefix)) == (mapping.sha256, options)


def read_loaded() -> Loaded:
    """What is loaded now; of a first load, nothing."""
    try:
        path = version_path(current_version())
    except NoWarehouse:
        return Loaded()
    with READER.attach(path) as con:
        loads = con.execute("SELECT coalesce(max(load_id), 0) + 1 FROM version.loads").fetchall()[0][0]
        rows = con.execute(
            "SELECT file_id, sha256, source, mapping_sha256, options FROM version.files ORDER BY file_id"
        ).fetchall()
    files = {(sha256, source): (mapping, dict(options or {})) for _, sha256, source, mapping, options in rows}
    return Loaded(int(loads), max((row[0] for row in rows), default=0) + 1, files)


def settings_in_rows(settings: Settings) -> dict[str, str]:
    """The settings that are applied to rows when they are loaded, as one more entry of a file's options."""
    applied = [settings.stages, settings.stage_rules, settings.phone_region]
    return {"(settings)": hashlib.sha256(msgspec.json.encode(applied)).hexdigest()}


def record_load(con: duckdb.DuckDBPyConnection, load_id: int, version: int, now: datetime) -> None:
    """Write the load's row."""
    con.execute("INSERT INTO building.loads VALUES (?, ?, ?, ?)", [load_id, now, now, version])


def count_records(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Records by table in `before`, the version that this one grows from, of the tables that have any."""
    if not has_rows(con, "duckdb_databases() WHERE database_name = 'before'"):
        return {}
    counts = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM before.{table}" for table in MAPPED_TABLES)
    return {table: rows for table, rows in con.execute(counts).fetchall() if rows}


def record_checks(con: duckdb.DuckDBPyConnection, results: Sequence[Result]) -> None:
    """Write what the expectations found."""
    if results:
        rows = ", ".join(f"({', '.join('?' * len(results[0]))})" for _ in results)
        con.execute(
            f"INSERT INTO building.expectation_results VALUES {rows}", [cell for row in results for cell in row]
        )


def record_files(
    con: duckdb.DuckDBPyConnection, taken: Sequence[tuple[StagedFile, str, Account]], load_id: int, now: datetime
) -> None:
    """Write a row for each file under its name, and their documented skips, emptied cells and rejected rows with the text as
    exported."""
    files = [
        (
            file.file_id, load_id, file.mapping.prefix, name, file.sha256, file.mapping.sha256, file.path.stat().st_size,
            file.encoding, file.zone, list(file.options), list(file.options.values()), account.rows_read, account.rows_loaded,
            account.rows_rejected, account.rows_skipped, account.records, account.first_record_at, account.last_record_at, now,
        )
        for file, name, account in taken
    ]  # fmt: skip
    # One statement for all: one for each takes ten times as long.
    options = "map_from_entries(list_zip(?::VARCHAR[], ?::VARCHAR[]))"
    row = f"({', '.join(['?'] * 9)}, {options}, {', '.join(['?'] * 8)})"
    rows = ", ".join([row] * len(files))
    con.execute(f"INSERT INTO building.files VALUES {rows}", [cell for file in files for cell in file])
    for file, _, account in taken:
        for reason, (count, line) in account.skips.items():
            con.execute("INSERT INTO building.skipped_rows VALUES (?, ?, ?, ?)", [file.file_id, reason, count, line])
        if account.rows_rejected:
            record_rejected(con, file)
    record_emptied(con, [(file.file_id, cells) for file, _, account in taken for cells in account.emptied])


def supersede_rejections(con: duckdb.DuckDBPyConnection, files: list[StagedFile], tables: list[str]) -> None:
    """Mark rows kept aside earlier as settled once a newer export brings their record, loaded or rejected again."""
    if not has_rows(con, "building.rejected_rows WHERE superseded_by IS NULL"):
        return
    first = min(file.file_id for file in files)
    # Another file of this load may tell of the same record in another way (a ticket and its rating), so it settles nothing.
    brought = " UNION ALL ".join(
        [f"SELECT record_id, file_id FROM arrived_{table} WHERE file_id >= {first}" for table in tables]
        + [f"SELECT record_id, file_id FROM building.rejected_rows WHERE file_id >= {first} AND record_id IS NOT NULL"]
    )
    con.execute(f"""
        UPDATE building.rejected_rows r SET superseded_by = b.file_id
        FROM (
            SELECT r.file_id AS rejected_in, record_id, max(b.file_id) AS file_id FROM ({brought}) b
            JOIN building.rejected_rows r USING (record_id)
            JOIN building.files this ON this.file_id = b.file_id JOIN building.files before ON before.file_id = r.file_id
            WHERE r.file_id < {first} OR (r.file_id < b.file_id AND before.mapping_sha256 = this.mapping_sha256)
            GROUP BY ALL) b
        WHERE r.record_id = b.record_id AND r.file_id = b.rejected_in AND r.superseded_by IS NULL
    """)
