"""The load: read → map → cast → check → store → derive → publish, all of it on a version in the making.

Nothing that readers see changes before the last step, and that step is one atomic switch (warehouse/store/versions.py).
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines.canonical import MAPPED_TABLES
from pipelines.check.emptied import count_emptied, emptied_lines
from pipelines.check.patched import count_again, take_patched
from pipelines.check.results import CheckOutcome, RunInfo, warning_lines
from pipelines.check.staged import check_staged, check_stored
from pipelines.derive.all import derive, derive_step, touched_persons
from pipelines.gather import find_exports, gather_sources
from pipelines.read.staged_name import name_exports
from pipelines.stage.file import StagedFile
from pipelines.stage.reunite import group_files, reunite_files
from pipelines.staging import Staging
from pipelines.store.accounts import Account, account_files
from pipelines.store.arrivals import make_arrivals
from pipelines.store.batch import (
    all_records,
    find_rejected,
    has_rows,
    make_batch_views,
    merge_reasons,
)
from pipelines.store.building import Building, build_version, drop_staging
from pipelines.store.crowded import find_crowded
from pipelines.store.doubled import find_doubled
from pipelines.store.earlier_files import read_earlier, record_parts
from pipelines.store.lost_answers import lost_answer_lines
from pipelines.store.registry import (
    Loaded,
    count_records,
    read_loaded,
    record_checks,
    record_file,
    record_load,
    supersede_rejections,
)
from pipelines.store.repeats import find_clashes, find_strangers
from pipelines.timings import Timings
from warehouse.actions.log import known_actions, read_action_log
from warehouse.config.errors import HiloError, NoWarehouse
from warehouse.config.home import loading
from warehouse.config.settings import Settings
from warehouse.inbox.answers import Answer
from warehouse.people.decisions import known_decisions, read_log
from warehouse.printable import path_text
from warehouse.sentence import sentence
from warehouse.store.versions import current_version, one_writer, publish_version
from warehouse.store.whole import require_whole

BuildRollups = Callable[[duckdb.DuckDBPyConnection, Settings, dict[str, str], str | None], str]
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
    emptied: list[str] = field(default_factory=list)
    timings: Timings = field(default_factory=Timings)


@dataclass(frozen=True)
class Load:
    """What every step of one load needs."""

    con: duckdb.DuckDBPyConnection
    loaded: Loaded
    version: int
    now: datetime
    settings: Settings
    folder: Path
    report: Report
    outcome: Outcome

    @property
    def timings(self) -> Timings:
        """How long each part takes, in the outcome."""
        return self.outcome.timings

    @property
    def load_id(self) -> int:
        """The load's number."""
        return self.loaded.next_load


def load_exports(
    paths: list[Path],
    settings: Settings,
    build_rollups: BuildRollups,
    mapping_file: Path | None = None,
    options: dict[str, str] | None = None,
    report: Report = lambda line: None,
    now: datetime | None = None,
    answers: Mapping[Path, Answer] | None = None,
) -> Outcome:
    """Load the files, and the files in the folders, in one transaction; publish a new version when anything changed.
    `answers`: what is said about single files, over the options of all.

    A file that cannot be read as a whole is refused and left out (Outcome.refused); the others are loaded. Raises
    HiloError when nothing may be published: another load runs, or a critical expectation fails.
    """
    outcome = Outcome()
    exports, outcome.refused = find_exports(paths)
    with (
        one_writer(),
        working_folder() as folder,
        build_version(folder, settings, name_exports(folder, exports)) as building,
    ):
        started_at = now or datetime.now(UTC).replace(tzinfo=None)
        loaded = read_loaded()
        load = Load(building.con, loaded, building.version, started_at, settings, folder, report, outcome)
        with load.timings.measure("staging"):
            sources = gather_sources(paths, mapping_file, report)
            staging = Staging(
                building.con, settings, loaded, sources, options or {}, folder, report, started_at, answers or {}
            )
            files = staging.stage(exports)
            groups = group_files(files)
            outcome.warnings += staging.warnings + read_earlier(building.con, groups, settings, folder, started_at)
            reunite_files(building.con, groups)
            outcome.unchanged = staging.unchanged
            outcome.refused |= staging.refused
        if not files:
            return outcome
        building.attach()
        touched = store_files(load, files)
        record_parts(building.con, groups)
        publish(load, building, touched, build_rollups)
    return outcome


