"""The ways through a touchpoint: where customers come from and where they go on to, so that either side adds up to its touches."""

import polars as pl

from metrics.catalogue.fragment import fill
from metrics.semantic.engine import Engine
from metrics.semantic.relation import relation
from metrics.semantic.scope import Scope

END = ("stage", "channel", "touchpoint")
SIDES = ("before", "after")


def ways_through(engine: Engine, scope: Scope) -> pl.DataFrame:
    """side, how, stage, channel, touchpoint, touches; the most frequent first on each side.

    side before: how is `came` (from the touchpoint named) or `started` (the first touch of its journey); side after: `went` (to the
    one named), else how the journey stands after it: left, open, unanswered. The touches of either side add up to the metric
    `touches` of the scope. Raises WrongUse for a filter that touches lack.
    """
    rows = relation(engine, "touches", scope)
    before = fill(
        "SELECT CASE WHEN p.journey_id IS NULL THEN 'started' ELSE 'came' END AS how, p.stage AS stage, p.channel AS channel,"
        " p.touchpoint AS touchpoint, CAST(count(*) AS BIGINT) AS touches FROM (@) AS f LEFT JOIN journey_steps AS p"
        " ON p.journey_id = f.journey_id AND p.position = f.position - 1 GROUP BY 1, 2, 3, 4",
        rows,
    )
    after = fill(
        "SELECT CASE WHEN f.outcome = 'continued' THEN 'went' ELSE f.outcome END AS how, f.next_stage AS stage,"
        " f.next_channel AS channel, f.next_touchpoint AS touchpoint, CAST(count(*) AS BIGINT) AS touches FROM (@) AS f"
        " GROUP BY 1, 2, 3, 4",
        rows,
    )
    found = [
        engine.query(sql.text, sql.params).with_columns(side=pl.lit(side))
        for side, sql in zip(SIDES, (before, after), strict=True)
    ]
    ordered = pl.concat(found).select("side", "how", *END, "touches")
    return ordered.sort("side", "touches", "how", *END, descending=[True, True, *[False] * 4], nulls_last=True)
