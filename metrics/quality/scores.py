"""Whether a survey's answers are spread as they are otherwise: all alike, upside down, or on another level."""

import numpy as np
import polars as pl

from metrics.quality.finding import Finding
from metrics.quality.moves import LEVEL_WEEKS, Floats, find_moves
from metrics.quality.weeks import Weeks, weeks_of

PERCENTS = tuple(range(101))
LEAST_ANSWERS = 20
BY_CHANCE = 1e-6  # that all answers are alike
# Distances of two spreads, half the sum of what their shares differ: another one, and one and the same but for chance. Strict, for a
# real fall of all scores must be shown, not withheld.
OTHER, SAME = 0.35, 0.2
LEAST_MOVE = 15.0  # percent of the scale


def judge_scores(source: str, metric: str, survey: str | None, days: pl.DataFrame, weeks_end: Weeks) -> list[Finding]:
    """At most one finding on the answers (day, percent, answers) of one survey and scale, in the weeks of its source."""
    wide = days.pivot("percent", index="day", values="answers", aggregate_function="sum").fill_null(0)
    names = tuple(name for name in wide.columns if name != "day")
    weeks = weeks_of(wide, names, weeks_end.end)
    percents, counts = np.array(names, float), weeks.sums
    answers = counts.sum(axis=1, keepdims=True)
    for run in range(min(LEVEL_WEEKS, len(counts) - LEVEL_WEEKS), 0, -1):
        new, before = counts[:run].sum(axis=0), counts[run : run + LEVEL_WEEKS].sum(axis=0)
        if new.sum() >= LEAST_ANSWERS and before.sum() >= LEAST_ANSWERS and is_flat(new, before):
            return [finding("scores_flat", source, metric, survey, weeks, run, percents, new, before)]
    with np.errstate(all="ignore"):
        means = counts @ percents[:, None] / answers
    usual = counts.sum(axis=0)
    variance = max(float(np.average((percents - np.average(percents, weights=usual)) ** 2, weights=usual)), 1.0)
    moves = find_moves(means, np.where(answers > 0, variance / np.maximum(answers, 1), np.nan))
    run = int(moves.weeks[0])
    if not run:
        return []
    new, before = counts[:run].sum(axis=0), counts[run : run + LEVEL_WEEKS].sum(axis=0)
    if abs(np.average(percents, weights=new) - np.average(percents, weights=before)) < LEAST_MOVE:
        return []
    kind = "scores_turned" if new.sum() >= LEAST_ANSWERS and is_turned(names, new, before) else "scores_moved"
    return [finding(kind, source, metric, survey, weeks, run, percents, new, before)]


def finding(kind: str, source: str, metric: str, survey: str | None, weeks: Weeks, run: int, percents: Floats, new: Floats, before: Floats) -> Finding:  # fmt: skip
    """The finding with the mean of the newest answers and of those before, in percent of the scale."""
    usual, found = (float(np.average(percents, weights=answers)) for answers in (before, new))
    return Finding(
        kind,
        source,
        "responses",
        metric,
        weeks.begun(run),
        usual=usual,
        found=found,
        rows=int(new.sum()),
        values=survey or "",
    )


def is_flat(new: Floats, before: Floats) -> bool:
    """Whether all new answers are one, which the answers before would hardly ever be."""
    alike = int(new.argmax())
    share = (before[alike] + 1) / (before.sum() + 2)
    return bool(new[alike] == new.sum() and share ** new.sum() < BY_CHANCE)


def is_turned(names: tuple[str, ...], new: Floats, before: Floats) -> bool:
    """Whether the new answers look like those before on a scale that is upside down, and not like those before."""
    shares = dict(zip(map(int, names), new / new.sum(), strict=True))
    was = dict(zip(map(int, names), before / before.sum(), strict=True))
    turned = {100 - percent: share for percent, share in was.items()}
    return distance(shares, was) >= OTHER and distance(shares, turned) <= SAME


def distance(one: dict[int, float], other: dict[int, float]) -> float:
    """Half the sum of what the shares differ: 0 alike, 1 with no answer in common."""
    return sum(abs(one.get(percent, 0) - other.get(percent, 0)) for percent in PERCENTS) / 2
