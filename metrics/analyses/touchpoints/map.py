"""The journey map: what happens at every touchpoint of every stage, how customers feel about it, and whether that is good or bad."""

from collections.abc import Sequence

import polars as pl

from metrics.analyses.touchpoints.feelings import feelings
from metrics.analyses.touchpoints.first_measured import first_measured
from metrics.analyses.touchpoints.scores import score_groups
from metrics.semantic.compute import compute
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope

CELL = ("stage", "channel", "touchpoint")
# The first that is measured there: asked effort; else how often customers must come again.
EFFORT = ("ces", "ces_mean", "contacts_per_matter")
WAIT = ("wait", "first_response")


def journey_map(
    engine: Engine,
    scope: Scope | None = None,
    score: str = "",
    by: Sequence[str] = CELL,
    scores: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """One row per stage × channel × touchpoint (or `by`) with a contact, an order or a score in the scope, in the stages' order.

    Volume: contacts, orders, volume (their sum; never NULL). Score and class: COLUMNS of metrics.analyses.touchpoints.scores; `class` is
    positive, neutral, negative or unknown by the rule of metrics.analyses.touchpoints.verdict, `reason` one of its REASONS; `gap` is how
    much better than the bar the shrunk score is, `gap_of_scale` the same in parts of the scale's width. `score`: a metric for
    all instead of each one's own. `scores`: what score_groups gave for the same, where it is known already.
    Beside it, each with its metric, n and interval, NULL where it was not measured: effort_metric, effort …, wait_metric, wait …
    (seconds), drop_off … (percent), abandonment … (percent), and COLUMNS of metrics.analyses.touchpoints.feelings: emotion, its share …. Raises WrongUse for a `score` that is none.
    """
    scope = scope or Scope()
    volume = volumes(engine, scope, by)
    scores = score_groups(engine, scope, by, score) if scores is None else scores
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


def in_order(engine: Engine, rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """By the stages' own order, unknown last, then the largest first."""
    if "stage" not in by:
        return rows.sort("volume", *by, descending=[True, *[False] * len(by)], nulls_last=True)
    place = {stage: number for number, stage in enumerate(engine.settings.stages)}
    order = pl.col("stage").replace_strict(place, default=len(place), return_dtype=pl.Int64)
    return rows.sort(order, pl.col("volume"), *by, descending=[False, True, *[False] * len(by)], nulls_last=True)
