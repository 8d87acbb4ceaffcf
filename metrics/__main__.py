"""python -m metrics list | show NAME | verdicts | plan | halves: what the pages show, on the command line."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any, NoReturn

import polars as pl
import typer

from metrics.analyses.ask import ask, find_entry
from metrics.analyses.invited import invited_to
from metrics.analyses.mix_held import hold_mix
from metrics.analyses.verdicts.command import add_verdict_command
from metrics.analyses.verdicts.plan_command import add_plan_commands
from metrics.catalogue import METRICS
from metrics.catalogue.composites import COMPOSITES, Composite
from metrics.catalogue.dimensions import find_dimension
from metrics.catalogue.entry import Metric
from metrics.catalogue.periods import EARLIEST, LATEST
from metrics.presenter.english import ENGLISH, plain_spaces
from metrics.presenter.numbers import decimal, format_value
from metrics.presenter.quality import QualityWords
from metrics.quality.gate import findings_of, gate
from metrics.quality.judge import judge_sources
from metrics.semantic.known_values import known_values
from metrics.semantic.scope import Scope
from warehouse.command import run_command
from warehouse.config.errors import WrongUse
from warehouse.inert import inert
from warehouse.store.engine import Engine, open_engine


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, help=__doc__)


@app.command("list")
def list_metrics() -> None:
    """Print every metric: name, unit, interval and what it means."""
    entries: tuple[Metric | Composite, ...] = (*METRICS.values(), *COMPOSITES.values())
    for entry in entries:
        typer.echo(f"{entry.name:24} {entry.unit:9} {entry.interval:16} {entry.label}: {entry.description}")


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="a name of python -m metrics list")],
    by: Annotated[str, typer.Option(help="dimensions, separated by commas")] = "",
    first: Annotated[str, typer.Option("--from", help="first day, YYYY-MM-DD")] = "",
    end: Annotated[str, typer.Option("--to", help="first day that is no longer in it")] = "",
    where: Annotated[
        list[str] | None, typer.Option(help="DIM=VALUE,… (quote a value with a comma); empty: unknown")
    ] = None,
    format: Annotated[Format, typer.Option(help="table, csv or json")] = Format.table,
) -> None:
    """Print one metric or composite, in the reporting zone, for all time or [from, to)."""
    dimensions = tuple(word.strip() for word in by.split(",") if word.strip())
    scope = Scope(read_date("--from", first), read_date("--to", end), read_filters(where or []))
    entry = find_entry(name)
    for dimension in dimensions:
        find_dimension(dimension)
    if name != entry.name:
        typer.echo(f"{name} is called {entry.name} now; the old name will go", err=True)
    engine = open_engine()
    found = ask(engine, entry.name, scope, dimensions)
    warn_of_unknown_values(engine, scope)
    rows = found.rows
    if isinstance(entry, Metric) and entry.kind == "count":
        rows = rows.with_columns(pl.col("value").cast(pl.Int64))  # whole, and so in every format
    if isinstance(entry, Metric):
        rows = gate_rows(engine, entry.name, scope, dimensions, rows)
    typer.echo(f"reporting zone: {engine.settings.timezone}", err=True)
    if found.known:
        typer.echo(found.known, err=True)
    if isinstance(entry, Metric) and (invited := invited_to(engine, entry.name, scope)):
        typer.echo(invited.sentence, err=True)
    if isinstance(entry, Metric) and not dimensions and (mix := hold_mix(engine, entry.name, scope)):
        typer.echo(mix.sentence, err=True)
    typer.echo(print_rows(rows, format))
    if found.reason:
        typer.echo(found.reason, err=True)
        raise typer.Exit(1)


def gate_rows(engine: Engine, name: str, scope: Scope, by: tuple[str, ...], rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as pages show them where a source that feeds them is late, unusual or failing, which is said."""
    quality, words = judge_sources(engine, datetime.now(UTC).date()), QualityWords(ENGLISH)
    for finding in findings_of(engine, quality, name, scope):
        typer.echo(f"{'failing' if finding.is_failing else 'source'}: {words.gated(finding, 0)}", err=True)
    return gate(engine, quality, name, scope, by, rows)


def read_date(option: str, text: str) -> date | None:
    """The day, None when not given. Raises WrongUse."""
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongUse(f"{option}: {text!r} is no day; expected YYYY-MM-DD") from None
    if day and not EARLIEST <= day <= LATEST:
        raise WrongUse(f"{option}: {text!r} is outside {EARLIEST} to {LATEST}; leave {option} away for all time")
    return day


def read_filters(given: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(dimension, values) of every DIM=VALUE,…; a dimension given twice has the values of both. Raises WrongUse."""
    found: dict[str, tuple[str, ...]] = {}
    for text in given:
        name, sign, values = text.partition("=")
        if not sign:
            raise WrongUse(f"--where: {text!r} has no =; expected DIM=VALUE, for example channel=phone")
        found[name] = found.get(name, ()) + tuple(next(csv.reader([values], skipinitialspace=True), [""]))
    return tuple(found.items())


def warn_of_unknown_values(engine: Engine, scope: Scope) -> None:
    """A value that no record has is no mistake, but the reader should know which ones there are."""
    for name, values in scope.filters:
        if find_dimension(name).unit:
            continue
        known = known_values(engine, name)
        for value in values:
            if value and value not in known:
                shown = ", ".join(known[:20]) + (" …" if len(known) > 20 else "")
                typer.echo(f"--where: no record has {name} {value!r}; known: {shown or 'none'}", err=True)


def print_rows(rows: pl.DataFrame, format: Format) -> str:
    """The rows as text: numbers in full for csv and json, as the pages show them for a table; NULL is empty (null in json)."""
    if format is Format.json:
        return json.dumps(rows.to_dicts(), ensure_ascii=False, indent=1)
    if format is Format.csv:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(map(inert, rows.columns))
        writer.writerows([inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows.rows())
        return text.getvalue().rstrip("\n")
    names = [name for name in rows.columns if name != "unit"]  # every value says it
    lines = [names, *([cell_words(name, row) for name in names] for row in rows.rows(named=True))]
    widths = [max(len(line[i]) for line in lines) for i in range(len(names))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def cell_words(name: str, row: Mapping[str, Any]) -> str:
    """A cell of the table: numbers as the pages show them, NULL empty."""
    if row[name] is None:
        return ""
    if name in ("value", "low", "high"):
        return plain_spaces(format_value(row[name], row["unit"], ENGLISH))
    return decimal(row[name], ENGLISH) if name == "n" else str(row[name])


add_verdict_command(app)
add_plan_commands(app, read_filters)


def main() -> NoReturn:
    """Run the command; a user's mistake, or whatever else goes wrong, is one line and a status."""
    run_command(app, "python -m metrics")


if __name__ == "__main__":
    main()
