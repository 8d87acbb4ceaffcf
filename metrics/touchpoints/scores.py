"""The score of each touchpoint, the bar that it is held against, and what it earned in the weeks before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from metrics.catalogue import find_metric
from metrics.compute import compare, end_of_data, measure
from metrics.discoveries import benjamini_hochberg
from metrics.engine import Engine
from metrics.entry import Metric
from metrics.intervals import Floats
from metrics.ranking import shrink
from metrics.scope import Scope
from metrics.touchpoints.verdict import (
    CLASSES,
    Whole,
    classes_by_evidence,
    column,
    difference_p,
    keep_classes,
    noise_factor,
    width_of,
)  # fmt: skip
from warehouse.errors import WrongUse

# What customers were asked goes before what their words show.
ASKED = ("csat", "nps", "ces", "csat_mean", "ces_mean")
SCORES = (*ASKED, "negative_emotions")
WEEKS_BEFORE = 4  # in which a class may have been earned that is kept now
COLUMNS = (
    "score_metric", "score", "score_n", "score_low", "score_high", "score_unit", "score_note", "shrunk", "shrunk_low", "shrunk_high",
    "bar", "bar_is_own", "gap", "gap_low", "gap_high", "gap_of_scale", "p", "survives", "class", "reason",
    "previous_score", "previous_n", "trend", "trend_low", "trend_high", "trend_exceeds_noise",
)  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """The groups of one score in one period: what was measured, drawn to the others', and how far better than the bar it is."""

    metric: Metric
    whole: Whole
    rows: (
        pl.DataFrame
    )  # dimensions, value, n, shrunk, shrunk_low, shrunk_high, gap, gap_low, gap_high, p, margin, width


def score_groups(engine: Engine, scope: Scope, by: Sequence[str], score: str = "") -> pl.DataFrame:
    """`by`, then COLUMNS: one row per group with answers in the period, each by its own score (score_of_groups, or `score`)."""
    chosen = score_of_groups(engine, by, score)
    names = [name for name in SCORES if name in set(chosen["score_metric"])] if not score else [score]
    factors: dict[str, float] = {}
    now = judge_period(engine, scope, by, chosen, names, factors)
    classes, reasons = classify(engine, scope, by, chosen, names, factors, now)
    judged = now.with_columns(pl.Series("class", classes, pl.String), pl.Series("reason", reasons, pl.String))
    trends = [trend_of(engine, name, scope, by, chosen) for name in names]
    if not trends:
        return pl.DataFrame(schema=dict.fromkeys(by, pl.String) | columns_schema())
    scored = pl.concat(trends, how="vertical")
    return scored.join(judged, on=[*by, "score_metric"], how="left", nulls_equal=True).with_columns(
        pl.col("class").fill_null("unknown"),
        reason=pl.col("reason").fill_null(pl.when(pl.col("score_n") > 0).then(pl.lit("few")).otherwise(pl.lit("no_score"))),
    ).select(*by, *COLUMNS)  # fmt: skip


def columns_schema() -> dict[str, Any]:
    """Types of COLUMNS."""
    texts = ("score_metric", "score_unit", "score_note", "class", "reason")
    flags = ("bar_is_own", "survives", "trend_exceeds_noise")
    schema: dict[str, Any] = dict.fromkeys(COLUMNS, pl.Float64)
    schema |= dict.fromkeys(texts, pl.String) | dict.fromkeys(flags, pl.Boolean)
    return schema | dict.fromkeys(("score_n", "previous_n"), pl.Int64)


def score_of_groups(engine: Engine, by: Sequence[str], score: str = "") -> pl.DataFrame:
    """`by`, score_metric: the score that most customers answered there in all the data, asked ones first.

    Neither period nor filters have a say, so that a touchpoint has the same score every week and for every kind of customer.
    Raises WrongUse for a `score` that is none.
    """
    if score and (not find_metric(score).is_withheld_when_small or find_metric(score).better == "neutral"):
        raise WrongUse(f"{score} is no score: choose a score, a rate or a time")
    counts = [
        measure(engine, name, Scope(), by).filter(pl.col("value").is_not_null()).select(*by, "n", score_metric=pl.lit(name))
        for name in ((score,) if score else SCORES)
    ]  # fmt: skip
    ranked = pl.concat(counts).with_columns(
        asked=pl.col("score_metric").is_in(ASKED), place=pl.col("score_metric").replace_strict({n: i for i, n in enumerate(SCORES)}, default=0)
    )  # fmt: skip
    best = ranked.sort("asked", "n", "place", descending=[True, True, False])
    return best.unique(subset=list(by), keep="first", maintain_order=True).select(*by, "score_metric")


def trend_of(engine: Engine, name: str, scope: Scope, by: Sequence[str], chosen: pl.DataFrame) -> pl.DataFrame:
    """The groups that go by this score: value, interval and change since the period before, as compare() says it."""
    found = compare(engine, name, scope, by).join(
        chosen.filter(pl.col("score_metric") == name), on=list(by), nulls_equal=True
    )
    return found.select(
        *by, "score_metric", score="value", score_n="n", score_low="low", score_high="high", score_unit="unit", score_note="note",
        previous_score="previous_value", previous_n="previous_n", trend="difference", trend_low="difference_low",
        trend_high="difference_high", trend_exceeds_noise="exceeds_noise",
    )  # fmt: skip


