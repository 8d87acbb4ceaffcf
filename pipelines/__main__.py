"""The command line of the pipeline: python -m pipelines load PATH…, sources, columns, status, quality, rejected, trace, versions, rollback,
verify, forget, derive, docs; about persons: merge, split, withdraw, why, decisions; about what is done: actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from pipelines.commands.actions import add_action_commands
from pipelines.commands.load import add_load_command, print_accounts, progress, told_progress
from pipelines.commands.people import add_person_commands
from pipelines.commands.preview import add_preview_command
from pipelines.commands.propose import add_propose_command
from pipelines.commands.quality import add_quality_command
from pipelines.commands.sample import add_sample_command
from pipelines.commands.sources import add_source_commands
from pipelines.commands.stored import add_stored_commands
from pipelines.commands.versions import add_version_commands
from pipelines.commands.watch import add_watch_command
from warehouse.actions.action import Action
from warehouse.command import run_command
from warehouse.config.home import quality
from warehouse.config.settings import load_settings
from warehouse.inbox.answers import Answer
from warehouse.store.engine import Engine, open_engine

if TYPE_CHECKING:
    from pipelines.outcome import Outcome

app = typer.Typer(
    help="Load exports, see what was loaded, go back.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


# Deriving and the metrics bring scipy and tables of names with them, whose import takes two seconds of processor: as much
# as a load of a few files, and more than a preview.
def publish_exports(
    paths: list[Path],
    mapping: Path | None = None,
    options: dict[str, str] | None = None,
    report: Callable[[str], None] = lambda line: None,
    answers: Mapping[Path, Answer] | None = None,
) -> Outcome:
    """Load, with the answers that are kept with a version."""
    from metrics.preparation import build_stored_numbers
    from pipelines.load import load_exports

    return load_exports(paths, load_settings(), build_stored_numbers, mapping, options, report, answers=answers)


add_load_command(app, publish_exports)
add_source_commands(app)
add_stored_commands(app)


def load_paths(paths: list[Path]) -> None:
    """Load and publish, and print the accounts."""
    with told_progress() as report:
        print_accounts(publish_exports(paths, report=report))


def load_watched(paths: list[Path], options: dict[str, str]) -> Outcome:
    """Load and publish what came into a watched folder."""
    return publish_exports(paths, options=options)


@app.command()
def derive(
    step: Annotated[str, typer.Option(help="repeat only this step, such as comments")] = "",
) -> None:
    """Derive everything again and publish it, without new files: after a decision or a changed setting."""
    publish_again(step)


def publish_again(step: str = "") -> None:
    """Derive, publish and say which version it is."""
    from metrics.preparation import build_stored_numbers
    from pipelines.load import derive_again

    with progress.status("deriving") as status:
        outcome = derive_again(load_settings(), build_stored_numbers, status.update, step=step)
    for warning in outcome.warnings:
        print(f"warning: {warning}")
    print(f"version {outcome.version} is published")


def check_action(action: Action) -> None:
    """Raises WrongUse for a metric or dimension that does not exist."""
    from metrics.analyses.verdicts.sound import require_known

    require_known(action)


def find_last_day() -> date | None:
    """The last day of the data; None where nothing is loaded."""
    from metrics.analyses.verdicts.sound import last_day_of_data

    return last_day_of_data()


def report_quality(engine: Engine, today: date) -> dict[str, Any]:
    """The verdicts on the sources as of a day (UTC)."""
    from metrics.analyses.quality_report import report_quality

    return report_quality(engine, today)


add_preview_command(app)
add_propose_command(app)
add_quality_command(app, report_quality)
add_sample_command(app, load_paths, check_action)
add_watch_command(app, load_watched)
add_version_commands(app)
add_person_commands(app, publish_again)
add_action_commands(app, check_action, find_last_day)


@app.command()
def docs() -> None:
    """Run Great Expectations over what the last loads counted and build Data Docs; prints where they are."""
    from pipelines.check.checkpoint import build_data_docs

    print(build_data_docs(open_engine(), quality()))


def main() -> NoReturn:
    """Run the command; a user's mistake, or whatever else goes wrong, is one line on stderr."""
    run_command(app, "python -m pipelines")


if __name__ == "__main__":
    main()
