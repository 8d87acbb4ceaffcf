"""From the engine's rows to the frame that pages and command line show."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import polars as pl

from metrics.catalogue.dimensions import Dimension
from metrics.catalogue.entry import Distribution, Metric
from metrics.catalogue.periods import bucket_label
from metrics.semantic.bounds import add_bounds
from metrics.semantic.distribution import read_percentiles
from metrics.semantic.request import Request

RESULT = ("value", "n", "low", "high", "unit", "note")


def finish(request: Request, rows: pl.DataFrame | None, effect: float = 1.0) -> pl.DataFrame:
    """The engine's rows with intervals, units and labels, in order. `effect`: of repeats (repeats.py)."""
    metric = request.metric
    leg = request.legs[0] if request.legs else None
    if rows is not None and isinstance(leg, Distribution):
        rows = read_percentiles(rows, request.keys, leg.quantile, effect)
    if rows is None or (rows.is_empty() and not request.by):
        rows = empty_row(request)
    bounded = rows if "low" in rows.columns else add_bounds(rows, metric, effect)
    unit = pl.lit(metric.unit)
    if metric.unit_part:
        is_one = pl.col("note").ne_missing(pl.lit("mixed currencies"))
        unit = pl.when(is_one).then(pl.col(metric.unit_part)).fill_null(metric.unit)
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
