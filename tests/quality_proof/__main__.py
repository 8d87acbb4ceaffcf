"""python -m tests.quality_proof: how often a source is found fault with where nothing happens, and how soon planted faults are found.

Sources are invented (tests/quality_proof/worlds.py), and judged week by week by the product's own functions. The exit status is 1
when a quiet source has more than MOST_ALARMS a quarter, or a fault is not found in time in PART_FOUND of the even worlds.
"""

from __future__ import annotations

import argparse
from datetime import date, timedelta

import numpy as np

from metrics.quality.exports import is_overdue
from metrics.quality.finding import Finding
from metrics.quality.judge import judge_table, table_weeks
from tests.quality_proof.worlds import ARRIVALS, FAULTS, QUIET, START, TABLE, Drawn, World, draw, frames

QUARTER_WEEKS = 13
MOST_ALARMS = 1.0  # per source and quarter, all kinds and columns together
IN_TIME_WEEKS, PART_FOUND = 3, 0.9


def findings_at(drawn: Drawn, days: int) -> list[Finding]:
    """What is found when the data are so many days long."""
    sums, answers = frames(drawn, days)
    weeks = table_weeks(TABLE, sums, START + timedelta(days=days - 1))
    return [] if weeks is None else judge_table("source", TABLE, weeks, sums, answers)


def count_alarms(world: World, weeks: int, seed: int) -> list[str]:
    """The kinds that were found in a quarter after so many weeks, in a world where nothing happens; one that lasts is counted once."""
    drawn = draw(
        world,
        7 * (weeks + QUARTER_WEEKS) + 1,
        np.random.default_rng([seed, weeks, round(world.per_day * 10), len(world.name)]),
    )
    alarms, before = [], set()
    for week in range(QUARTER_WEEKS):
        now = {(finding.kind, finding.column) for finding in findings_at(drawn, 7 * (weeks + week + 1) + 1)}
        alarms += [kind for kind, _ in sorted(now - before)]
        before = now
    return alarms


def weeks_until_found(world: World, fault: str, weeks: int, seed: int) -> int | None:
    """After how many weeks the fault is found; None: not within eight."""
    plant, kind = FAULTS[fault]
    drawn = draw(world, 7 * (weeks + 8) + 1, np.random.default_rng([seed, weeks, len(fault)]))
    plant(drawn, 7 * weeks)
    for week in range(1, 9):
        if any(finding.kind == kind for finding in findings_at(drawn, 7 * (weeks + week) + 1)):
            return week
    return None


def count_overdue(arrival: str, seed: int, exports: int = 13) -> tuple[int, int]:
    """(times that an export was called overdue that came, days until a source that stopped is) after so many exports."""
    rng, gap = np.random.default_rng([seed, len(arrival)]), ARRIVALS[arrival]
    loaded, false = [START], 0
    while len(loaded) < exports:
        loaded.append(loaded[-1] + timedelta(days=gap(rng)))
    quarter_ends = loaded[-1] + timedelta(weeks=QUARTER_WEEKS)
    while loaded[-1] < quarter_ends:
        coming = loaded[-1] + timedelta(days=gap(rng))
        false += bool(is_overdue(loaded, coming - timedelta(days=1)))
        loaded.append(coming)
    return false, days_until_overdue(loaded)


def days_until_overdue(loaded: list[date]) -> int:
    """The days after the last export from which on the next is overdue."""
    return next(days for days in range(1, 1000) if is_overdue(loaded, loaded[-1] + timedelta(days=days)))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.quality_proof", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sources", type=int, default=20, help="of each kind")
    parser.add_argument("--weeks", type=int, nargs="*", default=[14, 30, 110], help="of history")
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.sources)
    print(f"nothing happens: alarms per source and quarter (stated: at most {MOST_ALARMS:g})")
    worst, missed = 0.0, 0
    for world in QUIET:
        for weeks in options.weeks:
            alarms = [kind for seed in seeds for kind in count_alarms(world, weeks, seed)]
            worst = max(worst, len(alarms) / len(seeds))
            kinds = ", ".join(f"{kind} {alarms.count(kind)}" for kind in sorted(set(alarms)))
            print(f"  {world.name:20} {weeks:4} weeks {len(alarms) / len(seeds):6.2f}  {kinds}")
    print("\nexports of a quarter that were called overdue and came, and days until a source that stopped is")
    for arrival in ARRIVALS:
        counted = [count_overdue(arrival, seed) for seed in seeds]
        rate = float(np.mean([false for false, _ in counted]))
        worst = max(worst, rate)
        print(f"  {arrival:20} {rate:6.2f}  {np.median([days for _, days in counted]):5.0f} days")
    print(
        f"\nplanted faults: found within {IN_TIME_WEEKS} weeks (stated in even worlds: {PART_FOUND:.0%}), within 8, weeks until then"
    )
    for world in (QUIET[0], QUIET[4], QUIET[1], QUIET[5]):
        for fault in FAULTS:
            found = [weeks_until_found(world, fault, 30, seed) for seed in seeds]
            known = [weeks for weeks in found if weeks]
            soon = sum(weeks <= IN_TIME_WEEKS for weeks in known)
            missed += world is QUIET[0] and soon < PART_FOUND * len(seeds)
            median = f"{np.median(known):4.0f}" if known else "   –"
            print(f"  {world.name:20} {fault:20} {soon / len(seeds):5.0%} {len(known) / len(seeds):5.0%} {median}")
    raise SystemExit(1 if worst > MOST_ALARMS or missed else 0)


if __name__ == "__main__":
    main()
