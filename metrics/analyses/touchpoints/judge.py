"""One score in one period: every group drawn to the others', held against the bar, and how likely it is to be like the rest."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from metrics.analyses.ranking import shrink
from metrics.analyses.touchpoints.evidence import Whole, column, difference_p
from metrics.catalogue import find_metric
from metrics.catalogue.entry import Metric
from metrics.stats.discoveries import benjamini_hochberg
from warehouse.config.settings import Settings

NUMBERS = (
    "shrunk",
    "shrunk_low",
    "shrunk_high",
    "bar",
    "gap",
    "gap_low",
    "gap_high",
    "gap_of_scale",
    "p",
    "margin",
    "side",
)


def judge_groups(
    metric: Metric, measured: pl.DataFrame, whole: Whole, factors: pl.DataFrame, by: Sequence[str], settings: Settings
) -> pl.DataFrame:
    """`by`, score_metric, NUMBERS, bar_is_own: one row per group with as many answers as are shown.

    Smaller groups help to draw the others. `factors`: of noise_factors; a group that it lacks has 1. `gap` is how much better than the bar the shrunk value is; `side`: 1, 0 or -1, on
    which side of it the plain value is.
    """
    measured = measured.filter(pl.col("value").is_not_null())
    if measured.is_empty():
        return no_groups(by)
    noise = measured.join(factors, on=list(by), how="left", nulls_equal=True, maintain_order="left")
    factor = noise["factor"].fill_null(1.0).to_numpy()
    shrunk, low, high, _ = shrink(measured, metric, factor)
    sign = -1 if metric.better == "lower" else 1
    width = width_of(metric, measured, whole)
    worst, best = (low, high) if sign == 1 else (high, low)
    found: dict[str, Any] = {
        "shrunk": shrunk, "shrunk_low": low, "shrunk_high": high, "bar": np.full(shrunk.size, whole.bar),
        "gap": sign * (shrunk - whole.bar), "gap_low": sign * (worst - whole.bar), "gap_high": sign * (best - whole.bar),
        "gap_of_scale": sign * (shrunk - whole.bar) / width, "p": difference_p(metric, measured, whole, factor),
        "margin": np.full(shrunk.size, settings.touchpoint_margin * width),
        "side": sign * np.sign(column(measured, "value") - whole.bar),
    }  # fmt: skip
    judged = measured.with_columns(
        *(pl.Series(name, found[name], pl.Float64).fill_nan(None) for name in NUMBERS),
        pl.lit(metric.name).alias("score_metric"), pl.lit(whole.is_own).alias("bar_is_own"),
    )  # fmt: skip
    least = max(settings.minimum_n_shown, metric.minimum_n, 1)
    return judged.filter(pl.col("n") >= least).select(*by, "score_metric", *NUMBERS, "bar_is_own")


def no_groups(by: Sequence[str]) -> pl.DataFrame:
    """What judge_groups gives where nobody answered."""
    texts: dict[str, Any] = dict.fromkeys([*by, "score_metric"], pl.String)
    return pl.DataFrame(schema=texts | dict.fromkeys(NUMBERS, pl.Float64) | {"bar_is_own": pl.Boolean})


def find_survivors(judged: Sequence[pl.DataFrame], by: Sequence[str]) -> pl.DataFrame:
    """The groups of all scores together, with `survives`: among all of them (NULL: not compared)."""
    every = pl.concat([*judged, no_groups(by)], how="vertical")
    survives = benjamini_hochberg(column(every, "p"))
    return every.with_columns(survives=pl.when(pl.col("p").is_not_null()).then(pl.Series(survives, dtype=pl.Boolean)))


def whole_of(metric: Metric, total: Mapping[str, Any] | None, settings: Settings) -> Whole | None:
    """The company's level by the row of its total; None when nobody answered."""
    if total is None or total["value"] is None:
        return None
    bars = {find_metric(bar.metric).name: bar.bar for bar in settings.touchpoint_bars}
    return Whole(
        total["value"], total["n"], total.get("promoters") or 0, total.get("detractors") or 0,
        bars.get(metric.name, total["value"]), metric.name not in bars,
    )  # fmt: skip


def width_of(metric: Metric, measured: pl.DataFrame, whole: Whole) -> float:
    """From the worst value that the score can have to the best: 100 %, 200 points of NPS, or the survey's scale; what has no
    ends, such as a time, is measured by its bar."""
    if metric.unit in ("percent", "points"):
        return 200.0 if metric.unit == "points" else 100.0
    scales = measured["scale_low"].drop_nulls() if "scale_low" in measured.columns else pl.Series([], dtype=pl.String)
    if not len(scales):
        return abs(whole.bar) or 1.0
    low, high = scales[0].split("-")[:2]
    return max(float(high) - float(low), 1.0)
