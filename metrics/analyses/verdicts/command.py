"""python -m metrics verdicts: what became of every action, as the page says it."""

import json
from typing import Annotated, Any

import typer

from metrics.analyses.verdicts.change import Change
from metrics.analyses.verdicts.verdict import Verdict, judge
from metrics.presenter.english import ENGLISH, plain_spaces
from metrics.presenter.estimates import bounded_words
from metrics.presenter.numbers import format_difference, format_value
from metrics.semantic.engine import Engine
from warehouse.actions.action import Filters
from warehouse.actions.log import current_actions
from warehouse.store.engine import open_engine


def add_verdict_command(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def verdicts(
        action: Annotated[str, typer.Option(help="id of one action")] = "",
        json_output: Annotated[bool, typer.Option("--json", help="print everything that is known as JSON")] = False,
    ) -> None:
        """Print what became of the actions: worked, did not, harmed, or cannot be told yet and when it could."""
        engine = open_engine()
        found = [verdict for verdict in judge_all(engine) if action in ("", verdict.action.id)]
        typer.echo(f"reporting zone: {engine.settings.timezone}", err=True)
        if json_output:
            typer.echo(json.dumps([facts_of(verdict) for verdict in found], ensure_ascii=False, indent=1, default=str))
            return
        for verdict in found:
            for line in lines_of(verdict):
                typer.echo(plain_spaces(line))
        if not found:
            typer.echo("no action is registered; see: python -m pipelines actions --add FILE.toml")


def judge_all(engine: Engine) -> list[Verdict]:
    """The verdict on every action of the log, in the order of their start."""
    actions = [entry.action for entry in current_actions()]
    return [judge(engine, action, actions) for action in actions]


def lines_of(verdict: Verdict) -> list[str]:
    """A verdict in a few lines."""
    action, window = verdict.action, verdict.window
    head = f"{action.id}: {verdict.outcome}" + (f" ({verdict.why})" if verdict.why else "")
    if verdict.could_tell_on:
        head += f"; could tell on {verdict.could_tell_on}"
    lines = [head]
    if verdict.change and window:
        other = (
            f" against {filter_words(verdict.comparison)}"
            if verdict.comparison is not None
            else " against its own course"
        )
        lines.append(f"  {filter_words(action.filters)}{other}{' (suggested)' if verdict.is_suggested else ''}, "
                     f"weeks {window.before[0]} … {window.before[1]} and {window.after[0]} … {window.after[1]}")  # fmt: skip
        lines += [f"  {change_words(change)}" for change in (verdict.change, *verdict.besides)]
    if verdict.mix and verdict.change:
        explained = format_difference(verdict.mix.explained, verdict.change.unit, ENGLISH)
        lines.append(f"  of the difference {explained} is other {verdict.mix.dimension}s")
    if verdict.together:
        lines.append(f"  contacts changed sides; both groups together: {change_words(verdict.together)}")
    lines += [f"  mixed with: {title}" for title in verdict.mixed_with]
    lines += [f"  the comparison is mixed with: {title}" for title in verdict.mixed_comparison]
    return lines


def filter_words(filters: Filters | None) -> str:
    """channel=email touchpoint=a,b."""
    return " ".join(f"{name}={','.join(values)}" for name, values in filters or ()) or "everywhere"


def change_words(change: Change) -> str:
    """A metric's change in a line."""
    sides = " → ".join(
        format_value(side.value, change.unit, ENGLISH) for side in (change.side.before, change.side.after)
    )
    if change.difference.value is None:
        return f"{change.metric}: {sides}; {change.gap}"
    likely = "" if change.likely is None else f", likely {format_difference(change.likely, change.unit, ENGLISH)}"
    survives = "" if change.survives is None else ", beyond noise" if change.survives else ", within noise"
    return (f"{change.metric}: {sides}; difference {bounded_words(change.difference, ENGLISH)}"
            f" at {100 * change.level:.4g}%{likely}, p = {change.p:.2g}{survives}")  # fmt: skip


def facts_of(verdict: Verdict) -> dict[str, Any]:
    """Everything that a reader of JSON may want."""
    window = verdict.window
    return {
        "id": verdict.action.id, "title": verdict.action.title, "outcome": verdict.outcome, "why": verdict.why or None,
        "could_tell_on": verdict.could_tell_on, "is_final": verdict.is_final,
        "before": window.before if window else None, "after": window.after if window else None,
        "comparison": verdict.comparison, "is_suggested": verdict.is_suggested, "bar": verdict.bar,
        "mixed_with": verdict.mixed_with, "mixed_comparison": verdict.mixed_comparison,
        "change": change_facts(verdict.change) if verdict.change else None,
        "mix": {"dimension": verdict.mix.dimension, "explained": verdict.mix.explained} if verdict.mix else None,
        "together": change_facts(verdict.together) if verdict.together else None,
        "besides": [change_facts(change) for change in verdict.besides],
    }  # fmt: skip


def change_facts(change: Change) -> dict[str, Any]:
    """One metric's change."""
    names = ("metric", "unit", "method", "weeks_before", "weeks_after", "gap", "likely", "percent", "p", "level", "smallest", "apart_p",
             "survives", "direction")  # fmt: skip
    difference = {"difference": change.difference.value, "low": change.difference.low, "high": change.difference.high}
    sides = {"group": change.side, "comparison": change.other}
    shown = ("value", "n", "low", "high", "note")
    return (
        {name: getattr(change, name) for name in names}
        | difference
        | {
            name: {when: {k: getattr(getattr(side, when), k) for k in shown} for when in ("before", "after")}
            if side
            else None
            for name, side in sides.items()
        }
    )
