"""The command line of the pipeline: python -m pipelines load PATH…, sources, columns, status, rejected, trace, versions, rollback,
verify, forget, derive, docs; about persons: merge, split, withdraw, why, decisions; about what is done: actions."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console

from pipelines.canonical import MAPPED_TABLES
from pipelines.commands.actions import add_action_commands
from pipelines.commands.columns import list_columns
from pipelines.commands.options import read_options
from pipelines.commands.people import add_person_commands
from pipelines.commands.preview import add_preview_command
from pipelines.commands.propose import add_propose_command
from pipelines.commands.sample import add_sample_command
from pipelines.commands.status import read_emptied, read_rejected, read_rejections, read_status
from pipelines.commands.versions import add_version_commands
from pipelines.commands.watch import add_watch_command
from pipelines.mapping.load import BUILT_IN, load_sources
from warehouse.actions.action import Action
from warehouse.command import run_command
from warehouse.config.errors import WrongUse
from warehouse.config.home import own_sources, quality
from warehouse.config.settings import load_settings
from warehouse.inbox.answers import Answer, read_answers
from warehouse.inert import inert
from warehouse.printable import one_line, printable
from warehouse.store.engine import open_engine
from warehouse.store.trace import trace_record
from warehouse.tables import TABLES
from warehouse.wording.catalogue import command_language
from warehouse.wording.wording import Wording

if TYPE_CHECKING:
    from pipelines.load import Outcome

app = typer.Typer(
    help="Load exports, see what was loaded, go back.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
progress = Console(stderr=True, highlight=False)


@app.command()
def load(
    paths: Annotated[list[Path], typer.Argument(help="exports, or folders of exports")],
    mapping: Annotated[Path | None, typer.Option(help="the mapping file that says what the exports are")] = None,
    timezone: Annotated[str | None, typer.Option(help="zone of times without one, e.g. Europe/Madrid")] = None,
    currency: Annotated[str | None, typer.Option(help="currency of amounts without one, e.g. EUR")] = None,
    date_order: Annotated[str | None, typer.Option(help="dmy, mdy or ymd, where the dates do not tell")] = None,
    option: Annotated[list[str] | None, typer.Option(help="NAME=VALUE that the source asks for")] = None,
    json_output: Annotated[bool, typer.Option("--json", help="print the account as JSON")] = False,
    answers: Annotated[Path | None, typer.Option(help="JSON file of what is said about single files")] = None,
    remove_loaded: Annotated[
        bool, typer.Option(help="remove exports once they are loaded; their originals are kept")
    ] = False,
    timings: Annotated[bool, typer.Option(help="print to stderr how long each part took")] = False,
) -> None:
    """Load exports and publish a new version; exports that cannot be read are refused by name, the others are loaded."""
    options = read_options(timezone, currency, date_order, option)
    said = read_answers(answers) if answers else {}
    with told_progress() as report:
        outcome = publish_exports(paths, mapping, options, report, said)
    if remove_loaded:
        remove_exports([*outcome.accounts, *outcome.unchanged])
    print_json(outcome) if json_output else print_accounts(outcome)
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


def remove_exports(names: list[str]) -> None:
    """Remove the files."""
    for name in names:
        Path(name).unlink(missing_ok=True)


def print_accounts(outcome: Outcome) -> None:
    """The accounts, warnings and refusals in lines, those in the language of commands."""
    wording = Wording(command_language())
    for path, (source, account) in outcome.accounts.items():
        print(
            f"{one_line(Path(path).name)}: {source}: {account.rows_read:,} rows read = {account.rows_loaded:,} loaded"
            f" + {account.rows_rejected:,} rejected + {account.rows_skipped:,} skipped; {account.records:,} records"
        )
        for reason, (rows, line) in account.skips.items():
            print(f"  skipped {rows:,}: {one_line(wording.translate(reason))} (first at line {line})")
        for (column, reason), (rows, line) in account.refused.items():
            print(f"  left empty {rows:,}: {one_line(column)}: {wording.translate(reason)} (first at line {line})")
        if account.rows_rejected:
            print("  rejected rows with their reasons: python -m pipelines rejected")
    for path in outcome.unchanged:
        print(f"{one_line(Path(path).name)}: loaded before, nothing changed")
    for said in outcome.emptied:
        print(f"emptied: {one_line(wording.translate(said))}")
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
            "refused": account.listed_refusals,
        }
        for path, (source, account) in outcome.accounts.items()
    }
    summary = {"version": outcome.version, "load": outcome.load_id, "files": files, "unchanged": outcome.unchanged,
               "refused": outcome.refused, "emptied": outcome.emptied, "warnings": outcome.warnings}  # fmt: skip
    print(json.dumps(summary, default=str, ensure_ascii=False, indent=2))


@app.command()
def sources() -> None:
    """The sources that are recognised, with the options that each understands."""
    for mapping in load_sources([BUILT_IN, *filter(Path.is_dir, [own_sources()])], []).values():
        print(f"{mapping.name}: {mapping.title or mapping.file.format}")
        for name, option in mapping.options.items():
            need = "required" if option.required else f"default {option.default}" if option.default else "optional"
            print(f"  --option {name}=…  {option.help} ({need})")


@app.command()
def columns(table: Annotated[str, typer.Argument(help="such as interactions; without it, all")] = "") -> None:
    """What a mapping may fill: the columns of a table with their kind, unit, meaning and values."""
    for name in [table] if table else MAPPED_TABLES:
        print(f"{name}: {TABLES[name].grain}" if name in TABLES else name)
        for column in list_columns(name):
            print(
                f"  {column.name}: {column.kind}" + (f"; {column.meaning.replace('`', '')}" if column.meaning else "")
            )


@app.command()
def status(json_output: Annotated[bool, typer.Option("--json", help="print it as JSON")] = False) -> None:
    """What is loaded: files with their accounts, records by table, age."""
    wording = Wording(command_language())
    report = read_status(wording)
    if json_output:
        print(json.dumps(report, default=str, ensure_ascii=False, indent=2))
        return
    print(
        f"version {report['version']}, published {report['published_at']} UTC, data until {report['data_until']}, reporting zone {report['timezone']}"
    )
    for file in report["files"]:
        print(
            f"load {file['load_id']}  {one_line(file['name'])}: {file['source']}: {file['rows_read']:,} read = {file['rows_loaded']:,} loaded"
            f" + {file['rows_rejected']:,} rejected + {file['rows_skipped']:,} skipped"
        )
        for cell in report["refused_identifiers"]:
            if cell["file_id"] == file["file_id"]:
                print(
                    f"  left empty {cell['rows']:,}: {one_line(cell['column_name'])}: {cell['reason']} (first at line {cell['first_line']})"
                )
    for table, rows in report["records"].items():
        print(f"{table}: {rows:,} records")
    for line in report["emptied"]:
        print(f"emptied: {one_line(line)}")
    print(f"rejected and not settled by a newer export: {report['open_rejections']:,} rows")
    for reason, rows, advice in read_rejections(wording):
        print(f"  {rows:,}: {one_line(reason)}\n     {one_line(advice)}")


@app.command()
def rejected(
    load: Annotated[int | None, typer.Option(help="only this load")] = None,
    format: Annotated[str, typer.Option(help="csv or json")] = "csv",
    sheets: Annotated[
        Path | None, typer.Option(help="write them into this folder as sheets to correct and load again")
    ] = None,
) -> None:
    """Rejected rows, with column, value and reason; where personal data are masked, without value and row."""
    if sheets:
        print_sheets(sheets)
        return
    wording = Wording(command_language())
    rows = read_rejected(load, wording)
    if format == "json":
        print(json.dumps(rows, default=str, ensure_ascii=False, indent=2))
    elif format == "csv":
        names = [
            "load",
            "file",
            "line",
            "source",
            "record_id",
            "column",
            "value",
            "reason",
            "advice",
            "settled_by",
            "row",
        ]
        writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: safe_cell(value) for name, value in row.items()} for row in rows)
    else:
        raise WrongUse("--format {format!r}: expected csv or json", format=format)
    for line in read_emptied(load, wording):
        print(f"emptied, the row is loaded: {one_line(line)}", file=sys.stderr)


def print_sheets(folder: Path) -> None:
    """Write the sheets of rejected rows, and say which there are and which files have none."""
    from pipelines.store.correction_sheets import write_sheets

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    written, without = write_sheets(open_engine(), folder, Wording(command_language()))
    for path in written:
        print(one_line(str(path)))
    for said in without.values():
        print(one_line(said), file=sys.stderr)


def safe_cell(value: object) -> object:
    """A cell that no spreadsheet and no terminal obeys; a number stays one."""
    return printable(inert(value)) if isinstance(value, str) else value


@app.command()
def trace(record_id: Annotated[str, typer.Argument(help="source:id, as pages and commands show it")]) -> None:
    """A stored record as it stands in its export; where personal data are masked, only its file and line."""
    found = trace_record(open_engine(), record_id)
    print(printable(f"{found.file}, line {found.line}, loaded {found.loaded_at} UTC"))
    hidden = 'personal data are masked on this installation (hilo.toml: personal_data = "masked")'
    no_text = "no text of its own: the file has no lines, or nothing tells the record from its neighbours; open it at this line"
    print(printable(found.text) if found.text else f"({hidden if found.is_masked else no_text})")


def load_paths(paths: list[Path]) -> None:
    """Load and publish, and print the accounts."""
    with told_progress() as report:
        print_accounts(publish_exports(paths, report=report))


def load_watched(paths: list[Path], options: dict[str, str]) -> Outcome:
    """Load and publish what came into a watched folder."""
    return publish_exports(paths, options=options)


@app.command()
def derive(
    step: Annotated[str, typer.Option(help="repeat only this step, such as comments")] = "",
) -> None:
    """Derive everything again and publish it, without new files: after a decision or a changed setting."""
    publish_again(step)


def publish_again(step: str = "") -> None:
    """Derive, publish and say which version it is."""
    from metrics.preparation import build_stored_numbers
    from pipelines.load import derive_again

    with progress.status("deriving") as status:
        outcome = derive_again(load_settings(), build_stored_numbers, status.update, step=step)
    for warning in outcome.warnings:
        print(f"warning: {warning}")
    print(f"version {outcome.version} is published")


# Deriving and the metrics bring scipy and tables of names with them, whose import takes two seconds of processor: as much
# as a load of a few files, and more than a preview.
def publish_exports(
    paths: list[Path],
    mapping: Path | None = None,
    options: dict[str, str] | None = None,
    report: Callable[[str], None] = lambda line: None,
    answers: Mapping[Path, Answer] | None = None,
) -> Outcome:
    """Load, with the answers that are kept with a version."""
    from metrics.preparation import build_stored_numbers
    from pipelines.load import load_exports

    return load_exports(paths, load_settings(), build_stored_numbers, mapping, options, report, answers=answers)


def check_action(action: Action) -> None:
    """Raises WrongUse for a metric or dimension that does not exist."""
    from metrics.analyses.verdicts.sound import require_known

    require_known(action)


def find_last_day() -> date | None:
    """The last day of the data; None where nothing is loaded."""
    from metrics.analyses.verdicts.sound import last_day_of_data

    return last_day_of_data()


add_preview_command(app)
add_propose_command(app)
add_sample_command(app, load_paths, check_action)
add_watch_command(app, load_watched)
add_version_commands(app)
add_person_commands(app, publish_again)
add_action_commands(app, check_action, find_last_day)


@app.command()
def docs() -> None:
    """Run Great Expectations over what the last loads counted and build Data Docs; prints where they are."""
    from pipelines.check.checkpoint import build_data_docs

    print(build_data_docs(open_engine(), quality()))


def main() -> NoReturn:
    """Run the command; a user's mistake, or whatever else goes wrong, is one line on stderr."""
    run_command(app, "python -m pipelines")


if __name__ == "__main__":
    main()
