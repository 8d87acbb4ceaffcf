"""Numbers with their n, interval and notes: the one way in for pages and command line."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import polars as pl

from metrics.bounds import add_bounds
from metrics.catalogue import find_metric
from metrics.constants import constants, data_end
from metrics.dimensions import Dimension, find_dimension
from metrics.distribution import distribution_sql, read_percentiles
from metrics.entry import Distribution, Metric, PeriodLoss
from metrics.fragment import Sql
from metrics.legs import choose_legs, periods_of
from metrics.periods import bucket_label
from metrics.query import Request, build_query
from metrics.rollups import fingerprint
from metrics.scope import Scope
from warehouse.errors import WrongUse
from warehouse.settings import Settings

RESULT = ("value", "n", "low", "high", "unit", "note")


class Engine(Protocol):
    """What answers SQL: warehouse.engine.Engine, or anything that speaks Spark Connect."""

    facts: Any
    settings: Settings
    tables: Any

    def query(self, sql: str, params: Sequence[Any] = ()) -> pl.DataFrame:
        """The rows."""


def compute(
    engine: Engine, name: str, scope: Scope | None = None, by: Sequence[str] = (), use_rollups: bool = True
) -> pl.DataFrame:
    """Dimension columns, value, n, low, high, unit, note, then the parts; one row per group, one row in all without `by`.

    Too small groups are withheld: n and note remain. Raises WrongUse for unknown names and dimensions that the metric lacks.
    """
    measured = measure(engine, name, scope or Scope(), by, use_rollups)
    return withhold(measured, find_metric(name), len(by), engine.settings.minimum_n_shown)


def measure(engine: Engine, name: str, scope: Scope, by: Sequence[str] = (), use_rollups: bool = True) -> pl.DataFrame:
    """compute() before anything is withheld."""
    request = make_request(engine, name, scope, by, use_rollups)
    sql = query_of(request)
    rows = engine.query(sql.text, sql.params) if sql else None
    return finish(request, rows)


def explain_sql(
    engine: Engine, name: str, scope: Scope | None = None, by: Sequence[str] = (), use_rollups: bool = True
) -> str:
    """The SQL as it is run, and its parameters in order; a comment when there is nothing to run."""
    sql = query_of(make_request(engine, name, scope or Scope(), by, use_rollups))
    if sql is None:
        return "-- no period is open at its start: nothing to run"
    return sql.text + "".join(f"\n-- ? {number}: {value!r}" for number, value in enumerate(sql.params, 1))


def make_request(engine: Engine, name: str, scope: Scope, by: Sequence[str], use_rollups: bool) -> Request:
    """The question, checked. Raises WrongUse."""
    metric = find_metric(name)
    dimensions = tuple(find_dimension(dimension) for dimension in by)
    if len(set(by)) < len(by):
        raise WrongUse(f"{name}: a dimension is named twice in {', '.join(by)}")
    filters = tuple((find_dimension(dimension), values) for dimension, values in scope.filters)
    require_dimensions(metric, [*dimensions, *(dimension for dimension, _ in filters)])
    fresh = use_rollups and engine.facts.get("rollup_fingerprint") == fingerprint(engine.settings, engine.facts)
    rollups: Collection[str] = {t for t in engine.tables if t.startswith("rollup_")} if fresh else ()
    words = constants(engine.settings, engine.facts)
    request = Request(metric, scope, dimensions, filters, words, rollups)
    legs = choose_legs(engine, request)
    periods = periods_of(engine, request, legs)
    if not periods and any(isinstance(leg, PeriodLoss) for leg in legs):
        legs = ()
    return Request(metric, scope, dimensions, filters, words, rollups, periods, legs)


def require_dimensions(metric: Metric, dimensions: Collection[Dimension]) -> None:
    """Raises WrongUse naming the first dimension that a table of the metric lacks."""
    tables = dict.fromkeys(
        [leg.table for leg in metric.row_legs] + [leg.table for leg in metric.legs if isinstance(leg, PeriodLoss)]
    )
    for dimension in dimensions:
        for table in tables:
            if table not in dimension.tables:
                raise WrongUse(f"{metric.name} has no dimension {dimension.name}: {table} have none")
    times = [dimension.name for dimension in dimensions if dimension.unit]
    if len(times) > 1 and any(isinstance(leg, PeriodLoss) for leg in metric.legs):
        raise WrongUse(f"{metric.name}: one dimension of time at most, not {' and '.join(times)}")


def query_of(request: Request) -> Sql | None:
    """The query, None when no period is left to ask about."""
    if not request.legs:
        return None
    leg = request.legs[0]
    return distribution_sql(request, leg) if isinstance(leg, Distribution) else build_query(request)


def finish(request: Request, rows: pl.DataFrame | None) -> pl.DataFrame:
    """The engine's rows with intervals, units and labels, in order."""
    metric = request.metric
    leg = request.legs[0] if request.legs else None
    if rows is not None and isinstance(leg, Distribution):
        rows = read_percentiles(rows, request.keys, leg.quantile).with_columns(note=pl.lit(None, pl.String))
    if rows is None or (rows.is_empty() and not request.by):
        rows = empty_row(request)
    bounded = rows if "low" in rows.columns else add_bounds(rows, metric)
    unit = pl.lit(metric.unit)
    if metric.unit_part:
        unit = pl.when(pl.col("note").is_null()).then(pl.col(metric.unit_part)).fill_null(metric.unit)
    labelled = bounded.with_columns(
        unit.alias("unit"),
        *(label_expression(d, pl.col(key)).alias(key) for key, d in zip(request.keys, request.by, strict=True)),
    )
    ordered = labelled.sort(request.keys, nulls_last=True) if request.by else labelled
    parts = [name for name in metric.part_names if name != "n"]
    return ordered.select(
        *(pl.col(key).alias(d.name) for key, d in zip(request.keys, request.by, strict=True)),
        pl.col("value").fill_nan(None), pl.col("n_shown").alias("n"),
        pl.col("low", "high").fill_nan(None), pl.col("unit", "note"), *parts,
    )  # fmt: skip


