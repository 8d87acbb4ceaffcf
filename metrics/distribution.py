"""Exact percentiles and their intervals: the values around the ranks that matter, counted in SQL, read off here.

Durations repeat (whole seconds, whole minutes), so the rows are first counted by value; ranks are then sums over values.
"""

import math
from collections.abc import Sequence
from typing import Any

import polars as pl

from metrics.entry import Distribution
from metrics.fragment import Sql, fill
from metrics.intervals import percentile_ranks
from metrics.request import Request, leg_rows

# The 95 % ranks lie within 1.96 standard deviations of n·q; a wider band costs nothing and covers the skew of small n.
BAND = "{q}e0 * n @ (3e0 * sqrt(n * {q}e0 * {rest}e0) + 3)"


def distribution_sql(request: Request, leg: Distribution) -> Sql:
    """d0 …, x, rows_at (rows with this value), rank_to (rank of the last of them), n: near the percentile of each group."""
    assert len(leg.legs) == 1
    keys = request.keys
    listed = "".join(f"{key}, " for key in keys)
    partition = f"PARTITION BY {', '.join(keys)} " if keys else ""
    counted = fill(
        f"SELECT {listed}{leg.x} AS x, count(*) AS rows_at FROM (@) AS f GROUP BY {listed}{leg.x}",
        leg_rows(request, leg.legs[0]),
    )
    ranked = fill(
        f"SELECT {listed}x, rows_at,"
        f" CAST(sum(rows_at) OVER ({partition}ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS rank_to,"
        f" CAST(sum(rows_at) OVER ({partition.strip()}) AS BIGINT) AS n FROM (@) AS f",
        counted,
    )
    band = BAND.format(q=leg.quantile, rest=round(1 - leg.quantile, 4))
    low, high = band.replace("@", "-"), band.replace("@", "+")
    return fill(
        f"SELECT {listed}x, rows_at, rank_to, n FROM (@) AS f WHERE rank_to >= {low} AND rank_to - rows_at < {high}",
        ranked,
    )


def read_percentiles(near: pl.DataFrame, keys: Sequence[str], quantile: float) -> pl.DataFrame:
    """keys, value, n_shown, low, high: one row per group; low and high NULL where n is too small for 95 %."""
    groups: dict[tuple, list[tuple[float, int, int]]] = {}
    for *key, x, _, rank_to, n in near.sort("x").iter_rows():
        groups.setdefault(tuple(key), []).append((float(x), int(rank_to), int(n)))
    rows = [(*key, *percentile(points, quantile)) for key, points in groups.items()]
    types: dict[str, Any] = {key: near.schema[key] for key in keys}
    schema: dict[str, Any] = {**types, "value": pl.Float64, "n_shown": pl.Int64, "low": pl.Float64, "high": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def percentile(points: list[tuple[float, int, int]], quantile: float) -> tuple[float, int, float | None, float | None]:
    """Value (interpolated as percentile_cont does), n, and the order statistics that hold it with 95 %."""
    n = points[0][2]

    def at(rank: int) -> float:
        return next(x for x, rank_to, _ in points if rank_to >= rank)

    position = 1 + quantile * (n - 1)
    below, above = at(math.floor(position)), at(math.ceil(position))
    value = below + (above - below) * (position - math.floor(position))
    ranks = percentile_ranks(n, quantile)
    return (value, n, *((at(ranks[0]), at(ranks[1])) if ranks else (None, None)))