def derive_again(
    settings: Settings,
    build_rollups: BuildRollups,
    report: Report = lambda line: None,
    now: datetime | None = None,
    step: str = "",
) -> Outcome:
    """Publish a new version of the same records: with the decisions and settings of now, and no new files. `step`: only that
    one is repeated.

    Raises WrongUse for a step that cannot be repeated alone, HiloError when nothing is loaded yet, another load runs, or a critical expectation fails.
    """
    current_version()
    outcome = Outcome()
    with (
        one_writer(),
        working_folder() as folder,
        build_version(folder, settings) as building,
    ):
        started_at = now or datetime.now(UTC).replace(tzinfo=None)
        load = Load(building.con, read_loaded(), building.version, started_at, settings, folder, report, outcome)
        building.attach()
        make_arrivals(building.con, [], [])
        publish(load, building, set(MAPPED_TABLES), build_rollups, step)
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


def publish(load: Load, building: Building, touched: set[str], build_rollups: BuildRollups, step: str = "") -> None:
    """Derive, all or one step, check and publish; note it in the outcome."""
    finish_version(load, touched, build_rollups, step)
    load.con.close()
    logs = {"decisions": known_decisions(read_log()), "actions": known_actions()}
    with load.timings.measure("publishing"):
        publish_version(building.version, building.path, load.settings.kept_versions, logs)
    load.outcome.load_id, load.outcome.version = load.load_id, building.version
    load.report(sentence("published version {version}", version=building.version))


def store_files(load: Load, files: list[StagedFile]) -> set[str]:
    """Check the staged rows, keep the failing ones aside, let the others arrive, write the registry; return the tables.

    Raises HiloError when a critical expectation fails.
    """
    con = load.con
    tables = make_batch_views(con, files)
    load.report(sentence("checking the rows"))
    with load.timings.measure("checking the rows"):
        run = RunInfo(load.load_id, load.now)
        checked = check_staged(con, "staging", tables, load.settings, run)
        records = all_records(files)
        checked.results.extend(count_emptied(con, records, run))
        to_patch = take_patched(checked.results, records)
        accept_checks(load, checked)
        find_rejected(con, files, tables)
        find_clashes(con, files, tables)
    with load.timings.measure("what comes and goes"):
        make_arrivals(con, files, tables)
        accept_checks(load, CheckOutcome(count_again(con, to_patch), {}, []))
        load.outcome.warnings += [
            sentence(
                "{records}: {rows:,} records take the place of stored ones of another day and another customer; if they are of another account of the vendor, roll back and load them with --option account=NAME",
                records=table,
                rows=rows,
            )
            for table in tables
            if (rows := find_strangers(con, table))
        ]
        load.outcome.warnings += [*find_doubled(con, files), *find_crowded(con, tables)]
        merge_reasons(con, files)
    with load.timings.measure("accounts"):
        load.outcome.emptied += lost_answer_lines(con, files)
        accounts = account_files(con, files)
        for file in files:
            account = accounts[file.file_id]
            record_file(con, file, account, load.load_id, load.now)
            load.outcome.accounts[path_text(file.path)] = (file.mapping.name, account)
        supersede_rejections(con, files, tables)
    return {record.table for record in all_records(files)}


def finish_version(load: Load, touched: set[str], build_rollups: BuildRollups, step: str) -> None:
    """Derive persons, contact chains and local times, build the rollups, check the whole, note the facts of the version."""
    con = load.con
    load.report(sentence("deriving persons and contacts"))
    if step:
        facts = derive_step(con, load.settings, step, read_log(), load.timings)
    else:
        facts = derive(con, load.settings, touched, read_log(), load.timings, lambda: drop_staging(con))
    facts |= {"timezone": load.settings.timezone, "published_at": load.now.isoformat(), "version": str(load.version)}
    load.report(sentence("building the rollups"))
    with load.timings.measure("rollups"):
        facts["rollup_fingerprint"] = build_rollups(con, load.settings, facts, touched_persons(con))
    con.execute("DELETE FROM building.version_facts")
    # One statement: one for each fact takes ten times as long.
    con.execute("INSERT INTO building.version_facts SELECT unnest(?), unnest(?)", [list(facts), list(facts.values())])
    record_load(con, load.load_id, load.version, load.now)
    load.report(sentence("checking the whole"))
    before = count_records(con)
    tables = [table for table in MAPPED_TABLES if table in before or has_rows(con, f"building.{table}")]
    run = RunInfo(load.load_id, load.now)
    with load.timings.measure("checking the whole"):
        checked = [*tables, "files", "matters", "journeys"]
        accept_checks(load, check_stored(con, "building", checked, before, run, touched_persons(con)))
    with load.timings.measure("writing the file"):
        con.execute("CHECKPOINT building")


def accept_checks(load: Load, checked: CheckOutcome) -> None:
    """Note the results. Raises HiloError when a critical expectation fails, so that nothing is published."""
    if not checked.may_publish:
        raise HiloError("nothing is published: {reasons}", reasons="; ".join(checked.refusals))
    record_checks(load.con, checked.results)
    load.outcome.emptied += emptied_lines(checked.results, load.settings.personal_data == "masked")
    load.outcome.warnings += warning_lines(checked.results)
