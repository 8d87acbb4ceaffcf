"""The command that loads what comes into a folder: python -m pipelines watch DIR [--once]."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.options import Currency, DateOrder, Others, Timezone, read_options
from warehouse.config.errors import WrongUse
from warehouse.printable import one_line

if TYPE_CHECKING:
    from pipelines.outcome import Outcome
    from pipelines.watch import Pass

Load = Callable[[list[Path], dict[str, str]], "Outcome"]


def add_watch_command(app: typer.Typer, load: Load) -> None:
    """Add the command; `load` loads files with options and publishes."""

    @app.command()
    def watch(
        folder: Annotated[Path, typer.Argument(help="the folder into which exports are put")],
        every: Annotated[int, typer.Option(help="seconds between two looks")] = 60,
        once: Annotated[
            bool, typer.Option(help="look once and end, as for cron; status 1 if a file was set aside")
        ] = False,
        timezone: Timezone = None,
        currency: Currency = None,
        date_order: DateOrder = None,
        option: Others = None,
    ) -> None:
        """Load the exports that come into a folder; those that cannot be loaded are set aside, each with its reason."""
        if not folder.is_dir():
            raise WrongUse("{folder}: no such folder", folder=folder)
        options = read_options(timezone, currency, date_order, option)

        def load_files(paths: list[Path]) -> Outcome:
            return load(paths, options)

        while True:
            done = look(folder, load_files)
            if once:
                raise typer.Exit(1 if done.refused else 0)
            time.sleep(max(1, every))


def look(folder: Path, load: Callable[[list[Path]], Outcome]) -> Pass:
    """One look, and a line for everything that it did."""
    from pipelines.watch import look_once

    done = look_once(folder, load, datetime.now(UTC))
    for path in done.loaded:
        print(f"{one_line(path.name)}: loaded", flush=True)
    for path, said in done.refused.items():
        print(f"{one_line(path.name)}: set aside: {one_line(said)}", file=sys.stderr, flush=True)
    if done.waits:
        print(one_line(done.waits), file=sys.stderr, flush=True)
    return done
