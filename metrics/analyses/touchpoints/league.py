"""The negative-touchpoint league: how bad × how often × how much the customers behind it are worth, and what of it is more than chance."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from metrics.analyses.touchpoints.map import CELL, journey_map
from metrics.analyses.touchpoints.value import COLUMNS as VALUE
from metrics.analyses.touchpoints.value import value_behind
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope

RANKING = ("severity", "harmed", "burden", "at_stake", "at_stake_low", "at_stake_high", "rank")


@dataclass(frozen=True)
class RankedTouchpoints:
    """The touchpoints worse than the bar, worst first; of `compared` differences, better and worse, `surviving` are more than
    chance. `value_known`: whether any customer's revenue is; without it every customer counts the same."""

    rows: pl.DataFrame
    surviving: int
    compared: int
    value_known: bool


def negative_league(
    engine: Engine, scope: Scope | None = None, limit: int = 20, score: str = "", by: Sequence[str] = CELL
) -> RankedTouchpoints:
    """The columns of journey_map, those of value_behind, then RANKING; touchpoints that survive first, by burden, then the others.

    severity: how much worse than the bar the shrunk score is, in parts of the scale's width (0 … 1). harmed = severity × volume:
    contacts and orders that would have to go from the worst to the best end of the scale to bring it to the bar. burden = harmed ×
    value_index, by which they are ranked. at_stake = severity × revenue of the persons behind it, in `currency`, with the interval
    of the severity; NULL where currencies mix or no orders are known (`value_note`). Raises WrongUse for a `score` that is none.
    """
    scope = scope or Scope()
    every = journey_map(engine, scope, score, by)
    valued = every.join(value_behind(engine, scope, by), on=list(by), how="left", nulls_equal=True)
    known = bool(valued["value_index"].is_not_null().any())
    weight = pl.col("value_index").fill_null(1.0) if known else pl.lit(1.0)
    severity = -pl.col("gap_of_scale")
    # The bounds are those of the shrunk score; better than the bar is no harm.
    width = pl.col("gap") / pl.col("gap_of_scale")
    worse = valued.filter(severity > 0).with_columns(severity=severity, harmed=severity * pl.col("volume"))
    ranked = worse.with_columns(
        burden=pl.col("harmed") * weight, at_stake=pl.col("severity") * pl.col("revenue"),
        at_stake_low=(-pl.col("gap_high") / width).clip(0) * pl.col("revenue"),
        at_stake_high=(-pl.col("gap_low") / width).clip(0) * pl.col("revenue"),
    )  # fmt: skip
    order = ranked.sort(
        pl.col("survives").fill_null(False), "burden", *by, descending=[True, True, *[False] * len(by)], nulls_last=True
    )
    rows = order.with_row_index("rank", 1).with_columns(pl.col("rank").cast(pl.Int64))
    compared = every.height - every["p"].null_count()
    shown = rows.select(*every.columns, *VALUE, *RANKING).head(limit)
    return RankedTouchpoints(shown, int(every["survives"].sum() or 0), compared, known)
