"""One side of a comparison: what a metric was before and after in a group, and week by week, with the noise of its answers."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import polars as pl

from metrics.analyses.verdicts.window import WEEK, Window
from metrics.catalogue import find_metric
from metrics.catalogue.entry import Distribution, Metric, PeriodLoss
from metrics.catalogue.fragment import fill
from metrics.semantic.compute import compute, measure
from metrics.semantic.engine import Engine
from metrics.semantic.estimate import Bounded, Estimate, read_estimate
from metrics.semantic.relation import relation
from metrics.semantic.scope import Filters, Scope
from metrics.stats.intervals import Z

Scale = Literal["difference", "ratio"]
Days = tuple[date, date]  # half-open
Point = tuple[float, float]  # a week's value, and its variance from its answers alone


@dataclass(frozen=True)
class Side:
    """A group: `before` and `after` are what compute() says of the metric (of counts and sums: a week's mean); `weeks` is for the chart.

    `points`: by Monday, values whose mean over a side is exactly the side's value, and their variances. `days`: those that `before`
    and `after` are of: weeks of the window with nothing measured at its beginning, or too young to judge at its end, are not in them.
    """

    filters: Filters
    before: Estimate
    after: Estimate
    weeks: pl.DataFrame
    points: dict[date, Point]
    days: tuple[Days, Days]

    def on(self, scale: Scale, monday: date, window: Window) -> Point:
        """A week's value and variance; for ratios their logarithms, as they move around the side's own level."""
        value, variance = self.points[monday]
        level = (self.before if monday < window.before[1] else self.after).value
        assert level is not None  # a side that has weeks
        if scale == "difference":
            return value, variance
        return float(np.log(level)) + (value - level) / level, variance / level**2


def is_per_week(metric: Metric) -> bool:
    """Whether the metric grows with the length of the period, so that weeks are compared by their mean."""
    return metric.kind in ("count", "sum") or any(isinstance(leg, PeriodLoss) for leg in metric.legs)


def read_side(engine: Engine, name: str, filters: Filters, window: Window) -> Side:
    """The group before, after and by week. Weeks without anything measured, or too young to judge, have no point."""
    metric = find_metric(name)
    weekly = measure(engine, name, Scope(window.before[0], window.after[1], filters), ("week",))
    young = pl.col("note").fill_null("").str.contains("immature")
    weekly = weekly.filter(pl.col("value").is_not_null() & pl.col("week").is_not_null() & ~young)
    if is_per_week(metric):
        return weekly_side(metric, filters, weekly, window)
    mature = [date.fromisoformat(label) for label in weekly["week"]]
    sides: list[Estimate] = []
    days: list[Days] = []
    points: dict[date, Point] = {}
    for bounds, mondays in zip((window.before, window.after), window.mondays, strict=True):
        used = [monday for monday in mondays if monday in mature]
        if not used:
            sides.append(Estimate(None, unit=metric.unit))
            days.append(bounds)
            continue
        # Before the first week that is measured there may be amounts without anything to share them among: costs without contacts.
        starts = used[0] if bounds == window.before else bounds[0]
        days.append((starts, used[-1] + WEEK))
        scope = Scope(*days[-1], filters)
        side = read_estimate(compute(engine, name, scope).row(0, named=True))
        sides.append(side)
        if not side.has_interval:
            continue
        whole = Bounded(**vars(side))
        rows = weekly.filter(pl.col("week").is_in([monday.isoformat() for monday in used]))
        if isinstance(metric.legs[0], Distribution):
            points |= points_of_percentile(engine, name, scope, whole, metric.legs[0].quantile)
        else:
            points |= points_of_ratio(rows, whole)
    return Side(filters, sides[0], sides[1], weekly.select("week", "value", "n", "unit"), points, (days[0], days[1]))


def points_of_ratio(weekly: pl.DataFrame, side: Bounded) -> dict[date, Point]:
    """Weeks of a share, score or mean: what is counted adds up to the side's own value; variance as its interval has it."""
    value, n = weekly["value"].to_numpy(), weekly["n"].cast(pl.Float64).to_numpy()
    shift = side.value - float((value * n).sum() / n.sum())
    each = ((side.high - side.low) / (2 * Z)) ** 2 * float(n.sum())
    mondays = [date.fromisoformat(label) for label in weekly["week"]]
    return {monday: (float(v) + shift, each / float(k)) for monday, v, k in zip(mondays, value, n, strict=True) if k}


def points_of_percentile(engine: Engine, name: str, scope: Scope, side: Bounded, quantile: float) -> dict[date, Point]:
    """Weeks of a percentile: how far the share below the side's percentile is off, divided by the density there.

    The density is what makes the side's interval as wide as it is: width = 2 z √(q(1-q)/n) ÷ density (Koenker 2005, 3.4).
    """
    leg = find_metric(name).legs[0]
    assert isinstance(leg, Distribution)
    below = f"CASE WHEN {leg.x} < ? THEN 1e0 WHEN {leg.x} = ? THEN 5e-1 ELSE 0e0 END"
    sql = fill(f"SELECT d0, CAST(count(*) AS BIGINT) AS n, sum({below}) AS below FROM (@) AS f GROUP BY d0 ORDER BY d0",
               relation(engine, name, scope, ("week",)))  # fmt: skip
    rows = engine.query(sql.text, (side.value, side.value, *sql.params))
    n, share = rows["n"].cast(pl.Float64).to_numpy(), rows["below"].cast(pl.Float64).to_numpy()
    share = share / n
    spread = quantile * (1 - quantile)
    stretch = (side.high - side.low) / (2 * Z) * np.sqrt(n.sum() / spread)
    off = float((share * n).sum() / n.sum()) - share
    mondays = [moment.date() if hasattr(moment, "date") else moment for moment in rows["d0"]]
    return {
        monday: (float(side.value + stretch * o), float(stretch**2 * spread / k))
        for monday, o, k in zip(mondays, off, n, strict=True)
    }


def weekly_side(metric: Metric, filters: Filters, weekly: pl.DataFrame, window: Window) -> Side:
    """Counts and sums by week, weeks with none as 0 from the first whole one of the data on; losses as a share of a week's start."""
    found = {date.fromisoformat(row["week"]): row for row in weekly.iter_rows(named=True)}
    is_count = metric.kind in ("count", "sum")
    begun = min(found, default=window.after[1])
    points: dict[date, Point] = {}
    sides, days = [], []
    for bounds, mondays in zip((window.before, window.after), window.mondays, strict=True):
        used = [m for m in mondays if (m > begun or (m == begun == window.before[0]) if is_count else m in found)]
        days.append((used[0], used[-1] + WEEK) if used else bounds)
        values = [float(found[m]["value"]) if m in found else 0.0 for m in used]
        n = int(sum(found[m]["n"] for m in used if m in found))
        mean = float(np.mean(values)) if values else None
        unit = next((found[m]["unit"] for m in used if m in found), metric.unit)
        for monday, value in zip(used, values, strict=True):
            row = found.get(monday, {})
            points[monday] = (value, variance_of(metric, row, mean or 0.0))
        error = Z * np.sqrt(sum(points[m][1] for m in used)) / len(used) if used else None
        low, high = (mean - error, mean + error) if mean is not None and error is not None else (None, None)
        sides.append(Estimate(mean, low, high, n, unit))
    return Side(filters, sides[0], sides[1], weekly.select("week", "value", "n", "unit"), points, (days[0], days[1]))


def variance_of(metric: Metric, row: dict[str, Any], mean: float) -> float:
    """The noise of one week: Poisson's, of the amounts, or of a share."""
    if metric.noise == "sum_of_squares":
        return float(row.get("sum_squares") or 0.0) or mean**2
    if metric.kind == "count":
        return max(mean, 1.0)
    share = min(max(mean / 100, 0.005), 0.995)
    return 1e4 * share * (1 - share) / max(float(row.get("n") or 1), 1.0)
