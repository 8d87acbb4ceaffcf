"""The load: read → map → cast → check → store → derive → publish, all of it on a version in the making.

Nothing that readers see changes before the last step, and that step is one atomic switch (warehouse/versions.py).
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines.accounts import Account, account_file
from pipelines.batch import (
    all_records,
    apply_patches,
    drop_repeats,
    find_rejected,
    make_batch_views,
    merge_reasons,
    store_table,
)
from pipelines.building import Building, build_version
from pipelines.canonical import MAPPED_TABLES
from pipelines.check import check_staged, check_stored, start_import
from pipelines.check_results import CheckOutcome, RunInfo
from pipelines.derive.all import derive
from pipelines.gather import Sources, gather_sources, list_files, refuse_unknown_options, resolve_options
from pipelines.read.peek import peek_file
from pipelines.registry import (
    count_records,
    find_loaded_file,
    has_rows,
    next_number,
    record_checks,
    record_file,
    record_load,
    settings_in_rows,
    supersede_rejections,
)
from pipelines.stage import StagedFile, stage_file
from warehouse.actions import known_actions, read_action_log
from warehouse.decisions import known_decisions, read_log
from warehouse.errors import HiloError, NoWarehouse
from warehouse.home import loading, quality
from warehouse.originals import hash_file, keep_original
from warehouse.settings import Settings
from warehouse.versions import current_version, one_writer, publish_version
from warehouse.whole import require_whole

BuildRollups = Callable[[duckdb.DuckDBPyConnection, Settings, dict[str, str]], str]
Report = Callable[[str], None]


@dataclass
class Outcome:
    """What a load did: the published version (None: nothing changed), each file's source and account, what was refused."""

    load_id: int | None = None
    version: int | None = None
    accounts: dict[str, tuple[str, Account]] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Load:
    """What every step of one load needs."""

    con: duckdb.DuckDBPyConnection
    load_id: int
    version: int
    now: datetime
    settings: Settings
    folder: Path
    report: Report
    outcome: Outcome


def load_exports(
    paths: list[Path],
    settings: Settings,
    build_rollups: BuildRollups,
    mapping_file: Path | None = None,
    options: dict[str, str] | None = None,
    report: Report = lambda line: None,
    now: datetime | None = None,
) -> Outcome:
    """Load the files, and the files in the folders, in one transaction; publish a new version when anything changed.

    A file that cannot be read as a whole is refused and left out (Outcome.refused); the others are loaded. Raises
    HiloError when nothing may be published: another load runs, or a critical expectation fails.
    """
    outcome = Outcome()
    start_import()  # Great Expectations takes seconds to import; the files are read meanwhile
    with (
        one_writer(),
        working_folder() as folder,
        build_version(folder, settings) as building,
    ):
        con = building.con
        started_at = now or datetime.now(UTC).replace(tzinfo=None)
        load_id = next_number(con, "loads", "load_id")
        load = Load(con, load_id, building.version, started_at, settings, folder, report, outcome)
        files = stage_files(load, paths, gather_sources(paths, mapping_file), options or {})
        if not files:
            return outcome
        publish(load, building, store_files(load, files), build_rollups)
    return outcome


def derive_again(
    settings: Settings,
    build_rollups: BuildRollups,
    report: Report = lambda line: None,
    now: datetime | None = None,
) -> Outcome:
    """Publish a new version of the same records: with the decisions and settings of now, and no new files.

    Raises HiloError when nothing is loaded yet, another load runs, or a critical expectation fails.
    """
    current_version()
    outcome = Outcome()
    start_import()
    with (
        one_writer(),
        working_folder() as folder,
        build_version(folder, settings) as building,
    ):
        started_at = now or datetime.now(UTC).replace(tzinfo=None)
        load_id = next_number(building.con, "loads", "load_id")
        load = Load(building.con, load_id, building.version, started_at, settings, folder, report, outcome)
        publish(load, building, set(MAPPED_TABLES), build_rollups)
    return outcome


@contextmanager
def working_folder() -> Iterator[Path]:
    """A folder in the home for what a load unpacks and spills, once all that it builds on is sound; removed at the end.

    Raises HiloError when the current version is not whole, or knows more decisions or actions than their logs hold.
    """
    with suppress(NoWarehouse):  # the first load
        require_whole(current_version())
    read_log(), read_action_log()
    loading().mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=loading(), prefix="load-") as folder:
        yield Path(folder)


