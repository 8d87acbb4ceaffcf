"""Where customers change channel in the middle of a matter, what that takes in time, money and satisfaction, and where it is worst."""

import math
from dataclasses import dataclass

import numpy as np
import polars as pl

from metrics.analyses.matters.satisfaction_lost import COLUMNS as CSAT
from metrics.analyses.matters.satisfaction_lost import PAIR, satisfaction_lost
from metrics.analyses.ranking import shrink_normal, shrink_shares
from metrics.semantic.compute import RESULT, compute
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope
from metrics.stats.intervals import Floats, Z
from warehouse.config.errors import WrongUse

MEASURES = ("hops", "wait", "waited", "cost", "csat_lost")
RANKED_BY = ("csat_lost", "forced", "wait", "cost", "hops")
HOPS = ("hops", "judged", "forced", "forced_share", "reexplained", "between_total")
SHOWN = (*PAIR, *HOPS, "wait_seconds", "cost", "currency", *CSAT, "survives", "note", "shrunk", "burden", "rank")


@dataclass(frozen=True)
class RankedHops:
    """The pairs, worst first; of `compared` differences in satisfaction, `surviving` are more than chance."""

    rows: pl.DataFrame
    surviving: int
    compared: int


def hop_matrix(engine: Engine, scope: Scope, measure: str) -> pl.DataFrame:
    """from_channel, to_channel, value, n, low, high, unit, note: one row per pair that has hops, by what is measured.

    hops: their number. wait: median seconds until the customer turned up on the other channel; waited: the sum of them. cost: of the
    contacts after the hop, one row per pair and currency (the unit). csat_lost: points of CSAT at the end of matters lost against
    matters that took one contact, with COLUMNS of metrics.analyses.matters.satisfaction_lost and `survives`. Raises WrongUse for another measure.
    """
    if measure == "csat_lost":
        return csat_matrix(engine, scope)
    if measure == "cost":
        split = compute(engine, "hop_cost", scope, (*PAIR, "currency")).filter(pl.col("value").is_not_null())
        return split.select(*PAIR, *RESULT)
    if measure == "wait":
        return compute(engine, "hop_wait", scope, PAIR).filter(pl.col("n") > 0).select(*PAIR, *RESULT)
    if measure not in MEASURES:
        raise WrongUse(f"no measure {measure!r} of hops; choose {', '.join(MEASURES)}")
    hops = compute(engine, "hops", scope, PAIR).filter(pl.col("n") > 0)
    if measure == "waited":
        hops = hops.with_columns(
            value=pl.col("between_total").cast(pl.Float64), n=pl.col("timed"), unit=pl.lit("seconds")
        )
    return hops.select(*PAIR, *RESULT)


def csat_matrix(engine: Engine, scope: Scope) -> pl.DataFrame:
    """The gaps in the shape of the matrix."""
    lost = satisfaction_lost(engine, scope)
    return lost.select(
        *PAIR, pl.col("gap").alias("value"), pl.col("n_with").alias("n"), pl.col("gap_low").alias("low"),
        pl.col("gap_high").alias("high"), pl.lit("percent_points").alias("unit"), "note", *CSAT, "survives",
    )  # fmt: skip


def rank_hops(
    engine: Engine, scope: Scope, what: str = "csat_lost", limit: int = 20, pairs: pl.DataFrame | None = None
) -> RankedHops:
    """Pairs of channels, worst first, with SHOWN: what happened, what it took, and whether it is more than chance.

    `shrunk` is the pair's value (points lost, percent forced, median seconds) drawn to the others' by how little is known of it;
    `burden`, by which they are ranked, is how much worse than the others × hops: what mending the hop is worth. For cost and hops
    it is the sum itself. Pairs below the installation's minimum are not ranked: they come last, without burden. `pairs`: what describe_hops
    gave for the scope, where it is known already. Raises WrongUse.
    """
    if what not in RANKED_BY:
        raise WrongUse(f"hops are not ranked by {what!r}; choose {', '.join(RANKED_BY)}")
    pairs = describe_hops(engine, scope) if pairs is None else pairs
    shrunk, burden = weigh(pairs, what, engine.settings.minimum_n_shown)
    ranked = pairs.with_columns(shrunk=pl.Series(shrunk).fill_nan(None), burden=pl.Series(burden).fill_nan(None))
    ordered = ranked.sort("burden", "hops", *PAIR, descending=[True, True, False, False], nulls_last=True)
    rows = ordered.with_row_index("rank", 1).with_columns(pl.col("rank").cast(pl.Int64)).select(SHOWN)
    return RankedHops(rows.head(limit), int(rows["survives"].sum() or 0), rows.height - rows["p"].null_count())


def describe_hops(engine: Engine, scope: Scope) -> pl.DataFrame:
    """One row per pair: hops, their causes and times, money (NULL where currencies mix), satisfaction with and without."""
    minimum = engine.settings.minimum_n_shown
    hops = compute(engine, "hops", scope, PAIR).filter(pl.col("n") > 0)
    counted = hops.select(
        *PAIR, pl.col("n").alias("hops"), "judged", "forced", "reexplained", "between_total",
        forced_share=pl.when(pl.col("judged") >= max(minimum, 1)).then(100 * pl.col("forced") / pl.col("judged")),
    )  # fmt: skip
    wait = compute(engine, "hop_wait", scope, PAIR)
    timed = wait.select(*PAIR, wait_seconds="value", wait_low="low", wait_high="high")
    cost = compute(engine, "hop_cost", scope, PAIR)
    priced = cost.select(*PAIR, cost="value", currency=pl.when(pl.col("value").is_not_null()).then("unit"))
    for more in (timed, priced, satisfaction_lost(engine, scope)):
        counted = counted.join(more, on=PAIR, how="left", nulls_equal=True)
    return counted


def weigh(pairs: pl.DataFrame, what: str, minimum: int) -> tuple[Floats, Floats]:
    """The shrunk value and the burden of each pair; NaN where there is too little to rank."""

    def column(name: str) -> Floats:
        return pairs[name].cast(pl.Float64).fill_null(math.nan).to_numpy()

    if what in ("cost", "hops"):
        return column(what), column(what)
    value, n = {
        "csat_lost": (column("gap"), column("n_with")), "forced": (column("forced_share"), column("judged")),
        "wait": (column("wait_seconds"), column("hops")),
    }[what]  # fmt: skip
    is_ranked = ~np.isnan(value) & (n >= minimum)
    shrunk, burden = np.full(value.size, math.nan), np.full(value.size, math.nan)
    if not is_ranked.any():
        return shrunk, burden
    if what == "forced":
        drawn, _, _, centre = shrink_shares(value[is_ranked], n[is_ranked])
    else:
        low, high = ("gap_low", "gap_high") if what == "csat_lost" else ("wait_low", "wait_high")
        error = np.nan_to_num((column(high) - column(low)) / (2 * Z), nan=math.inf)
        drawn, _, _, centre = shrink_normal(value[is_ranked], error[is_ranked])
    base = 0.0 if what == "csat_lost" else centre  # a loss is a loss even where every hop loses as much
    shrunk[is_ranked] = drawn
    burden[is_ranked] = (drawn - base) * column("hops")[is_ranked]
    return shrunk, burden
