"""What changed since the period before, and whether it is more than noise: the one way in for tile, table, findings, map and proposals.

A comparison is made of what both periods cover whole, and judged by the noise of answers and of weeks (weeks.py).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from metrics.catalogue import find_metric
from metrics.catalogue.constants import data_end
from metrics.catalogue.dimensions import find_dimension
from metrics.catalogue.entry import Metric
from metrics.catalogue.periods import (
    bucket_before,
    bucket_label,
    bucket_start,
    buckets,
    first_day,
    next_bucket,
    period_before,
)
from metrics.semantic.compute import compute
from metrics.semantic.coverage import find_uncovered, first_day_of
from metrics.semantic.difference import PREVIOUS, add_differences
from metrics.semantic.engine import Engine
from metrics.semantic.percentile_noise import scale_factor, steadiest
from metrics.semantic.questions import make_request
from metrics.semantic.repeats import repeat_effect
from metrics.semantic.scope import Scope
from metrics.semantic.weeks import Stretch, no_noise, step_noise, week_noise, weeks_to_judge_by

Ask = Callable[[str, Scope, tuple[str, ...]], pl.DataFrame]


def compare(
    engine: Engine,
    name: str,
    scope: Scope | None = None,
    by: Sequence[str] = (),
    use_rollups: bool = True,
    ask: Ask | None = None,
) -> pl.DataFrame:
    """compute(), then previous_value, previous_n, difference, difference_low, difference_high, p, exceeds_noise, uncovered.

    Before is the period of equal length that ends where this one starts; with a dimension of time, the bucket before. Those columns
    are NULL without a start, where one of the two is withheld or NULL, and where a source does not cover both whole: `uncovered`
    says which (coverage.Span.lacks). The last four are NULL where too few weeks say what noise is.
    `ask`: what compute() says of a metric in a scope by dimensions, where a caller remembers it.
    """
    scope, metric, asked_by = scope or Scope(), find_metric(name), tuple(by)
    ask = ask or (lambda metric, asked, by: compute(engine, metric, asked, by, use_rollups))
    now = ask(name, scope, asked_by)
    unit = next((dimension for dimension in by if find_dimension(dimension).is_time), None)
    if unit:
        return compare_buckets(engine, metric, scope, asked_by, unit, now, ask)
    earlier = equal_period_before(scope, end_of_data(engine))
    if earlier is None:
        return leave_uncovered(add_differences(now, now.clear(), metric, by), by, None)
    whole = replace(scope, start=earlier.start, end=scope.end or end_of_data(engine))
    periods = [days_of(earlier), days_of(replace(whole, start=scope.start))]
    noise = noise_between(engine, metric, scope, asked_by, periods, ask)
    if (steady := steadiest(metric)) is not metric:
        noise = scale_factor(noise, now, ask(steady.name, scope, asked_by), asked_by)
    effect = repeat_effect(engine, make_request(engine, name, scope, by, use_rollups))
    differences = add_differences(now, ask(name, earlier, asked_by), metric, by, noise, effect)
    return leave_uncovered(differences, by, find_uncovered(engine, name, whole, by, {"": periods}).drop("compared"))


def compare_buckets(
    engine: Engine, metric: Metric, scope: Scope, by: tuple[str, ...], unit: str, now: pl.DataFrame, ask: Ask
) -> pl.DataFrame:
    """Each whole bucket of time beside the one before it, which may lie before the scope."""
    others = tuple(name for name in by if name != unit)
    since = one_bucket_earlier(scope, unit)
    measured = ask(metric.name, since, by)
    labels = [label for label in now[unit].unique().sort().to_list() if label is not None]
    opens, closes = scope.start or first_day_of(engine, metric.name), scope.end or end_of_data(engine)
    starts = {label: bucket_start(unit, label) for label in labels}
    whole_buckets = {
        label: (start, next_bucket(unit, start))
        for label, start in starts.items()
        if opens and opens <= start and next_bucket(unit, start) <= closes
    }
    steady = steadiest(metric)
    if unit in ("day", "week"):
        steps = measured if steady is metric else ask(steady.name, since, by)
        noise = step_noise(steady, steps, others, unit, labels_between(unit, measured[unit]))
    else:
        periods = list(whole_buckets.values())
        noise = noise_between(engine, metric, scope, others, periods, ask) if periods else no_noise(others)
    every = (
        now.select(by).join(noise, on=list(others), nulls_equal=True)
        if others
        else now.select(by).join(noise, how="cross")
    )
    if steady is not metric:
        every = scale_factor(every, now, ask(steady.name, scope, by), by)
    before = one_bucket_later(measured, unit).filter(pl.col(unit).is_in(list(whole_buckets)))
    differences = add_differences(now, before, metric, by, every)
    whole = replace(since, end=closes)
    pairs = {
        label: [(bucket_before(unit, start), start), (start, end)] for label, (start, end) in whole_buckets.items()
    }
    uncovered = find_uncovered(engine, metric.name, whole, others, pairs).rename({"compared": unit})
    return leave_uncovered(differences, by, uncovered)


def labels_between(unit: str, labels: pl.Series) -> list[str]:
    """Every bucket from the first label to the last."""
    known = labels.drop_nulls()
    if known.is_empty():
        return []
    first, last = (bucket_start(unit, str(label)) for label in (known.min(), known.max()))
    return [bucket_label(unit, start) for start, _ in buckets(unit, first, next_bucket(unit, last))]


def noise_between(
    engine: Engine, metric: Metric, scope: Scope, by: tuple[str, ...], periods: Sequence[Stretch], ask: Ask
) -> pl.DataFrame:
    """The noise of weeks in and before the periods."""
    stretches = weeks_to_judge_by(periods, first_day_of(engine, metric.name))
    if not stretches:
        return no_noise(by)
    steady = steadiest(metric)
    weekly = ask(steady.name, replace(scope, start=stretches[0][0], end=stretches[-1][1]), (*by, "week"))
    return week_noise(steady, weekly, by, stretches)


def leave_uncovered(compared: pl.DataFrame, by: Sequence[str], uncovered: pl.DataFrame | None) -> pl.DataFrame:
    """The rows with `uncovered`; what is not covered has nothing to be compared with."""
    if uncovered is None:
        said = compared.with_columns(uncovered=pl.lit(None, pl.String))
    elif by:
        typed = uncovered.cast({name: compared.schema[name] for name in by})
        said = compared.join(typed, on=list(by), how="left", nulls_equal=True, maintain_order="left")
    else:
        said = compared.with_columns(
            uncovered=pl.lit(uncovered["uncovered"][0] if uncovered.height else None, pl.String)
        )
    bare = said.with_columns(pl.when(pl.col("uncovered").is_null()).then(pl.col(name)).alias(name) for name in PREVIOUS)
    place = compared.columns.index(PREVIOUS[-1]) + 1
    return bare.select(*compared.columns[:place], "uncovered", *compared.columns[place:])


def days_of(scope: Scope) -> Stretch:
    """[start, end) of a scope that has both."""
    assert scope.start and scope.end
    return scope.start, scope.end


def one_bucket_earlier(scope: Scope, unit: str) -> Scope:
    """The scope with the bucket before its first one."""
    return replace(scope, start=bucket_before(unit, first_day(unit, scope.start))) if scope.start else scope


def one_bucket_later(rows: pl.DataFrame, unit: str) -> pl.DataFrame:
    """The rows dated by the bucket that follows theirs."""

    def later(label: str) -> str:
        return bucket_label(unit, next_bucket(unit, bucket_start(unit, label)))

    return rows.filter(pl.col(unit).is_not_null()).with_columns(
        pl.col(unit).map_elements(later, return_dtype=pl.String)
    )


def end_of_data(engine: Engine) -> date:
    """The day after the last one that has data."""
    return data_end(engine.facts).date()


def equal_period_before(scope: Scope, end: date) -> Scope | None:
    """The scope moved back by its own length; None when it has no start."""
    if scope.start is None or scope.start >= (scope.end or end):
        return None
    start, _ = period_before(scope.start, scope.end or end)
    return replace(scope, start=start, end=scope.start)
