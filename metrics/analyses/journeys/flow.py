"""Paths as a flow from level to level: what a diagram draws, each level adding up to all journeys."""

import polars as pl

from metrics.analyses.journeys.paths import Paths


def flow_of(paths: Paths) -> pl.DataFrame:
    """level (1 …), unit, next (the unit of the next level, NULL: the journey ends), end (how; NULL: it goes on to `next`), journeys.

    At each level the journeys that come in are those that go out; what ends at a level stays out of the next ones.
    """
    found = []
    for level in range(1, paths.depth + 1):
        here = paths.rows.filter(pl.col(f"step_{level}").is_not_null())
        is_last = level == paths.depth
        following = pl.lit(None, pl.String) if is_last else pl.col(f"step_{level + 1}")
        named = here.select(
            pl.lit(level).alias("level"), pl.col(f"step_{level}").alias("unit"), following.alias("next"),
            pl.when(following.is_null()).then(pl.col("end")).alias("end"), "journeys",
        )  # fmt: skip
        found.append(named.group_by("level", "unit", "next", "end").agg(pl.col("journeys").sum()))
    together = pl.concat(found) if found else pl.DataFrame()
    return together.sort("level", "journeys", "unit", "next", "end", descending=[False, True, False, False, False])
