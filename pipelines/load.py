"""The load: read → map → cast → check → store → derive → publish, all of it on a version in the making.

Nothing that readers see changes before the last step, and that step is one atomic switch (warehouse/store/versions.py).
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from pipelines.archives import Opened, open_archives
from pipelines.canonical import MAPPED_TABLES
from pipelines.check.results import RunInfo
from pipelines.gather import find_exports, gather_sources
from pipelines.intake import stage_exports, take_in
from pipelines.outcome import Load, Outcome, Report
from pipelines.publish import BuildRollups, accept_checks, publish
from pipelines.read.staged_name import name_exports
from pipelines.stage.file import StagedFile
from pipelines.staging import Staging
from pipelines.store.arrivals import make_arrivals
from pipelines.store.batch import all_records
from pipelines.store.building import build_version
from pipelines.store.earlier_files import record_parts
from pipelines.store.registry import read_loaded, record_files, supersede_rejections
from warehouse.actions.log import read_action_log
from warehouse.config.errors import NoWarehouse
from warehouse.config.home import loading
from warehouse.config.settings import Settings
from warehouse.inbox.answers import Answer
from warehouse.people.decisions import read_log
from warehouse.printable import path_text
from warehouse.sentence import sentence
from warehouse.store.versions import current_version, one_writer
from warehouse.store.whole import require_whole


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
    given, outcome.refused = find_exports(paths)
    with one_writer(), working_folder() as folder:
        opened = open_archives(given, folder / "archives", settings.limits)
        outcome.refused |= opened.refused
        exports = opened.exports
        with build_version(folder, settings, name_exports(folder, exports)) as building:
            started_at = now or datetime.now(UTC).replace(tzinfo=None)
            loaded = read_loaded()
            load = Load(building.con, loaded, building.version, started_at, settings, folder, report, outcome, opened)
            with load.timings.measure("staging"):
                sources = gather_sources([*paths, *opened.archives], mapping_file, load.say)
                said = {opened.place_of(path): answer for path, answer in (answers or {}).items()}
                staging = Staging(
                    building.con, settings, loaded, sources, options or {}, folder, load.say, started_at, said
                )
                files, groups = stage_exports(staging, exports)
            note_staged(outcome, staging, opened)
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


def note_staged(outcome: Outcome, staging: Staging, opened: Opened) -> None:
    """Note what became of the files on their way, under the names that they were given with."""
    outcome.warnings += map(opened.as_given, staging.warnings)
    outcome.unchanged = [opened.as_given(name) for name in staging.unchanged]
    outcome.refused |= {opened.as_given(name): opened.as_given(said) for name, said in staging.refused.items()}


def store_files(load: Load, files: list[StagedFile]) -> set[str]:
    """Take the staged files in and write the registry; return the tables. Raises HiloError when a critical expectation fails."""
    con, outcome, opened = load.con, load.outcome, load.opened
    load.say(sentence("checking the rows"))
    taken = take_in(con, files, load.settings, RunInfo(load.load_id, load.now), load.timings)
    accept_checks(load, taken.results, taken.refusals)
    outcome.warnings += taken.warnings
    with load.timings.measure("accounts"):
        named = [(file, opened.short_name(file.path), taken.accounts[file.file_id]) for file in files]
        record_files(con, named, load.load_id, load.now)
        for file, _, account in named:
            shown = account.masked() if load.settings.personal_data == "masked" else account
            outcome.accounts[opened.as_given(path_text(file.path))] = (file.mapping.name, shown)
        supersede_rejections(con, files, taken.tables)
    return {record.table for record in all_records(files)}
