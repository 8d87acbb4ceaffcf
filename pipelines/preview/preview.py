"""What a load would do, file by file, and nothing of it done: the load's own steps up to the point where it writes."""

import hashlib
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import msgspec

from pipelines.check.patched import take_patched
from pipelines.check.results import RunInfo, warning_lines
from pipelines.check.staged import check_staged
from pipelines.gather import find_exports, gather_sources
from pipelines.identify import NO_LAYOUT, heads_of, json_paths_of
from pipelines.mapping.model import Mapping as Source
from pipelines.preview.questions import find_questions
from pipelines.preview.records import count_reasons, list_records
from pipelines.preview.scratch import Scratch, make_scratch
from pipelines.read.peek import Peek
from pipelines.read.staged_name import name_exports
from pipelines.stage.file import StagedFile
from pipelines.stage.reunite import group_files, reunite_files
from pipelines.staging import Staging
from pipelines.store.accounts import Account, account_files
from pipelines.store.arrivals import make_arrivals
from pipelines.store.batch import all_records, find_rejected, make_batch_views, merge_reasons
from pipelines.store.crowded import find_crowded
from pipelines.store.doubled import find_doubled
from pipelines.store.earlier_files import read_earlier
from pipelines.store.registry import read_loaded
from pipelines.store.repeats import find_clashes
from pipelines.unsettled import NeedsAnswer, SeveralSources, UnknownSource
from warehouse.config.home import inbox
from warehouse.config.settings import Settings
from warehouse.inbox.answers import Answer
from warehouse.inbox.report import ASKS, READY, REFUSED, SEVERAL, UNCHANGED, UNKNOWN, FileReport, Reason, Report
from warehouse.printable import path_text
from warehouse.store.permissions import private_files

VERDICTS = {UnknownSource: UNKNOWN, SeveralSources: SEVERAL, NeedsAnswer: ASKS}
MOST_COLUMNS = 400  # of a file, that are told


def preview_exports(
    paths: list[Path],
    settings: Settings,
    mapping_file: Path | None = None,
    options: dict[str, str] | None = None,
    answers: Mapping[Path, Answer] | None = None,
    now: datetime | None = None,
) -> Report:
    """What a load of the files, and of the files in the folders, would do. Takes no lock: a load may run beside it.

    Raises HiloError for a path that is not there, a mapping or option that is wrong, or a published version that cannot be read.
    """
    exports, left_out = find_exports(paths)
    with private_files():
        inbox().mkdir(parents=True, exist_ok=True, mode=0o700)
        with (
            tempfile.TemporaryDirectory(dir=inbox(), prefix="preview-") as place,
            make_scratch(Path(place), settings, name_exports(Path(place), exports)) as scratch,
        ):
            sources = gather_sources(paths, mapping_file, lambda line: None)
            loaded = read_loaded()
            started_at = now or datetime.now(UTC).replace(tzinfo=None)
            staging = Staging(
                scratch.con, settings, loaded, sources, options or {}, Path(place), lambda line: None, started_at, answers or {}, is_kept=False
            )  # fmt: skip
            files = staging.stage(exports)
            staging.refused |= left_out
            groups = group_files(files)
            found_before = read_earlier(scratch.con, groups, settings, Path(place), started_at)
            reunite_files(scratch.con, groups)
            run = RunInfo(loaded.next_load, started_at)
            tried = try_files(scratch, files, settings, run) if files else Report([])
            by_path = {file.path: file for file in tried.files}
            names = dict.fromkeys([*map(path_text, exports), *left_out])
            found = [describe_file(name, by_path.get(name), staging) for name in names]
            questions = [find_questions(report, staging) for report in found]
            return Report(questions, tried.refusals, [*staging.warnings, *found_before, *tried.warnings])


def try_files(scratch: Scratch, files: list[StagedFile], settings: Settings, run: RunInfo) -> Report:
    """Check the staged files and see what they would bring, as a load does before it writes."""
    con, tables = scratch.con, make_batch_views(scratch.con, files)
    checked = check_staged(con, "staging", tables, run)
    take_patched(checked.results, all_records(files))
    find_rejected(con, files, tables)
    find_clashes(con, files, tables)
    scratch.attach()
    make_arrivals(con, files, tables)
    merge_reasons(con, files)
    said = [*find_doubled(con, files), *find_crowded(con, tables)]
    is_masked = settings.personal_data == "masked"
    return Report(describe_files(con, files, is_masked), checked.refusals, warning_lines(checked.results) + said)


def describe_files(con: duckdb.DuckDBPyConnection, files: list[StagedFile], is_masked: bool) -> list[FileReport]:
    """What would become of each staged file's rows."""
    accounts, reasons, records = account_files(con, files), count_reasons(con), list_records(con, files)
    return [
        FileReport(
            path_text(file.path), READY, rows_read=account.rows_read, rows_loaded=account.rows_loaded, rows_rejected=account.rows_rejected,
            rows_skipped=account.rows_skipped, skips={reason: rows for reason, (rows, _) in account.skips.items()},
            records=records[file.file_id], reasons=reasons.get(file.file_id, []),
            emptied=describe_emptied(account.masked() if is_masked else account),
        )
        for file in files
        for account in [accounts[file.file_id]]
    ]  # fmt: skip


def describe_emptied(account: Account) -> list[Reason]:
    """Why cells would be emptied, by column."""
    return [
        Reason(cells.label or cells.column_name, cells.reason, cells.cells, cells.first_line, cells.example)
        for cells in account.emptied
    ]


def describe_file(name: str, report: FileReport | None, staging: Staging) -> FileReport:
    """The file's report with its source and columns; of one that was not staged, why."""
    peek, source = staging.known.get(name, (None, None))
    failure = staging.failures.get(name)
    verdict = next((verdict for kind, verdict in VERDICTS.items() if isinstance(failure, kind)), REFUSED)
    if name in staging.unchanged:
        verdict = UNCHANGED
    # What made a file unreadable would hinder this look as well.
    columns = columns_of(peek, source) if peek and (report or verdict != REFUSED) else []
    key = repr((source.name if source else "", columns)).encode()
    return msgspec.structs.replace(
        report or FileReport(name, verdict, staging.refused.get(name, "")),
        source=source.name if source else "",
        title=(source.title or source.name) if source else "",
        candidates=failure.names if isinstance(failure, SeveralSources) else [],
        columns=columns[:MOST_COLUMNS],
        alike=hashlib.sha256(key).hexdigest()[:16],
    )


def columns_of(peek: Peek, source: Source | None) -> list[str]:
    """The labels of the file, in our words where its source is known; the paths of a JSON file."""
    file = source.file if source else NO_LAYOUT
    if peek.kind == "json":
        return sorted(json_paths_of(peek, file))
    heads = heads_of(peek, file)
    head = next((head for head in heads if head.fits(file)), heads[0])
    return head.ours if source else head.labels
