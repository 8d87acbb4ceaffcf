"""Commands about who is who: merge, split, withdraw, why and decisions. A key is `email:ana@example.com` or `source:type:value`."""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from warehouse.config.errors import NoWarehouse
from warehouse.people.decide import decide_apart, decide_together, require_key, withdraw_decision
from warehouse.people.decisions import Decision, hold_latest, pending_decisions, read_log
from warehouse.people.key import Key
from warehouse.people.links import explain_link
from warehouse.store.engine import open_engine

Written = Annotated[str, typer.Argument(help="type:value, or source:type:value where only the source knows it")]
Note = Annotated[str, typer.Option(help="why")]
Name = Annotated[str, typer.Option(help="who decides; the system's user if not given")]
Apply = Annotated[bool, typer.Option("--apply", help="derive and publish at once")]
WORDS = {"together": "are one person", "apart": "are not one person", "withdraw": "follow the records again"}


def add_person_commands(app: typer.Typer, derive_now: Callable[[], None]) -> None:
    """Add the commands; `derive_now` builds a version that knows every decision."""

    @app.command()
    def merge(key_a: Written, key_b: Written, note: Note = "", by: Name = "", apply: Apply = False) -> None:
        """Decide that two keys are of one person, whatever the records say."""
        made = decide_together(open_engine(), Key.parse(key_a), Key.parse(key_b), note, by or user_name(), now())
        report(made, derive_now if apply else None)

    @app.command()
    def split(key_a: Written, key_b: Written, note: Note = "", by: Name = "", apply: Apply = False) -> None:
        """Decide that two keys are not of one person, whatever the records say."""
        made = decide_apart(open_engine(), Key.parse(key_a), Key.parse(key_b), note, by or user_name(), now())
        report([made], derive_now if apply else None)

    @app.command()
    def withdraw(key_a: Written, key_b: Written, note: Note = "", by: Name = "", apply: Apply = False) -> None:
        """End the decision on two keys: they follow the records again."""
        made = withdraw_decision(Key.parse(key_a), Key.parse(key_b), note, by or user_name(), now())
        report([made], derive_now if apply else None)

    @app.command()
    def decisions(json_output: Annotated[bool, typer.Option("--json")] = False) -> None:
        """Every decision about persons, oldest first; whether it holds, and whether the version knows it yet."""
        log = read_log()
        in_force, pending = {d.id for d in hold_latest(log)}, {d.id for d in find_pending()}
        lines = [asdict(d) | {"is_in_force": d.id in in_force, "is_pending": d.id in pending} for d in log]
        if json_output:
            print(json.dumps(lines, default=str, ensure_ascii=False, indent=2))
            return
        for d in log:
            state = "in force" if d.id in in_force else "ended" if d.kind != "withdraw" else ""
            marks = ", ".join(filter(None, [state, "not applied yet" if d.id in pending else ""]))
            parts = [str(d.id), f"{d.decided_at:%Y-%m-%d %H:%M} UTC", d.kind, d.key_a, d.key_b, marks, d.decided_by]
            print("  ".join(filter(None, [*parts, d.note])))

    @app.command()
    def why(key_a: Written, key_b: Written) -> None:
        """The chain of records and decisions by which two keys are of one person."""
        engine = open_engine()
        first, second = (require_key(engine, Key.parse(key)) for key in (key_a, key_b))
        for step in explain_link(engine, first, second):
            print(step)


def report(made: list[Decision], derive_now: Callable[[], None] | None) -> None:
    for decision in made:
        print(f"recorded: {decision.key_a} and {decision.key_b} {WORDS[decision.kind]}")
    if derive_now:
        derive_now()
    else:
        print("the next load, or python -m pipelines derive, applies it")


def find_pending() -> list[Decision]:
    """Decisions that the published version does not know; all of them while nothing is published."""
    try:
        return pending_decisions(open_engine())
    except NoWarehouse:
        return read_log()


def user_name() -> str:
    """The name of the system's user; its number where that has none, as in a container."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
