"""Against whom an action can be compared, where nobody said: chosen by what happened before the start, never by what came after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from metrics.analyses.verdicts.course import Course, p_apart
from metrics.analyses.verdicts.overlap import actions_in
from metrics.analyses.verdicts.side import is_per_week
from metrics.analyses.verdicts.window import LEAST_BEFORE, Window
from metrics.catalogue import find_metric
from metrics.catalogue.dimensions import find_dimension
from metrics.semantic.compute import measure
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Filters, Scope
from warehouse.actions.action import Action

MOST_CANDIDATES = 12  # single groups that are looked at, the largest first
APART = 0.10


@dataclass(frozen=True)
class Candidate:
    """A group to compare with: how restless the difference of the two was in the weeks before (its standard deviation)."""

    filters: Filters
    unrest: float
    n: int


def suggest_comparison(
    engine: Engine, action: Action, window: Window, actions: Sequence[Action] = ()
) -> Filters | None:
    """The filters of the best candidate, NULL when there is none."""
    found = find_comparisons(engine, action, window, actions)
    return found[0].filters if found else None


def find_comparisons(engine: Engine, action: Action, window: Window, actions: Sequence[Action] = ()) -> list[Candidate]:
    """Groups with the same metric that no action touches and that went the same way before, the steadiest first.

    Candidates differ from the action's group in one of its dimensions: each other value, and all of them together.
    """
    metric, own = find_metric(action.metric), action.filters
    if not own or is_per_week(metric):
        return []
    firm = engine.settings.minimum_n_firm
    ours = weekly(engine, action.metric, own, window)
    found = []
    for filters in candidates(engine, action, window):
        if actions_in(engine, action.metric, window, filters, actions, action.id):
            continue
        theirs = weekly(engine, action.metric, filters, window)
        both = ours.join(theirs, on="week", suffix="_theirs")
        n = int(theirs["n"].sum() or 0)
        if both.height < LEAST_BEFORE or n < firm:
            continue
        course = difference_of(both, window, metric.kind == "time" or metric.unit == "money")
        p = p_apart(course)
        if p is not None and p >= APART:
            found.append(Candidate(filters, float(np.std(course.values, ddof=1)), n))
    return sorted(found, key=lambda candidate: (candidate.unrest, -candidate.n))


def candidates(engine: Engine, action: Action, window: Window) -> Iterator[Filters]:
    """Filters like the action's with other values of one dimension."""
    for name in dict.fromkeys(name for name, _ in action.filters):
        if find_dimension(name).unit:
            continue
        own = {value for dimension, values in action.filters if dimension == name for value in values}
        rest = tuple(pair for pair in action.filters if pair[0] != name)
        groups = measure(engine, action.metric, Scope(*window.before, rest), (name,))
        others = groups.filter(
            pl.col("value").is_not_null() & pl.col(name).is_not_null() & ~pl.col(name).is_in(list(own))
        )
        values = others.sort("n", descending=True)[name].to_list()
        yield from ((*rest, (name, (value,))) for value in values[:MOST_CANDIDATES])
        if len(values) > 1:
            yield (*rest, (name, tuple(sorted(values))))


def weekly(engine: Engine, name: str, filters: Filters, window: Window) -> pl.DataFrame:
    """week, value, n of the weeks before."""
    rows = measure(engine, name, Scope(*window.before, filters), ("week",))
    return rows.filter(pl.col("value").is_not_null() & pl.col("week").is_not_null()).select("week", "value", "n")


def difference_of(both: pl.DataFrame, window: Window, is_ratio: bool) -> Course:
    """Ours minus theirs by week, weighted by how many answered on either side."""
    ours, theirs = (both[name].to_numpy().astype(np.float64) for name in ("value", "value_theirs"))
    if is_ratio and min(ours.min(), theirs.min()) > 0:
        ours, theirs = np.log(ours), np.log(theirs)
    variances = 1 / both["n"].to_numpy() + 1 / both["n_theirs"].to_numpy()
    values = ours - theirs
    scale = float(np.sum((values - np.average(values, weights=1 / variances)) ** 2 / variances) / (len(values) - 1))
    weeks = both["week"].str.to_date().to_list()
    return Course(np.array([window.number(week) for week in weeks], dtype=np.float64), values, variances * scale)
