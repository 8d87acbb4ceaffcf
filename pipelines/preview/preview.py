"""What a load would do, file by file, and nothing of it done: the load's own steps up to the point where it writes."""

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import msgspec

from pipelines.archives import Opened, open_archives
from pipelines.check.results import RunInfo
from pipelines.gather import find_exports, gather_sources
from pipelines.identify import NO_LAYOUT, heads_of, json_paths_of
from pipelines.intake import Intake, stage_exports, take_in
from pipelines.mapping.model import Mapping as Source
from pipelines.preview.questions import find_questions
from pipelines.preview.records import count_reasons, list_records
from pipelines.preview.scratch import make_scratch
from pipelines.read.peek import Peek
from pipelines.read.staged_name import name_exports
from pipelines.stage.file import StagedFile
from pipelines.staging import Staging
from pipelines.store.accounts import Account
from pipelines.store.registry import read_loaded
from pipelines.timings import Timings
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
    given, left_out = find_exports(paths)
    with private_files():
        inbox().mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=inbox(), prefix="preview-") as name:
            place = Path(name)
            opened = open_archives(given, place / "archives", settings.limits)
            exports = opened.exports
            with make_scratch(place, settings, name_exports(place, exports)) as scratch:
                sources = gather_sources([*paths, *opened.archives], mapping_file, lambda line: None)
                loaded, started_at = read_loaded(), now or datetime.now(UTC).replace(tzinfo=None)
                said = {opened.place_of(path): answer for path, answer in (answers or {}).items()}
                staging = Staging(
                    scratch.con, settings, loaded, sources, options or {}, place, lambda line: None, started_at, said, is_kept=False
                )  # fmt: skip
                files, _ = stage_exports(staging, exports)
                staging.refused |= opened.refused | left_out
                names = list(dict.fromkeys([*map(path_text, exports), *opened.refused, *left_out]))
                if files:
                    scratch.attach()
                    run = RunInfo(loaded.next_load, started_at)
                    taken = take_in(scratch.con, files, settings, run, Timings())
                    report = report_of(
                        staging,
                        names,
                        describe_files(scratch.con, files, taken, settings.personal_data == "masked"),
                        taken,
                    )
                else:
                    report = report_of(staging, names, {})
                return name_as_given(report, opened)


def report_of(
    staging: Staging, names: Sequence[str], tried: Mapping[str, FileReport], taken: Intake | None = None
) -> Report:
    """The whole: every file with its questions, and what concerns all of them."""
    files = [find_questions(describe_file(name, tried.get(name), staging), staging) for name in names]
    if taken is None:
        return Report(files, warnings=staging.warnings)
    return Report(files, taken.refusals, [*staging.warnings, *taken.warnings])


def name_as_given(report: Report, opened: Opened) -> Report:
    """The report with files of archives under the names by which a user knows them."""
    files = [
        msgspec.structs.replace(file, path=opened.as_given(file.path), said=opened.as_given(file.said))
        for file in report.files
    ]
    return msgspec.structs.replace(report, files=files, warnings=[*map(opened.as_given, report.warnings)])


def describe_files(
    con: duckdb.DuckDBPyConnection, files: list[StagedFile], taken: Intake, is_masked: bool
) -> dict[str, FileReport]:
    """By path, what would become of each staged file's rows."""
    reasons, records = count_reasons(con), list_records(con, files)
    return {
        path_text(file.path): FileReport(
            path_text(file.path), READY, rows_read=account.rows_read, rows_loaded=account.rows_loaded, rows_rejected=account.rows_rejected,
            rows_skipped=account.rows_skipped, skips={reason: rows for reason, (rows, _) in account.skips.items()},
            records=records[file.file_id], reasons=reasons.get(file.file_id, []),
            emptied=describe_emptied(account.masked() if is_masked else account),
        )
        for file in files
        for account in [taken.accounts[file.file_id]]
    }  # fmt: skip


def describe_emptied(account: Account) -> list[Reason]:
    """Why cells would be emptied, by column."""
    return [
        Reason(cells.label or cells.column_name, cells.reason, cells.cells, cells.first_line, cells.examples)
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
