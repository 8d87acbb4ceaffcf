"""The command line of the pipeline: python -m pipelines load PATH…, sources, columns, status, rejected, trace, versions, rollback,
verify, forget, derive, docs; about persons: merge, split, withdraw, why, decisions; about what is done: actions."""

import csv
import json
import sys
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from metrics.preparation import build_stored_numbers
from pipelines.canonical import MAPPED_TABLES
from pipelines.commands.actions import add_action_commands
from pipelines.commands.columns import list_columns
from pipelines.commands.people import add_person_commands
from pipelines.commands.status import read_emptied, read_rejected, read_status
from pipelines.commands.versions import add_version_commands
from pipelines.load import Outcome, derive_again, load_exports
from pipelines.mapping.load import BUILT_IN, load_sources
from warehouse.actions.action import Action
from warehouse.command import run_command
from warehouse.config.errors import WrongUse
from warehouse.config.home import home, quality
from warehouse.config.settings import load_settings
from warehouse.inert import inert
from warehouse.printable import one_line, printable
from warehouse.store.engine import open_engine
from warehouse.store.trace import trace_record
from warehouse.tables import TABLES

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
    timings: Annotated[bool, typer.Option(help="print to stderr how long each part took")] = False,
) -> None:
    """Load exports and publish a new version; exports that cannot be read are refused by name, the others are loaded."""
    options = {
        name: value
        for name, value in (("timezone", timezone), ("currency", currency), ("date_order", date_order))
        if value
    }
    for text in option or []:
        name, separator, value = text.partition("=")
        if not separator or not name:
            raise WrongUse(f"--option {text!r}: expected NAME=VALUE")
        options[name] = value
    with progress.status("loading") as status:

        def report(line: str) -> None:
            status.update(line)
            with suppress(BrokenPipeError):  # that nobody listens is no reason to stop
                progress.print(line, style="dim", soft_wrap=True, markup=False)

        outcome = load_exports(paths, load_settings(), build_stored_numbers, mapping, options, report)
    print_json(outcome) if json_output else print_accounts(outcome)
    for line in outcome.timings.lines() if timings else ():
        print(line, file=sys.stderr)
    if outcome.refused:
        raise typer.Exit(1)


def print_accounts(outcome: Outcome) -> None:
    for path, (source, account) in outcome.accounts.items():
        print(
            f"{one_line(Path(path).name)}: {source}: {account.rows_read:,} rows read = {account.rows_loaded:,} loaded"
            f" + {account.rows_rejected:,} rejected + {account.rows_skipped:,} skipped; {account.records:,} records"
        )
        for reason, (rows, line) in account.skips.items():
            print(f"  skipped {rows:,}: {one_line(reason)} (first at line {line})")
        if account.rows_rejected:
            print("  rejected rows with their reasons: python -m pipelines rejected")
    for path in outcome.unchanged:
        print(f"{one_line(Path(path).name)}: loaded before, nothing changed")
    for said in outcome.emptied:
        print(f"emptied: {one_line(said)}")
    for warning in outcome.warnings:
        print(f"warning: {one_line(warning)}")
    for message in outcome.refused.values():
        print(f"refused: {one_line(message)}", file=sys.stderr)
    print(f"version {outcome.version} is published" if outcome.version else "nothing new: the published version stays")


def print_json(outcome: Outcome) -> None:
    files = {
        path: {"source": source, **asdict(account), "rows_skipped": account.rows_skipped}
        for path, (source, account) in outcome.accounts.items()
    }
    summary = {"version": outcome.version, "load": outcome.load_id, "files": files, "unchanged": outcome.unchanged,
               "refused": outcome.refused, "emptied": outcome.emptied, "warnings": outcome.warnings}  # fmt: skip
    print(json.dumps(summary, default=str, ensure_ascii=False, indent=2))


@app.command()
def sources() -> None:
    """The sources that are recognised, with the options that each understands."""
    own = home() / "sources"
    for mapping in load_sources([BUILT_IN, *([own] if own.is_dir() else [])], []).values():
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
    report = read_status()
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
    for table, rows in report["records"].items():
        print(f"{table}: {rows:,} records")
    for line in report["emptied"]:
        print(f"emptied: {one_line(line)}")
    print(f"rejected and not settled by a newer export: {report['open_rejections']:,} rows")


@app.command()
def rejected(
    load: Annotated[int | None, typer.Option(help="only this load")] = None,
    format: Annotated[str, typer.Option(help="csv or json")] = "csv",
) -> None:
    """Rejected rows, with column, value and reason; where personal data are masked, without value and row."""
    rows = read_rejected(load)
    if format == "json":
        print(json.dumps(rows, default=str, ensure_ascii=False, indent=2))
    elif format == "csv":
        names = ["load", "file", "line", "source", "record_id", "column", "value", "reason", "settled_by", "row"]
        writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: safe_cell(value) for name, value in row.items()} for row in rows)
    else:
        raise WrongUse(f"--format {format!r}: expected csv or json")
    for line in read_emptied(load):
        print(f"emptied, the row is loaded: {one_line(line)}", file=sys.stderr)


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


@app.command()
def derive(
    step: Annotated[str, typer.Option(help="repeat only this step, such as comments")] = "",
) -> None:
    """Derive everything again and publish it, without new files: after a decision or a changed setting."""
    publish_again(step)


def publish_again(step: str = "") -> None:
    """Derive, publish and say which version it is."""
    with progress.status("deriving") as status:
        outcome = derive_again(load_settings(), build_stored_numbers, status.update, step=step)
    for warning in outcome.warnings:
        print(f"warning: {warning}")
    print(f"version {outcome.version} is published")


# The metrics bring scipy with them, whose import takes a second of processor: as much as a load of a few files.
def check_action(action: Action) -> None:
    """Raises WrongUse for a metric or dimension that does not exist."""
    from metrics.analyses.verdicts.sound import require_known

    require_known(action)


def find_last_day() -> date | None:
    """The last day of the data; None where nothing is loaded."""
    from metrics.analyses.verdicts.sound import last_day_of_data

    return last_day_of_data()


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
