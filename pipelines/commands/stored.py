"""The commands that say what is stored: python -m pipelines status, rejected, trace RECORD."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.status import read_emptied, read_rejected, read_rejections, read_status
from warehouse.config.errors import WrongUse
from warehouse.inert import inert
from warehouse.printable import one_line, printable
from warehouse.store.engine import open_engine
from warehouse.store.trace import trace_record
from warehouse.wording.catalogue import command_language
from warehouse.wording.wording import Wording


def add_stored_commands(app: typer.Typer) -> None:
    """Add the commands."""

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
            for line in file["emptied"]:
                print(f"  {one_line(line)}")
        for table, rows in report["records"].items():
            print(f"{table}: {rows:,} records")
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
        for _, line in read_emptied(load, wording):
            print(f"the row is loaded: {one_line(line)}", file=sys.stderr)

    @app.command()
    def trace(record_id: Annotated[str, typer.Argument(help="source:id, as pages and commands show it")]) -> None:
        """A stored record as it stands in its export; where personal data are masked, only its file and line."""
        found = trace_record(open_engine(), record_id)
        print(printable(f"{found.file}, line {found.line}, loaded {found.loaded_at} UTC"))
        hidden = 'personal data are masked on this installation (hilo.toml: personal_data = "masked")'
        no_text = "no text of its own: the file has no lines, or nothing tells the record from its neighbours; open it at this line"
        print(printable(found.text) if found.text else f"({hidden if found.is_masked else no_text})")


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
