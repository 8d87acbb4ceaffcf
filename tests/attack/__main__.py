"""The attack on the product: loads that are killed, files and mappings and addresses made to break it.

`python -m tests.attack` runs every campaign a little; `python -m tests.attack kill --cases 300 --seed 1` one of them, as
long as wanted. Each case that fails is one line. Exit status 1 when there is one.
"""

import os
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from tests.attack.result import Campaign, Report, Result

# Name of the campaign: its module, and how many cases it has unless told otherwise.
CAMPAIGNS = {
    "kill": ("tests.attack.kills", 20),
    "fuzz": ("tests.attack.fuzz", 500),
    "mapping": ("tests.attack.mappings", 2_000),
    "address": ("tests.attack.addresses", 100),
    "hostile": ("tests.attack.hostile_files", 100),
}


def campaign_of(name: str) -> Campaign:
    """The function that runs a campaign."""
    run: Campaign = import_module(CAMPAIGNS[name][0]).run
    return run


def run_batches(name: str, cases: int, seed: int, seconds: float | None, report: Report) -> Result:
    """Run the campaign: whole, or where the time is bounded in batches with the following seeds while there is time."""
    run = campaign_of(name)
    if seconds is None:
        return run(cases, seed, report)
    end, done, failures = time.monotonic() + seconds, 0, list[str]()
    batch = min(cases, CAMPAIGNS[name][1])
    while done < cases and time.monotonic() < end:
        result = run(min(batch, cases - done), seed, report)
        done, failures, seed = done + result.cases, failures + result.failures, seed + 1
    return Result(done, failures)


def main(
    campaign: Annotated[str | None, typer.Argument(help=f"one of {', '.join(CAMPAIGNS)}; all without it")] = None,
    cases: Annotated[int | None, typer.Option(min=1, help="how many cases of each campaign")] = None,
    seed: Annotated[int, typer.Option(help="settles all that is random")] = 1,
    seconds: Annotated[float | None, typer.Option(help="begin no more after this time, for each campaign")] = None,
    keep: Annotated[Path | None, typer.Option(help="folder that gets the files of the cases that fail")] = None,
) -> None:
    """Attack the product; print cases and failures of each campaign."""
    if campaign is not None and campaign not in CAMPAIGNS:
        raise typer.BadParameter(f"{campaign}: no such campaign; there are {', '.join(CAMPAIGNS)}")
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        os.environ["ATTACK_KEEP"] = str(keep.resolve())
    failed = 0
    for name in [campaign] if campaign else CAMPAIGNS:
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="hilo-attack-") as home:
            os.environ["HILO_HOME"] = home
            result = run_batches(name, cases or CAMPAIGNS[name][1], seed, seconds, lambda line: print(line, flush=True))
        for line in result.failures:
            print(f"{name}: FAILED {line}")
        took = time.monotonic() - started
        print(f"{name}: {result.cases:,} cases, {len(result.failures):,} failures, {took:.0f} s", flush=True)
        failed += len(result.failures)
    raise typer.Exit(1 if failed else 0)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