def label_expression(dimension: Dimension, column: pl.Expr) -> pl.Expr:
    """Buckets of time become their labels; an hour of the week a number; the rest is as it is."""
    if dimension.is_time:
        return column.map_elements(lambda moment: bucket_label(dimension.unit, as_date(moment)), return_dtype=pl.String)
    return column.cast(pl.Int64 if dimension.unit else pl.String)


def as_date(moment: date | datetime) -> date:
    """The day of a timestamp."""
    return moment.date() if isinstance(moment, datetime) else moment


def empty_row(request: Request) -> pl.DataFrame:
    """The one row of a total for which there was nothing to measure: value NULL, n 0."""
    row: dict[str, Any] = dict.fromkeys(request.metric.part_names)
    row |= dict.fromkeys(request.keys)
    row |= {"value": None, "n_shown": 0, "note": request.metric.empty_note or None}
    types: Mapping[str, Any] = {"value": pl.Float64, "n_shown": pl.Int64, "note": pl.String}
    frame = pl.DataFrame([row], schema_overrides=types)
    return frame if not request.by else frame.clear()


def withhold(measured: pl.DataFrame, metric: Metric, dimensions: int, minimum_n: int) -> pl.DataFrame:
    """Value, bounds and parts of groups that are too small for the metric are emptied, with the note `withheld`."""
    if not metric.is_withheld_when_small:
        return measured
    is_small = (pl.col("n") < max(minimum_n, metric.minimum_n)) & pl.col("value").is_not_null()
    hidden = [name for name in measured.columns[dimensions:] if name not in ("n", "unit", "note")]
    return measured.with_columns(
        pl.when(is_small).then(pl.lit("withheld")).otherwise(pl.col("note")).alias("note"),
        *(pl.when(is_small).then(None).otherwise(pl.col(name)).alias(name) for name in hidden),
    )


def end_of_data(engine: Engine) -> date:
    """The day after the last one that has data."""
    return data_end(engine.facts).date()


def equal_period_before(scope: Scope, end: date) -> Scope | None:
    """The scope moved back by its own length; None when it has no start."""
    if scope.start is None:
        return None
    length = (scope.end or end) - scope.start
    return Scope(scope.start - length, scope.start, scope.filters) if length > timedelta(0) else None