def classify(
    engine: Engine, scope: Scope, by: Sequence[str], chosen: pl.DataFrame, names: Sequence[str],
    factors: dict[str, float], now: pl.DataFrame,
) -> tuple[list[str], list[str]]:  # fmt: skip
    """Class and reason of each row of `now`; the classes of the weeks before are earned and kept by the same rule."""
    keys = [*by, "score_metric"]
    held = now.select(keys).with_columns(held=pl.lit(0, pl.Int8))
    for weeks in range(WEEKS_BEFORE if scope.start else 0, 0, -1):
        days = timedelta(weeks=weeks)
        assert scope.start
        earlier = replace(scope, start=scope.start - days, end=(scope.end or end_of_data(engine)) - days)
        then = judge_period(engine, earlier, by, chosen, names, factors)
        known = then.join(held, on=keys, how="left", nulls_equal=True).with_columns(pl.col("held").fill_null(0))
        held = then.select(keys).with_columns(pl.Series("held", next_class(known), pl.Int8))
    known = now.join(held, on=keys, how="left", nulls_equal=True).with_columns(pl.col("held").fill_null(0))
    final, earned = next_class(known), earned_class(known)
    names_of = {1: CLASSES[0], 0: CLASSES[1], -1: CLASSES[2]}
    is_small = known["survives"].fill_null(False).to_numpy()
    reasons = np.where(earned != 0, "beyond", np.where(final != 0, "kept", np.where(is_small, "small", "noise")))
    return [names_of[int(value)] for value in final], reasons.tolist()


def earned_class(known: pl.DataFrame) -> np.ndarray:
    """1, 0 or -1 by the evidence of the period alone."""
    survives = known["survives"].fill_null(False).to_numpy()
    return classes_by_evidence(column(known, "gap"), column(known, "p"), survives, column(known, "margin"))


def next_class(known: pl.DataFrame) -> np.ndarray:
    """1, 0 or -1 when `held` was held before."""
    gap, p, margin = (column(known, name) for name in ("gap", "p", "margin"))
    return keep_classes(earned_class(known), known["held"].to_numpy(), gap, p, margin)


def judge_period(
    engine: Engine,
    scope: Scope,
    by: Sequence[str],
    chosen: pl.DataFrame,
    names: Sequence[str],
    factors: dict[str, float],
) -> pl.DataFrame:
    """`by`, score_metric, shrunk …, bar …, gap … p, survives, margin: one row per group with as many answers as are shown.

    `survives` is among all groups of all scores. `factors` remembers each score's noise from the first period asked for.
    """
    frames = []
    for name in names:
        judged = judge_score(engine, name, scope, by, factors)
        mine = chosen.filter(pl.col("score_metric") == name)
        if judged is not None:
            frames.append(judged.rows.join(mine, on=list(by), nulls_equal=True))
    if not frames:
        kinds = (
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
        )
        flags = dict.fromkeys(("bar_is_own", "survives"), pl.Boolean)
        return pl.DataFrame(
            schema=dict.fromkeys([*by, "score_metric"], pl.String) | dict.fromkeys(kinds, pl.Float64) | flags
        )
    every = pl.concat(frames, how="vertical")
    survives = benjamini_hochberg(column(every, "p"))
    return every.with_columns(survives=pl.when(pl.col("p").is_not_null()).then(pl.Series(survives, dtype=pl.Boolean)))


def judge_score(engine: Engine, name: str, scope: Scope, by: Sequence[str], factors: dict[str, float]) -> Judged | None:
    """One score in one period, None when nobody answered. Groups under the smallest sample shown help to draw the others."""
    metric = find_metric(name)
    measured = measure(engine, name, scope, by).filter(pl.col("value").is_not_null())
    whole = whole_of(engine, metric, scope)
    if measured.is_empty() or whole is None:
        return None
    if name not in factors:
        weekly = measure(engine, name, scope, [*by, "week"]) if "week" not in by else pl.DataFrame()
        factors[name] = noise_factor(metric, weekly, list(by))
    shrunk, low, high, _ = shrink(measured, metric)
    sign = -1 if metric.better == "lower" else 1
    width = width_of(metric, measured)
    bounds: tuple[Floats, Floats] = (low, high) if sign == 1 else (high, low)
    rows = measured.select(*by, "value", "n").with_columns(
        pl.Series("shrunk", shrunk), pl.Series("shrunk_low", low), pl.Series("shrunk_high", high),
        pl.lit(whole.bar).alias("bar"), pl.lit(whole.is_own).alias("bar_is_own"),
        pl.Series("gap", sign * (shrunk - whole.bar)), pl.Series("gap_low", sign * (bounds[0] - whole.bar)),
        pl.Series("gap_high", sign * (bounds[1] - whole.bar)),
        pl.Series("gap_of_scale", sign * (shrunk - whole.bar) / width),
        pl.Series("p", difference_p(metric, measured, whole, factors[name])),
        pl.lit(engine.settings.touchpoint_margin * width).alias("margin"),
    )  # fmt: skip
    least = max(engine.settings.minimum_n_shown, metric.minimum_n, 1)
    return Judged(metric, whole, rows.filter(pl.col("n") >= least).drop("value", "n").fill_nan(None))


def whole_of(engine: Engine, metric: Metric, scope: Scope) -> Whole | None:
    """The company's own level in the period, whatever is filtered; None when nobody answered."""
    row: Mapping[str, Any] = measure(engine, metric.name, replace(scope, filters=())).row(0, named=True)
    if row["value"] is None:
        return None
    bars = {bar.metric: bar.bar for bar in engine.settings.touchpoint_bars}
    return Whole(
        row["value"], row["n"], row.get("promoters") or 0, row.get("detractors") or 0, bars.get(metric.name, row["value"]),
        metric.name not in bars,
    )  # fmt: skip
