"""The command about actions: python -m pipelines actions [--add FILE.toml] [--stop ID --on DAY] [--json]."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from pipelines.commands.people import now, user_name
from warehouse.actions.action import Action, require_sound
from warehouse.actions.file import read_action_file
from warehouse.actions.log import change_action, create_action, current_actions, stop_action
from warehouse.config.errors import WrongUse

Check = Callable[[Action], None]


def add_action_commands(app: typer.Typer, check: Check, last_day: Callable[[], date | None]) -> None:
    """Add the command; `check` raises WrongUse for metrics and dimensions that do not exist, `last_day` is that of the data."""

    @app.command()
    def actions(
        add: Annotated[Path | None, typer.Option(help="register the actions of a TOML file")] = None,
        stop: Annotated[str, typer.Option(help="id of an action that ends")] = "",
        on: Annotated[str, typer.Option(help="the day that it ends, YYYY-MM-DD")] = "",
        by: Annotated[str, typer.Option(help="who says so; the system's user if not given")] = "",
        json_output: Annotated[bool, typer.Option("--json", help="print the actions as JSON")] = False,
    ) -> None:
        """Actions on the journey: owner, date, scope, expected effect. With --add: register those of a file."""
        if add:
            for line in add_actions(add, check, by or user_name()):
                typer.echo(line, err=json_output)
        if stop:
            entry = stop_action(stop, read_day(on), by or user_name(), now())
            typer.echo(f"{entry.action.id}: stopped on {entry.action.stopped_on}", err=json_output)
        if json_output:
            print_json(last_day())
        elif not add and not stop:
            print_actions(last_day())


def add_actions(path: Path, check: Check, by: str) -> list[str]:
    """Register a file's actions: new ones are created, changed ones change, the same ones stay. All are checked first."""
    written = read_action_file(path)
    for action in written:
        require_sound(action)
        check(action)
    known = {entry.action.id: entry for entry in current_actions()}
    lines = []
    for action in written:
        before = known.get(action.id)
        if before is None:
            lines.append(f"registered: {create_action(action, by, now()).action.id}")
            continue
        kept = with_what_came_later(action, before.action)
        if kept != before.action:
            change_action(kept, by, now(), before.number)
        lines.append(f"{'unchanged' if kept == before.action else 'changed'}: {action.id}")
    return lines


def with_what_came_later(written: Action, before: Action) -> Action:
    """What a file cannot know of an action that was registered before: its evidence, and that it was stopped."""
    stopped_on = written.stopped_on or before.stopped_on
    return msgspec.structs.replace(written, evidence=before.evidence, stopped_on=stopped_on)


def print_json(last_day: date | None) -> None:
    """Every action with its status on the last day of the data, and who said so when."""
    listed = [
        msgspec.to_builtins(entry.action)
        | {"status": entry.action.status_on(last_day), "by": entry.by, "at": entry.at.isoformat()}
        for entry in current_actions()
    ]
    print(json.dumps(listed, ensure_ascii=False, indent=2))


def print_actions(last_day: date | None) -> None:
    """One line an action."""
    entries = current_actions()
    if not entries:
        print("no action is registered; see: python -m pipelines actions --add FILE.toml")
    for entry in entries:
        action = entry.action
        where = " ".join(f"{name}={','.join(values)}" for name, values in action.filters) or "everywhere"
        parts = [action.id, action.status_on(last_day), str(action.starts_on or "no date"), action.metric, where,
                 action.owner, action.title]  # fmt: skip
        print("  ".join(filter(None, parts)))


def read_day(text: str) -> date:
    """The day. Raises WrongUse."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUse("--on {text!r} is no day; expected YYYY-MM-DD", text=text) from None
