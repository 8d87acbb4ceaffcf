"""The whole distribution of a time, not one number of it: the share of contacts that took at most so long."""

import polars as pl

from metrics.catalogue import find_metric
from metrics.catalogue.entry import Distribution
from metrics.catalogue.fragment import fill
from metrics.semantic.engine import Engine
from metrics.semantic.relation import relation
from metrics.semantic.scope import Scope
from warehouse.config.errors import WrongUse

# Round durations a factor of 1.2 to 1.5 apart: a smooth curve on a logarithmic axis from one second to two months.
SECONDS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50)
STEPS = (
    SECONDS
    + tuple(60 * m for m in (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50))
    + tuple(3600 * h for h in (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12, 15, 18, 21))
    + tuple(86400 * d for d in (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 9, 11, 14, 18, 21, 25, 30, 40, 50, 60))
)


def cumulative_shares(engine: Engine, name: str, scope: Scope) -> pl.DataFrame:
    """seconds, share (0-100), n: one row per step from the last one that nobody needed to the first one that suffices for all.

    Exact counts. Empty when nothing was measured. Raises WrongUse for a metric that is no time.
    """
    metric = find_metric(name)
    leg = metric.legs[0]
    if not isinstance(leg, Distribution):
        raise WrongUse(f"{name} is no median or percentile of a time: it has no distribution")
    counts = ", ".join(f"CAST(count_if({leg.x} <= {step}) AS BIGINT) AS up_to_{i}" for i, step in enumerate(STEPS))
    sql = fill(f"SELECT CAST(count(*) AS BIGINT) AS n, {counts} FROM (@) AS f", relation(engine, name, scope))
    n, *reached = engine.query(sql.text, sql.params).row(0)
    if not n:
        return pl.DataFrame(schema={"seconds": pl.Float64, "share": pl.Float64, "n": pl.Int64})
    first = max((i for i, count in enumerate(reached) if count == 0), default=0)
    last = next((i for i, count in enumerate(reached) if count == n), len(STEPS) - 1)
    shown = range(first, last + 1)
    return pl.DataFrame(
        {
            "seconds": [float(STEPS[i]) for i in shown],
            "share": [100 * reached[i] / n for i in shown],
            "n": [n] * len(shown),
        }
    )
