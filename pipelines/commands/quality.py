"""The command that judges the sources by their own past: python -m pipelines quality."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer

from warehouse.printable import one_line
from warehouse.store.engine import Engine, open_engine

Report = Callable[[Engine, date], dict[str, Any]]


def add_quality_command(app: typer.Typer, report_quality: Report) -> None:
    """Add the command; `report_quality` gives the verdicts as of a day (UTC)."""

    @app.command()
    def quality(json_output: Annotated[bool, typer.Option("--json", help="print it as JSON")] = False) -> None:
        """The four lights of page Data, and what is wrong with which source; status 1 when a source is failing."""
        report = report_quality(open_engine(), datetime.now(UTC).date())
        if json_output:
            print(json.dumps(report, default=str, ensure_ascii=False, indent=2))
        else:
            print_report(report)
        if report["is_failing"]:
            raise typer.Exit(1)


def print_report(report: dict[str, Any]) -> None:
    """The lights, then a line for each finding and what to do."""
    for light in report["lights"]:
        print(f"{light['light']:10}{light['state']:9}{one_line(light['sentence'])} {light['to_do']}")
    for found in report["findings"]:
        state = "failing" if found["is_failing"] else "look"
        print(f"{state}: {one_line(found['source'] or found['table'])}: {one_line(found['what'])}. {found['to_do']}")
