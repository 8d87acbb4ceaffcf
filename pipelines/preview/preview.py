"""What a load would do, file by file, and nothing of it done: the load's own steps up to the point where it writes."""

import hashlib
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines.check.results import RunInfo
from pipelines.check.staged import check_staged
from pipelines.gather import find_exports, gather_sources
from pipelines.identify import NO_LAYOUT, heads_of, json_paths_of
from pipelines.mapping.model import Mapping as Source
from pipelines.preview.questions import find_questions
from pipelines.preview.records import count_reasons, list_records
from pipelines.preview.scratch import make_scratch
from pipelines.read.peek import Peek
from pipelines.read.staged_name import name_exports
from pipelines.stage.file import StagedFile
from pipelines.staging import Staging
from pipelines.store.accounts import account_files
from pipelines.store.arrivals import make_arrivals
from pipelines.store.batch import find_rejected, make_batch_views, merge_reasons
from pipelines.store.registry import read_loaded
from pipelines.unsettled import NeedsAnswer, SeveralSources, UnknownSource
from warehouse.config.home import inbox
from warehouse.config.settings import Settings
from warehouse.inbox.answers import Answer
from warehouse.inbox.report import ASKS, READY, REFUSED, SEVERAL, UNCHANGED, UNKNOWN, FileReport, Report
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
            reports, refusals, warnings = {}, [], []
            if files:
                tables = make_batch_views(scratch.con, files)
                run = RunInfo(loaded.next_load, started_at)
                checked = check_staged(scratch.con, "staging", tables, settings, run)
                refusals = checked.refusals
                warnings = [
                    f"{result.table_name} ({result.source}): {result.rule}: {result.unexpected_rows:,} rows"
                    for result in checked.results
                    if result.severity == "warning" and not result.is_met
                ]
                find_rejected(scratch.con, files, tables)
                scratch.attach()
                make_arrivals(scratch.con, files, tables)
                merge_reasons(scratch.con, files)
                reports = describe_files(scratch.con, files)
            names = [path_text(path) for path in exports] + list(left_out)
            found = [describe_file(name, reports.get(name), staging) for name in dict.fromkeys(names)]
            return Report([find_questions(report, staging) for report in found], refusals, staging.warnings + warnings)


def describe_files(con: duckdb.DuckDBPyConnection, files: list[StagedFile]) -> dict[str, FileReport]:
    """By path, what would become of each staged file's rows."""
    accounts, reasons, records = account_files(con, files), count_reasons(con), list_records(con, files)
    return {
        path_text(file.path): FileReport(
            path_text(file.path), READY, rows_read=accounts[file.file_id].rows_read,
            rows_loaded=accounts[file.file_id].rows_loaded, rows_rejected=accounts[file.file_id].rows_rejected,
            rows_skipped=accounts[file.file_id].rows_skipped,
            skips={reason: rows for reason, (rows, _) in accounts[file.file_id].skips.items()},
            records=records[file.file_id], reasons=reasons.get(file.file_id, []),
        )
        for file in files
    }  # fmt: skip


def describe_file(name: str, report: FileReport | None, staging: Staging) -> FileReport:
    """The file's report with its source and columns; of one that was not staged, why."""
    peek, source = staging.known.get(name, (None, None))
    columns = columns_of(peek, source) if peek else []
    failure = staging.failures.get(name)
    verdict = next((verdict for kind, verdict in VERDICTS.items() if isinstance(failure, kind)), REFUSED)
    if name in staging.unchanged:
        verdict = UNCHANGED
    report = report or FileReport(name, verdict, staging.refused.get(name, ""))
    key = repr((source.name if source else "", columns)).encode()
    return FileReport(
        **{field: getattr(report, field) for field in FileReport.__struct_fields__}
        | {
            "source": source.name if source else "",
            "title": (source.title or source.name) if source else "",
            "candidates": failure.names if isinstance(failure, SeveralSources) else [],
            "columns": columns[:MOST_COLUMNS],
            "alike": hashlib.sha256(key).hexdigest()[:16],
        }
    )


def columns_of(peek: Peek, source: Source | None) -> list[str]:
    """The labels of the file, in our words where its source is known; the paths of a JSON file."""
    file = source.file if source else NO_LAYOUT
    if peek.kind == "json":
        return sorted(json_paths_of(peek, file))
    heads = heads_of(peek, file)
    head = next((head for head in heads if head.fits(file)), heads[0])
    return head.ours if source else head.labels
