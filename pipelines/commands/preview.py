"""The command that says what a load would do: python -m pipelines preview PATH… [--json]."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from pipelines.archives import short_name
from pipelines.commands.options import (
    AnswersFile,
    Currency,
    DateOrder,
    Exports,
    MappingFile,
    Others,
    Timezone,
    read_options,
)
from pipelines.preview.preview import preview_exports
from warehouse.config.settings import load_settings
from warehouse.inbox.answers import read_answers
from warehouse.inbox.report import FileReport, Report
from warehouse.printable import one_line


def add_preview_command(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def preview(
        paths: Exports,
        mapping: MappingFile = None,
        timezone: Timezone = None,
        currency: Currency = None,
        date_order: DateOrder = None,
        option: Others = None,
        answers: AnswersFile = None,
        json_output: Annotated[
            bool, typer.Option("--json", help="print the report as JSON, with the first rows")
        ] = False,
    ) -> None:
        """What a load of the exports would do: their sources, new and updated records, rows kept aside. Stores nothing."""
        options = read_options(timezone, currency, date_order, option)
        said = read_answers(answers) if answers else {}
        report = preview_exports(paths, load_settings(), mapping, options, said)
        if json_output:
            print(msgspec.json.encode(report).decode())
        else:
            print_report(report)


def print_report(report: Report) -> None:
    """The report in lines, without the rows."""
    for file in report.files:
        print(f"{one_line(short_name(file.path))}: {describe(file)}")
        for reason in file.reasons:
            column = f" ({one_line(reason.column)})" if reason.column else ""
            print(f"  kept aside {reason.rows:,}: {one_line(reason.reason)}{column} (first at line {reason.line})")
        for cells in file.emptied:
            said = f"{one_line(cells.column)}: {one_line(cells.reason)}"
            example = f", such as {one_line(cells.value)}" if cells.value is not None else ""
            print(f"  to empty {cells.rows:,}: {said}{example} (first at line {cells.line})")
        for question in file.questions:
            if question.is_open:
                print(f"  asks: --option {question.option}=…  {question.help}".rstrip())
    for refusal in report.refusals:
        print(f"nothing would be published: {one_line(refusal)}")
    for warning in report.warnings:
        print(f"warning: {one_line(warning)}")


def describe(file: FileReport) -> str:
    """One file in one line."""
    if file.said:
        return f"{file.verdict}: {one_line(file.said)}"
    if file.verdict == "unchanged":
        return f"{file.source}: loaded before, nothing would change"
    counts = "; ".join(f"{table.new:,} new and {table.updated:,} updated {table.table}" for table in file.records)
    return (
        f"{file.source}: {file.rows_read:,} rows read = {file.rows_loaded:,} to load + {file.rows_rejected:,} to keep aside"
        f" + {file.rows_skipped:,} to skip; {counts or 'no records'}"
    )
