"""The command that begins a mapping: python -m pipelines propose FILE [--json]."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from pipelines.canonical import COLUMNS
from pipelines.propose.propose import propose_mapping
from warehouse.config.settings import load_settings
from warehouse.inbox.draft import draft_of, write_mapping
from warehouse.printable import printable


def add_propose_command(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def propose(
        file: Annotated[Path, typer.Argument(help="an export that no source knows")],
        json_output: Annotated[
            bool, typer.Option("--json", help="print columns, examples and guesses as JSON")
        ] = False,
    ) -> None:
        """Begin a mapping for an export: its columns, guessed by name and content, to be checked and completed by you."""
        proposal = propose_mapping(file, load_settings())
        if json_output:
            print(msgspec.json.encode(proposal).decode())
            return
        print(
            "# Guessed from names and examples: check every line. What the file cannot say (zone, scale, currency) is yours to add."
        )
        for column in proposal.columns:
            print(printable(f"# {column.label}: {' | '.join(column.examples)}"))
        for found in proposal.repeated[:1]:
            print(
                printable(
                    f"# {found.label}: {found.ids} of {found.all_ids} ids stand in several rows that differ: one record by group_by?"
                )
            )
            for row in found.example:
                print(printable(f"#   {' | '.join(row)}"))
        print()
        group_by = next((found.label for found in proposal.repeated), "")
        print(write_mapping(draft_of(proposal, proposal.tables[0], COLUMNS[proposal.tables[0]], group_by)), end="")
