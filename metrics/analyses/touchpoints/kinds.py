"""Kinds of customers at the same touchpoint: where their scores differ by more than chance among all pairs that were compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl

from metrics.analyses.touchpoints.map import CELL
from metrics.analyses.touchpoints.scores import score_of_groups
from metrics.catalogue import find_metric
from metrics.catalogue.entry import Metric
from metrics.semantic.compute import compute
from metrics.semantic.difference import add_differences
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope
from metrics.stats.discoveries import benjamini_hochberg
from metrics.stats.distributions import normal_above
from metrics.stats.intervals import Z, compare_nps

SIDE = ("value", "n", "low", "high")
COLUMNS = (
    "score_metric", "unit", "kind_a", "kind_b", *(f"a_{name}" for name in SIDE), *(f"b_{name}" for name in SIDE),
    "difference", "difference_low", "difference_high", "is_worse", "p", "survives",
)  # fmt: skip


@dataclass(frozen=True)
class KindsCompared:
    """Pairs of kinds per touchpoint; of `compared` differences `surviving` are more than chance."""

    rows: pl.DataFrame
    surviving: int
    compared: int


def compare_kinds(
    engine: Engine, scope: Scope, dimension: str, kinds: Sequence[str], by: Sequence[str] = CELL
) -> KindsCompared:
    """`by`, COLUMNS: one row per touchpoint and pair of kinds that both have a shown score there; the surest difference first.

    The score is the one that the map shows there. difference = a − b with its interval; is_worse: a is the worse one; p by Fisher's
    exact test for shares, the adjusted z for NPS, else the difference over its interval; survives: Benjamini-Hochberg among all rows.
    Raises WrongUse for a dimension that a score lacks.
    """
    chosen = score_of_groups(engine, by)
    within = scope.limited(dimension, tuple(kinds))
    frames = [
        pairs_of(engine, name, within, dimension, kinds, chosen, by) for name in chosen["score_metric"].unique().sort()
    ]
    rows = pl.concat([*frames, empty_pairs(by)], how="vertical")
    survives = benjamini_hochberg(rows["p"].to_numpy())
    marked = rows.with_columns(survives=pl.when(pl.col("p").is_not_null()).then(pl.Series(survives, dtype=pl.Boolean)))
    ordered = marked.sort("p", *by, "kind_a", "kind_b", nulls_last=True).select(*by, *COLUMNS)
    return KindsCompared(ordered, int(marked["survives"].sum() or 0), rows.height - rows["p"].null_count())


def pairs_of(
    engine: Engine,
    name: str,
    scope: Scope,
    dimension: str,
    kinds: Sequence[str],
    chosen: pl.DataFrame,
    by: Sequence[str],
) -> pl.DataFrame:
    """The pairs of the touchpoints that go by this score."""
    metric = find_metric(name)
    here = chosen.filter(pl.col("score_metric") == name)
    found = compute(engine, name, scope, (*by, dimension)).join(here, on=list(by), nulls_equal=True)
    known = found.filter(pl.col("value").is_not_null())
    sides = {kind: known.filter(pl.col(dimension) == kind).drop(dimension, "score_metric") for kind in kinds}
    pairs = [pair_of(metric, a, b, sides[a], sides[b], by) for a, b in combinations(kinds, 2)]
    return pl.concat([*pairs, empty_pairs(by)], how="vertical")


def pair_of(
    metric: Metric, a: str, b: str, rows_a: pl.DataFrame, rows_b: pl.DataFrame, by: Sequence[str]
) -> pl.DataFrame:
    """One pair of kinds at every touchpoint where both have a score."""
    keys = list(by)
    both = rows_a.join(rows_b, on=keys, nulls_equal=True, suffix="_b")
    if both.is_empty():
        return empty_pairs(by)
    differences = add_differences(rows_a, rows_b, metric, keys).select(
        *keys, "difference", "difference_low", "difference_high"
    )
    joined = both.join(differences, on=keys, nulls_equal=True).filter(pl.col("difference").is_not_null())
    sides = [pl.col(n).alias(f"a_{n}") for n in SIDE] + [pl.col(f"{n}_b").alias(f"b_{n}") for n in SIDE]
    worse = pl.col("difference") > 0 if metric.better == "lower" else pl.col("difference") < 0
    return joined.with_columns(pl.Series("p", p_values(metric, joined), pl.Float64).fill_nan(None)).select(
        *keys, pl.lit(metric.name).alias("score_metric"), "unit", pl.lit(a).alias("kind_a"), pl.lit(b).alias("kind_b"), *sides,
        "difference", "difference_low", "difference_high", worse.alias("is_worse"), "p",
    )  # fmt: skip


def p_values(metric: Metric, both: pl.DataFrame) -> list[float]:
    """Two-sided p of no difference, one a row."""
    if metric.interval == "wilson":
        from scipy.stats import fisher_exact  # slow to import, and seldom needed

        tables = [
            [
                [round(v * n / 100), n - round(v * n / 100)]
                for v, n in ((row["value"], row["n"]), (row["value_b"], row["n_b"]))
            ]
            for row in both.iter_rows(named=True)
        ]
        return [float(fisher_exact(table).pvalue) for table in tables]
    if metric.interval == "adjusted_wald":
        now, other = (
            [both[f"{name}{end}"].to_numpy() for name in ("promoters", "detractors", "n")] for end in ("", "_b")
        )
        return [float(p) for p in compare_nps((now[0], now[1], now[2]), (other[0], other[1], other[2])).p]
    spread = (both["difference_high"] - both["difference_low"]).cast(pl.Float64).to_numpy() / (2 * Z)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.abs(both["difference"].cast(pl.Float64).to_numpy()) / np.where(spread > 0, spread, np.nan)
    return [float(p) for p in 2 * normal_above(z)]


def empty_pairs(by: Sequence[str]) -> pl.DataFrame:
    """No pair."""
    schema: dict[str, pl.DataType | type[pl.DataType]] = dict.fromkeys(by, pl.String)
    for name in COLUMNS[:-1]:
        schema[name] = pl.Int64 if name in ("a_n", "b_n") else pl.Boolean if name == "is_worse" else pl.Float64
    schema |= dict.fromkeys(("score_metric", "unit", "kind_a", "kind_b"), pl.String)
    return pl.DataFrame(schema=schema)
