"""The command that loads the sample company: python -m pipelines sample."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import typer

from pipelines.commands.actions import Check, add_actions
from pipelines.commands.people import user_name
from warehouse.actions.log import log_path
from warehouse.config.home import PROJECT, home

SAMPLE = PROJECT / "sample_data"


def add_sample_command(app: typer.Typer, load_paths: Callable[[list[Path]], None], check: Check) -> None:
    """Add the command; `load_paths` loads and publishes, `check` is that of the actions."""

    @app.command()
    def sample() -> None:
        """Load the sample company with its settings and actions; settings and actions that are there already stay."""
        copy_settings()
        load_paths([SAMPLE / "exports"])
        if not log_path().exists():
            for line in add_actions(SAMPLE / "actions.toml", check, user_name()):
                print(line)


def copy_settings() -> None:
    """Give the home the settings of the sample company where it has none."""
    home().mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (home() / "hilo.toml").exists():
        shutil.copyfile(SAMPLE / "hilo.toml", home() / "hilo.toml")
