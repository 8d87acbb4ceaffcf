"""The journey map: what happens at every touchpoint of every stage, how customers feel about it, and whether that is good or bad."""

from collections.abc import Sequence

import polars as pl

from metrics.catalogue import METRICS
from metrics.compute import compute
from metrics.engine import Engine
from metrics.intervals import wilson_interval
from metrics.scope import Scope
from metrics.touchpoints.scores import score_groups
from metrics.voice import emotions_by

CELL = ("stage", "channel", "touchpoint")
# The first that is measured there: asked effort; else how often customers must come again.
EFFORT = ("ces", "ces_mean", "contacts_per_matter")
WAIT = ("wait", "first_response")
EMOTION_COLUMNS = ("emotion", "emotion_share", "emotion_is_clear", "emotion_n", "comments")


def journey_map(engine: Engine, scope: Scope | None = None, score: str = "", by: Sequence[str] = CELL) -> pl.DataFrame:
    """One row per stage × channel × touchpoint (or `by`) with a contact, an order or a score in the scope, in the stages' order.

    Volume: contacts, orders, volume (their sum; never NULL). Score and class: COLUMNS of metrics.touchpoints.scores; `class` is
    positive, neutral, negative or unknown by the rule of metrics.touchpoints.verdict, `reason` one of its REASONS; `gap` is how
    much better than the bar the shrunk score is, `gap_of_scale` the same in parts of the scale's width. `score`: a metric for
    all instead of each one's own.
    Beside it, each with its metric, n and interval, NULL where it was not measured: effort_metric, effort …, wait_metric, wait …
    (seconds), drop_off … (percent), abandonment … (percent), emotion (the commonest in the comments; EMOTION_COLUMNS),
    negative_share, positive_share (percent of known emotions). Raises WrongUse for a `score` that is none.
    """
    scope = scope or Scope()
    volume, scores = volumes(engine, scope, by), score_groups(engine, scope, by, score)
    # A touchpoint that only a survey names has no contacts of its own, but a feeling.
    scored = scores.filter(pl.col("score_n") > 0).select(by)
    rows = pl.concat([volume, scored.join(volume, on=list(by), how="anti", nulls_equal=True)], how="diagonal")
    parts = [
        scores,
        first_measured(engine, EFFORT, "effort", scope, by),
        first_measured(engine, WAIT, "wait", scope, by),
        first_measured(engine, ("drop_off",), "drop_off", scope, by).drop("drop_off_metric"),
        first_measured(engine, ("abandonment",), "abandonment", scope, by).drop("abandonment_metric"),
        feelings(engine, scope, by),
    ]
    for part in parts:
        rows = rows.join(part, on=list(by), how="left", nulls_equal=True)
    shown = rows.with_columns(
        pl.col("contacts", "orders", "volume", "score_n", "emotion_n").fill_null(0),
        pl.col("class").fill_null("unknown"), pl.col("reason").fill_null("no_score"),
    )  # fmt: skip
    return in_order(engine, shown, by)


def volumes(engine: Engine, scope: Scope, by: Sequence[str]) -> pl.DataFrame:
    """`by`, contacts, orders, volume."""
    contacts = compute(engine, "interactions", scope, by).select(*by, contacts="n")
    orders = compute(engine, "orders", scope, by).select(*by, orders="n")
    both = contacts.join(orders, on=list(by), how="full", coalesce=True, nulls_equal=True)
    return both.with_columns(pl.col("contacts", "orders").fill_null(0)).with_columns(
        volume=pl.col("contacts") + pl.col("orders")
    ).filter(pl.col("volume") > 0)  # fmt: skip


def first_measured(engine: Engine, names: Sequence[str], prefix: str, scope: Scope, by: Sequence[str]) -> pl.DataFrame:
    """`by`, {prefix}_metric, {prefix}, {prefix}_n, _low, _high, _unit, _note: of each group the first metric that has a value there.

    Where none has, the first that has rows at all stands with its n, withheld.
    """
    known = [name for name in names if name in METRICS]
    frames = [
        compute(engine, name, scope, by).filter(pl.col("n") > 0).select(
            *by, pl.lit(name).alias(f"{prefix}_metric"), pl.col("value").alias(prefix), pl.col("n").alias(f"{prefix}_n"),
            *(pl.col(column).alias(f"{prefix}_{column}") for column in ("low", "high", "unit", "note")),
            has_none=pl.col("value").is_null(), place=pl.lit(place),
        )
        for place, name in enumerate(known)
    ]  # fmt: skip
    columns = [f"{prefix}_metric", prefix, *(f"{prefix}_{name}" for name in ("n", "low", "high", "unit", "note"))]
    if not frames:
        kinds = (pl.String, pl.Float64, pl.Int64, pl.Float64, pl.Float64, pl.String, pl.String)
        return pl.DataFrame(schema=dict.fromkeys(by, pl.String) | dict(zip(columns, kinds, strict=True)))
    best = pl.concat(frames).sort("has_none", "place", maintain_order=True)
    return best.unique(subset=list(by), keep="first", maintain_order=True).select(*by, *columns)


def feelings(engine: Engine, scope: Scope, by: Sequence[str]) -> pl.DataFrame:
    """`by`, EMOTION_COLUMNS, negative_share, positive_share with their n and bounds. The emotion is the commonest of those known
    (neutral only where there is no other), withheld in fewer comments than are shown; clear: commoner than the next beyond noise.
    """
    counts = emotions_by(engine, scope, by)
    felt = [name for name in counts.columns if name not in (*by, "unknown", "n", "neutral")]
    least = max(engine.settings.minimum_n_shown, 1)
    rows = []
    for row in counts.iter_rows(named=True):
        known = row["n"] - row["unknown"]
        ranked = sorted(felt, key=lambda name: -row[name])
        first, second = row[ranked[0]], row[ranked[1]]
        emotion = (ranked[0] if first else "neutral") if known >= least else None
        share = 100 * row[emotion] / known if emotion else None
        low = wilson_interval(100 * first / (first + second), first + second)[0] if first + second else 0.0
        rows.append(
            (*(row[name] for name in by), emotion, share, float(low) > 50 if emotion else None, known, row["n"])
        )
    types = dict.fromkeys(by, pl.String) | dict(
        zip(EMOTION_COLUMNS, (pl.String, pl.Float64, pl.Boolean, pl.Int64, pl.Int64), strict=True)
    )
    found = pl.DataFrame(rows, schema=types, orient="row")
    for name, prefix in (("negative_emotions", "negative_share"), ("positive_emotions", "positive_share")):
        share = first_measured(engine, (name,), prefix, scope, by)
        found = found.join(
            share.select(*by, prefix, f"{prefix}_n", f"{prefix}_low", f"{prefix}_high"),
            on=list(by),
            how="left",
            nulls_equal=True,
        )
    return found


def in_order(engine: Engine, rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """By the stages' own order, unknown last, then the largest first."""
    if "stage" not in by:
        return rows.sort("volume", *by, descending=[True, *[False] * len(by)], nulls_last=True)
    place = {stage: number for number, stage in enumerate(engine.settings.stages)}
    order = pl.col("stage").replace_strict(place, default=len(place), return_dtype=pl.Int64)
    return rows.sort(order, pl.col("volume"), *by, descending=[False, True, *[False] * len(by)], nulls_last=True)
