"""The commands that say what can be loaded: python -m pipelines sources, columns [TABLE]."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.canonical import MAPPED_TABLES
from pipelines.commands.columns import list_columns
from pipelines.mapping.load import BUILT_IN, load_sources
from warehouse.config.home import own_sources
from warehouse.tables import TABLES


def add_source_commands(app: typer.Typer) -> None:
    """Add the commands."""

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
                    f"  {column.name}: {column.kind}"
                    + (f"; {column.meaning.replace('`', '')}" if column.meaning else "")
                )
