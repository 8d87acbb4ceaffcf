"""What a load and its preview do alike, so that the one says what the other does: exports are staged, checked, kept aside where they
must be, and arrive beside what is stored. Nothing is written but to the staging database and to temporary tables."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.check.patched import count_again, take_patched
from pipelines.check.results import Result, RunInfo, warning_lines
from pipelines.check.staged import check_staged
from pipelines.stage.file import StagedFile
from pipelines.stage.reunite import Alike, group_files, reunite_files
from pipelines.staging import Staging
from pipelines.store.accounts import Account, account_files
from pipelines.store.arrivals import make_arrivals
from pipelines.store.batch import all_records, find_rejected, make_batch_views, merge_reasons
from pipelines.store.crowded import find_crowded
from pipelines.store.doubled import find_doubled
from pipelines.store.earlier_files import read_earlier
from pipelines.store.repeats import find_clashes, find_strangers
from pipelines.timings import Timings
from warehouse.config.settings import Settings
from warehouse.sentence import sentence


@dataclass(frozen=True)
class Intake:
    """What staged files bring. `tables`: those that they fill; `accounts`: by number of the file; `results`: what the checks
    found; `refusals`: why nothing may be published."""

    tables: list[str]
    accounts: dict[int, Account]
    results: list[Result]
    refusals: list[str]
    warnings: list[str]


def stage_exports(staging: Staging, exports: list[Path]) -> tuple[list[StagedFile], list[Alike]]:
    """Stage the files, and put together records whose rows stand in several, also of earlier loads. Returns the files, and
    those among them whose records may be of several rows; what is to be warned of stands in the staging."""
    files = staging.stage(exports)
    groups = group_files(files)
    staging.warnings += read_earlier(staging.con, groups, staging.settings, staging.folder, staging.now)
    reunite_files(staging.con, groups)
    return files, groups


def take_in(
    con: duckdb.DuckDBPyConnection, files: list[StagedFile], settings: Settings, run: RunInfo, timings: Timings
) -> Intake:
    """Check the staged rows, keep the failing ones aside and let the others arrive beside the version that is attached as
    `building`. Raises HiloError when an account does not add up."""
    tables = make_batch_views(con, files)
    with timings.measure("checking the rows"):
        checked = check_staged(con, "staging", tables, run)
        to_patch = take_patched(checked.results, all_records(files))
        find_rejected(con, files, tables)
        find_clashes(con, files, tables)
    with timings.measure("what comes and goes"):
        make_arrivals(con, files, tables)
        results = [*checked.results, *count_again(con, to_patch)]
        strangers = {table: rows for table in tables if (rows := find_strangers(con, table))}
        warnings = [
            *warning_lines(results),
            *(stranger_line(table, rows) for table, rows in strangers.items()),
            *find_doubled(con, files),
            *find_crowded(con, tables),
        ]
        merge_reasons(con, files)
    with timings.measure("accounts"):
        accounts = account_files(con, files)
    return Intake(tables, accounts, results, checked.refusals, warnings)


def stranger_line(table: str, rows: int) -> str:
    """What is said of records that look like another customer's."""
    return sentence(
        "{records}: {rows:,} records take the place of stored ones of another day and another customer; if they are of another account of the vendor, roll back and load them with --option account=NAME",
        records=table,
        rows=rows,
    )