def publish(load: Load, building: Building, touched: set[str], build_rollups: BuildRollups) -> None:
    """Derive, check and publish what was stored; note it in the outcome."""
    finish_version(load, touched, build_rollups)
    load.con.close()
    logs = {"decisions": known_decisions(read_log()), "actions": known_actions()}
    publish_version(building.version, building.path, load.settings.kept_versions, logs)
    load.outcome.load_id, load.outcome.version = load.load_id, building.version
    load.report(f"published version {building.version}")


def stage_files(load: Load, paths: list[Path], sources: Sources, options: dict[str, str]) -> list[StagedFile]:
    """Read, map and cast every file; refused ones and those that were loaded before are noted in the outcome."""
    refuse_unknown_options(options, sources)
    first_file = next_number(load.con, "files", "file_id")
    staged: list[StagedFile] = []
    seen: set[tuple[str, str]] = set()
    for path in list_files(paths):
        try:
            file = stage_one(load, path, sources, options, first_file + len(staged), seen)
        except HiloError as error:
            load.outcome.refused[str(path)] = str(error)
            continue
        if file:
            staged.append(file)
        else:
            load.outcome.unchanged.append(str(path))
    return staged


def stage_one(
    load: Load, path: Path, sources: Sources, options: dict[str, str], file_id: int, seen: set[tuple[str, str]]
) -> StagedFile | None:
    """The staged file; None when this very export is loaded already. Raises HiloError to refuse it."""
    peek = peek_file(path, load.folder, options.get("encoding"))
    mapping = sources.source_of(peek)
    in_force = resolve_options(path, mapping, options) | settings_in_rows(load.settings)
    sha256 = hash_file(path)
    is_known = (sha256, mapping.name) in seen or find_loaded_file(load.con, sha256, mapping, in_force)
    seen.add((sha256, mapping.name))
    if is_known:
        keep_original(path, sha256)  # it may have been lost meanwhile
        return None
    load.report(f"{path.name}: reading as {mapping.name}")
    staged = stage_file(load.con, file_id, peek, mapping, in_force, load.settings)
    staged.sha256 = sha256
    keep_original(path, sha256)
    return staged


def store_files(load: Load, files: list[StagedFile]) -> set[str]:
    """Check the staged rows, keep the failing ones aside, upsert the others, write the registry; return the tables.

    Raises HiloError when a critical expectation fails.
    """
    con = load.con
    tables = make_batch_views(con, files)
    load.report("checking the rows")
    checked = check_staged(con, "staging", tables, load.settings, RunInfo(load.load_id, load.now, quality()))
    accept_checks(load, checked)
    find_rejected(con, files, tables)
    load.report("storing the rows")
    for table in tables:
        drop_repeats(con, table)
        store_table(con, table, files)
    apply_patches(con, files)
    merge_reasons(con, files)
    for file in files:
        account = account_file(con, file)
        record_file(con, file, account, load.load_id, load.now)
        load.outcome.accounts[str(file.path)] = (file.mapping.name, account)
    supersede_rejections(con, files, tables)
    return {record.table for record in all_records(files)}


def finish_version(load: Load, touched: set[str], build_rollups: BuildRollups) -> None:
    """Derive persons, contact chains and local times, build the rollups, check the whole, note the facts of the version."""
    con = load.con
    load.report("deriving persons and contacts")
    facts = derive(con, load.settings, touched, read_log())
    facts |= {"timezone": load.settings.timezone, "published_at": load.now.isoformat(), "version": str(load.version)}
    load.report("building the rollups")
    facts["rollup_fingerprint"] = build_rollups(con, load.settings, facts)
    con.execute("DELETE FROM building.version_facts")
    con.executemany("INSERT INTO building.version_facts VALUES (?, ?)", list(facts.items()))
    record_load(con, load.load_id, load.version, load.now)
    load.report("checking the whole")
    before = count_records()
    tables = [table for table in MAPPED_TABLES if table in before or has_rows(con, table)]
    run = RunInfo(load.load_id, load.now, quality())
    accept_checks(load, check_stored(con, "building", [*tables, "files", "matters", "journeys"], before, run))
    con.execute("CHECKPOINT building")


def accept_checks(load: Load, checked: CheckOutcome) -> None:
    """Note the results. Raises HiloError when a critical expectation fails, so that nothing is published."""
    if not checked.may_publish:
        raise HiloError(f"nothing is published: {'; '.join(checked.refusals)}")
    record_checks(load.con, checked.results)
    load.outcome.warnings += [
        f"{result.table_name} ({result.source}): {result.rule}: {result.unexpected_rows:,} rows"
        for result in checked.results
        if result.severity == "warning" and not result.is_met
    ]
