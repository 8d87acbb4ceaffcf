"""The command that loads: python -m pipelines load PATH… [--json]."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Protocol

import typer
from rich.console import Console

from pipelines.archives import given_file, short_name
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
from pipelines.outcome import Outcome, Report
from warehouse.inbox.answers import Answer, read_answers
from warehouse.printable import one_line
from warehouse.wording.catalogue import command_language
from warehouse.wording.wording import Wording

progress = Console(stderr=True, highlight=False)


class Publish(Protocol):
    """Loads exports and publishes."""

    def __call__(
        self,
        paths: list[Path],
        mapping: Path | None = None,
        options: dict[str, str] | None = None,
        report: Report = ...,
        answers: Mapping[Path, Answer] | None = None,
    ) -> Outcome: ...


def add_load_command(app: typer.Typer, publish: Publish) -> None:
    """Add the command."""

    @app.command()
    def load(
        paths: Exports,
        mapping: MappingFile = None,
        timezone: Timezone = None,
        currency: Currency = None,
        date_order: DateOrder = None,
        option: Others = None,
        json_output: Annotated[bool, typer.Option("--json", help="print the account as JSON")] = False,
        answers: AnswersFile = None,
        remove_loaded: Annotated[
            bool, typer.Option(help="remove exports once they are loaded; their originals are kept")
        ] = False,
        timings: Annotated[bool, typer.Option(help="print to stderr how long each part took")] = False,
    ) -> None:
        """Load exports and publish a new version; exports that cannot be read are refused by name, the others are loaded."""
        options = read_options(timezone, currency, date_order, option)
        said = read_answers(answers) if answers else {}
        with told_progress() as report:
            outcome = publish(paths, mapping, options, report, said)
        print_json(outcome) if json_output else print_accounts(outcome)
        if remove_loaded:
            remove_exports(outcome)
        for line in outcome.timings.lines() if timings else ():
            print(line, file=sys.stderr)
        if outcome.refused:
            raise typer.Exit(1)


@contextmanager
def told_progress() -> Iterator[Callable[[str], None]]:
    """What a load calls with each line about how far it is."""
    with progress.status("loading") as status:

        def report(line: str) -> None:
            status.update(line)
            with suppress(BrokenPipeError):  # that nobody listens is no reason to stop
                progress.print(line, style="dim", soft_wrap=True, markup=False)

        yield report


def remove_exports(outcome: Outcome) -> None:
    """Remove the files that are loaded, an archive once all that is in it is."""
    left = {given_file(Path(name)) for name in outcome.refused}
    for path in {given_file(Path(name)) for name in [*outcome.accounts, *outcome.unchanged]} - left:
        path.unlink(missing_ok=True)


def print_accounts(outcome: Outcome) -> None:
    """The accounts, warnings and refusals in lines, those in the language of commands."""
    wording = Wording(command_language())
    for path, (source, account) in outcome.accounts.items():
        print(
            f"{one_line(short_name(path))}: {source}: {account.rows_read:,} rows read = {account.rows_loaded:,} loaded"
            f" + {account.rows_rejected:,} rejected + {account.rows_skipped:,} skipped; {account.records:,} records"
        )
        for reason, (rows, line) in account.skips.items():
            print(f"  skipped {rows:,}: {one_line(wording.translate(reason))} (first at line {line})")
        for cells in account.emptied:
            print(f"  {one_line(wording.translate(cells.line))}")
        if account.rows_rejected:
            print("  rejected rows with their reasons: python -m pipelines rejected")
    for path in outcome.unchanged:
        print(f"{one_line(short_name(path))}: loaded before, nothing changed")
    for warning in outcome.warnings:
        print(f"warning: {one_line(wording.translate(warning))}")
    for message in outcome.refused.values():
        print(f"refused: {one_line(wording.translate(message))}", file=sys.stderr)
    print(f"version {outcome.version} is published" if outcome.version else "nothing new: the published version stays")


def print_json(outcome: Outcome) -> None:
    files = {
        path: {
            "source": source,
            **asdict(account),
            "rows_skipped": account.rows_skipped,
            "emptied": [cells.line for cells in account.emptied],
        }
        for path, (source, account) in outcome.accounts.items()
    }
    summary = {"version": outcome.version, "load": outcome.load_id, "files": files, "unchanged": outcome.unchanged,
               "refused": outcome.refused, "warnings": outcome.warnings}  # fmt: skip
    print(json.dumps(summary, default=str, ensure_ascii=False, indent=2))
