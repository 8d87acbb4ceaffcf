"""Where customers leave: each touchpoint beside all others, with the share of differences that may be chance under control."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from metrics.analyses.ranking import shrink_shares
from metrics.semantic.compute import measure
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope
from metrics.stats.discoveries import benjamini_hochberg
from metrics.stats.distributions import normal_above
from metrics.stats.intervals import difference_bounds, wilson_interval

BY = ("channel", "touchpoint")
COLUMNS = (
    *BY,
    "value",
    "n",
    "left",
    "low",
    "high",
    "shrunk",
    "rest",
    "gap",
    "gap_low",
    "gap_high",
    "p",
    "survives",
    "burden",
)


@dataclass(frozen=True)
class RankedDropOff:
    """`rows`: COLUMNS, most journeys ended beyond what the others would have first; `surviving` of `compared` differences."""

    rows: pl.DataFrame
    surviving: int
    compared: int


def rank_drop_off(engine: Engine, scope: Scope) -> RankedDropOff:
    """The metric drop_off by touchpoint against all other touchpoints together.

    `gap` = value − rest in percentage points, Newcombe's interval, p of the two-proportion z test, `survives` Benjamini-Hochberg at
    10 %; `shrunk` is drawn to the centre by how little is known; `burden` = (shrunk − rest) × n: journeys that end here beyond what
    the others would have. One journey ends at one touch at most, so the bounds are rather too wide. Touchpoints below the installation's
    minimum are counted in the rest and not listed; one beside which the rest is below it is not compared: rest, gap, p and burden NULL.
    """
    found = measure(engine, "drop_off", scope, BY).filter(pl.col("n") > 0)
    n, left = (found[name].cast(pl.Float64).to_numpy() for name in ("n", "hits"))
    least = engine.settings.minimum_n_shown
    listed = n >= least
    if not listed.any() or n.size < 2:
        return RankedDropOff(empty_rows(found), 0, 0)
    rest_n, rest_left = np.where(n.sum() - n >= least, n.sum() - n, np.nan), left.sum() - left
    with np.errstate(invalid="ignore", divide="ignore"):
        value, rest = 100 * left / n, 100 * rest_left / rest_n
        pooled = (left.sum()) / n.sum()
        z = (value - rest) / 100 / np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / rest_n))
    p = np.where(listed, 2 * normal_above(np.abs(z)), np.nan)
    survives = benjamini_hochberg(p)
    low, high = wilson_interval(value, n)
    gap_low, gap_high = difference_bounds((value, low, high), (rest, *wilson_interval(rest, rest_n)))
    shrunk, _, _, _ = shrink_shares(value, n)
    rows = found.select(*BY, "n", pl.col("hits").alias("left")).with_columns(
        pl.Series(name, array, nan_to_null=True) for name, array in (
            ("value", value), ("low", low), ("high", high), ("shrunk", shrunk), ("rest", rest), ("gap", value - rest),
            ("gap_low", gap_low), ("gap_high", gap_high), ("p", p), ("survives", survives), ("burden", (shrunk - rest) / 100 * n),
        )
    )  # fmt: skip
    ordered = rows.filter(pl.Series(listed)).sort("burden", *BY, descending=[True, False, False], nulls_last=True)
    return RankedDropOff(ordered.select(COLUMNS), int(survives[listed].sum()), int((~np.isnan(rest_n[listed])).sum()))


def empty_rows(found: pl.DataFrame) -> pl.DataFrame:
    """No rows, with the columns."""
    kinds = {"n": pl.Int64, "left": pl.Int64, "survives": pl.Boolean} | dict.fromkeys(BY, pl.String)
    return pl.DataFrame(schema={name: kinds.get(name, pl.Float64) for name in COLUMNS})
