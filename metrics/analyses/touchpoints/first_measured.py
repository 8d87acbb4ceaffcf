"""What is measured of every touchpoint one way or another: the first of several metrics that has a value there."""

from collections.abc import Sequence

import polars as pl

from metrics.catalogue import METRICS
from metrics.semantic.compute import compute
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope


def first_measured(engine: Engine, names: Sequence[str], prefix: str, scope: Scope, by: Sequence[str]) -> pl.DataFrame:
    """`by`, {prefix}_metric, {prefix}, {prefix}_n, _low, _high, _unit, _note: of each group the first metric that has a value there.

    Where none has, the first that has rows at all stands with its n, withheld.
    """
    known = [name for name in names if name in METRICS]
    frames = [
        compute(engine, name, scope, by).filter(pl.col("n") > 0).select(
            *by, pl.lit(name).alias(f"{prefix}_metric"), pl.col("value").alias(prefix), pl.col("n").alias(f"{prefix}_n"),
            *(pl.col(column).alias(f"{prefix}_{column}") for column in ("low", "high", "unit", "note")),
            has_none=pl.col("value").is_null(), place=pl.lit(place),
        )
        for place, name in enumerate(known)
    ]  # fmt: skip
    columns = [f"{prefix}_metric", prefix, *(f"{prefix}_{name}" for name in ("n", "low", "high", "unit", "note"))]
    if not frames:
        kinds = (pl.String, pl.Float64, pl.Int64, pl.Float64, pl.Float64, pl.String, pl.String)
        return pl.DataFrame(schema=dict.fromkeys(by, pl.String) | dict(zip(columns, kinds, strict=True)))
    best = pl.concat(frames).sort("has_none", "place", maintain_order=True)
    return best.unique(subset=list(by), keep="first", maintain_order=True).select(*by, *columns)
