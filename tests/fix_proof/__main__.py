"""python -m tests.fix_proof: how often verdicts find planted effects, and how often they find what is not there.

Companies are invented (tests/fix_proof/worlds.py), loaded, and judged with the product's own code on its own SQL. The exit
status is 1 when more of the actions that change nothing are called worked or harmed than the stated rate.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from metrics.analyses.verdicts.looks import ALARMS
from metrics.analyses.verdicts.verdict import Verdict, judge
from metrics.analyses.verdicts.window import LEAST_AFTER
from metrics.stats.intervals import wilson_interval
from tests.fix_proof.worlds import METRICS, NOISES, ON_A_SCALE, SIZES, World, build_engine, make_worlds
from warehouse.actions.action import Compare

BATCH = 20  # worlds in one warehouse: it stays small, and so quick
COMPARED: tuple[Compare, ...] = ("stated", "suggested", "none")
WAYS: dict[str, tuple[str, Compare]] = {
    "best boxes": ("csat", "stated"), "scale mean": (ON_A_SCALE, "stated"), "first response": ("first_response", "stated"),
    "halves": ("csat", "halves"),
}  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """A world and what was said of it."""

    world: World
    verdict: Verdict

    @property
    def is_alarm(self) -> bool:
        """Called worked or harmed."""
        return self.verdict.outcome in ("worked", "harmed")

    @property
    def is_right(self) -> bool:
        """Called what it is: worked for a good effect, harmed for a bad one."""
        return self.verdict.outcome == ("worked" if self.world.size > 0 else "harmed")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.fix_proof", description=__doc__)
    parser.add_argument(
        "--nulls", type=int, default=200, help="actions that change nothing, for each kind of comparison"
    )
    parser.add_argument(
        "--fixes", type=int, default=120, help="actions that change something, for each kind of comparison"
    )
    parser.add_argument(
        "--looks", type=int, default=20, help="actions that change nothing and are looked at every week"
    )
    parser.add_argument(
        "--spills", type=int, default=60, help="actions that only send hard contacts to their comparison, by kind"
    )
    parser.add_argument(
        "--power", type=int, default=60, help="actions for each size, number of answers and way to judge"
    )
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    nulls: list[Judged] = []
    for place, compare in enumerate(COMPARED):
        nulls += judge_worlds(make_worlds(options.nulls, (0.0,), compare, options.seed + place), options.seed)
    spills = judge_worlds(spill_worlds(options.spills), options.seed + 3)
    nulls += spills
    print_nulls(nulls)
    for kind in ("", "channel"):
        words = share_words(one.is_alarm for one in spills if one.world.kind == kind)
        print(f"  {'hard contacts sent away, ' + (kind or 'by hand'):34} {words}")
    fixes: list[Judged] = []
    for place, compare in enumerate(COMPARED):
        worlds = make_worlds(options.fixes, (0.25, 0.5, 1.0, -0.5), compare, options.seed + 10 + place)
        fixes += judge_worlds(worlds, options.seed + 1)
    print_fixes(fixes)
    looks = look_weekly(make_worlds(options.looks, (0.0,), "stated", options.seed + 20), options.seed + 2)
    print(f"\nlooked at every week from the third on, called worked or harmed at least once: {share_words(looks)}")
    print_power(options.power, options.seed + 4)
    rate = sum(one.is_alarm for one in nulls) / max(len(nulls), 1)
    raise SystemExit(1 if rate > ALARMS else 0)


def judge_worlds(worlds: list[World], seed: int) -> list[Judged]:
    """The verdict on every world."""
    found = []
    for first in range(0, len(worlds), BATCH):
        batch = worlds[first : first + BATCH]
        engine = build_engine(batch, seed)
        for world in batch:
            engine.facts["data_until"] = f"{world.last_day}T23:59:59"
            found.append(Judged(world, judge(engine, world.action, has_besides=False)))
        engine.close()
    return found


def look_weekly(worlds: list[World], seed: int) -> list[bool]:
    """Whether any of the weekly looks called a world worked or harmed."""
    found = []
    for first in range(0, len(worlds), BATCH):
        batch = worlds[first : first + BATCH]
        engine = build_engine(batch, seed)
        for world in batch:
            outcomes = []
            for weeks in range(LEAST_AFTER, world.weeks_after + 1):
                day = world.last_day - timedelta(weeks=world.weeks_after - weeks)
                engine.facts["data_until"] = f"{day}T23:59:59"
                outcomes.append(judge(engine, world.action, has_besides=False).outcome)
            found.append(bool({"worked", "harmed"} & set(outcomes)))
        engine.close()
    return found


def print_nulls(judged: list[Judged]) -> None:
    """False alarms by comparison, noise and metric."""
    print(f"actions that change nothing, called worked or harmed (stated: at most {100 * ALARMS:g} %)")
    print(f"  {'all':34} {share_words(one.is_alarm for one in judged)}")
    groups: tuple[tuple[str, Iterable[str], Callable[[World], str]], ...] = (
        ("compare", COMPARED, lambda world: world.compare),
        ("noise", NOISES, lambda world: world.noise),
        ("metric", METRICS, lambda world: world.metric),
    )
    for title, names, of in groups:
        for name in names:
            print(f"  {title + ' ' + name:34} {share_words(one.is_alarm for one in judged if of(one.world) == name)}")
    for outcome in ("did_not", "cannot_tell"):
        print(f"  {'said: ' + outcome:34} {share_words(one.verdict.outcome == outcome for one in judged)}")


def spill_worlds(count: int) -> list[World]:
    """Worlds in which half or four fifths of the hard contacts of the group go to its comparison, with and without saying so."""
    return [
        World(number, "csat", NOISES[number % 2], "stated", 0.0, 26, 12, (60, 120)[number // 2 % 2], (0.5, 0.8)[number // 4 % 2], kind)
        for kind in ("", "channel") for number in range(1000, 1000 + count)
    ]  # fmt: skip


def print_power(count: int, seed: int) -> None:
    """How often +5 and +10 points are seen by answers a week: best boxes, mean of the scale, halves of persons; and how true what is shown is."""
    print(
        "\n26 weeks before, 12 after, four times the answers in the comparison; called worked (shown, likely difference of csat)"
    )
    for way, (metric, compare) in WAYS.items():
        for answers in (10, 25, 60, 120):
            cells = []
            for points in (5.0, 10.0):
                worlds = [
                    World(number, metric, "restless", compare, points / SIZES["csat"], 26, 12, answers, others=4.0)
                    for number in range(count)
                ]
                judged = judge_worlds(worlds, seed)
                worked = [one.verdict.change for one in judged if one.is_right and one.verdict.change]
                said = f"+{points:.0f}: {share_words(one.is_right for one in judged)}"
                if worked and metric == "csat":
                    shown, likely = (np.mean([getattr(c, name) for c in worked]) for name in ("difference", "likely"))
                    said += f" ({shown:+.1f}, {likely:+.1f})"
                cells.append(said)
            print(f"  {way:14} {answers:4} a week   {'   '.join(cells)}")


def print_fixes(judged: list[Judged]) -> None:
    """Hits by size, comparison and metric; calls in the wrong direction; how many intervals hold the truth."""
    print("\nactions with an effect, called what they are")
    for compare in COMPARED:
        for metric in METRICS:
            cells = []
            for size in sorted({one.world.size for one in judged}, key=abs):
                rows = [
                    one
                    for one in judged
                    if (one.world.compare, one.world.metric, one.world.size) == (compare, metric, size)
                ]
                if rows:
                    cells.append(f"{size_words(metric, size)}: {100 * np.mean([one.is_right for one in rows]):3.0f} %")
            print(f"  {compare:10} {metric:15} {'   '.join(cells)}")
    wrong = [one.is_alarm and not one.is_right for one in judged]
    print(f"  called the opposite: {share_words(wrong)}")
    for compare in COMPARED:
        covered = [holds(one) for one in judged if one.world.compare == compare]
        print(
            f"  95 % intervals that hold the truth, {compare}: {share_words(hit for hit in covered if hit is not None)}"
        )


def holds(one: Judged) -> bool | None:
    """Whether the interval holds the planted effect; NULL where there is no interval."""
    change, world = one.verdict.change, one.world
    if change is None or change.step is None or change.gap:
        return None
    low, high = change.step.interval()
    full = SIZES[world.metric] if world.metric in ("csat", "nps") else float(np.log1p(SIZES[world.metric]))
    return low <= world.size * full <= high


def size_words(metric: str, size: float) -> str:
    """An effect in the metric's unit: +5 points, ×0.74."""
    if metric in ("csat", "nps"):
        return f"{size * SIZES[metric]:+5.1f} points"
    return f"× {(1 + SIZES[metric]) ** size:.2f}"


def share_words(hits: Iterable[bool]) -> str:
    """12 of 300 = 4.0 % [2.3, 6.9]."""
    listed = list(hits)
    if not listed:
        return "–"
    percent = 100 * sum(listed) / len(listed)
    low, high = wilson_interval(percent, len(listed))
    return f"{sum(listed):4} of {len(listed):4} = {percent:5.1f} % [{float(low):.1f}, {float(high):.1f}]"


if __name__ == "__main__":
    main()
