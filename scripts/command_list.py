"""The commands with their arguments and options, as Markdown, from what `--help` says."""

from enum import Enum
from typing import Any

import typer
import typer.main

from metrics.__main__ import app as metrics_app
from pipelines.__main__ import app as pipelines_app

APPS = {"pipelines": pipelines_app, "metrics": metrics_app}


def list_commands() -> str:
    """One section a command: what it does, how it is written, a table of its arguments and options."""
    return "\n\n".join(
        describe_command(f"python -m {room} {name}", command)
        for room, app in APPS.items()
        for name, command in commands_of(app).items()
    )


def commands_of(app: typer.Typer) -> dict[str, Any]:
    """The commands of an entry point by name, in the order of `--help`."""
    return typer.main.get_command(app).commands  # type: ignore[attr-defined,no-any-return]


def describe_command(words: str, command: Any) -> str:
    """The section of one command."""
    shown = [parameter for parameter in command.params if parameter.name != "help"]
    arguments = [argument_words(p) for p in shown if p.param_type_name == "argument"]
    usage = " ".join([words, *arguments, *(["[OPTIONS]"] if len(arguments) < len(shown) else [])])
    lines = [f"### `{words}`", "", " ".join(command.help.split()), "", f"    {usage}"]
    rows = [f"| `{label_of(p)}` | {p.help or ''}{default_words(p)} |" for p in shown]
    return "\n".join([*lines, *(["", "| argument or option | meaning |", "|---|---|", *rows] if rows else [])])


def argument_words(parameter: Any) -> str:
    """How an argument stands in the usage line: KEY_A, [VERSION], PATHS…"""
    name = parameter.name.upper() + ("…" if parameter.nargs == -1 else "")
    return name if parameter.required else f"[{name}]"


def label_of(parameter: Any) -> str:
    """The argument's or option's own name."""
    return argument_words(parameter) if parameter.param_type_name == "argument" else parameter.opts[0]


def default_words(parameter: Any) -> str:
    """The default in brackets, where there is one that says something, and that an option may be repeated."""
    notes = ["can be repeated"] if parameter.multiple else []
    default = parameter.default.value if isinstance(parameter.default, Enum) else parameter.default
    if default not in (None, "", False):
        notes.append(f"default: `{default}`")
    return f" ({'; '.join(notes)})" if notes else ""
