"""How much hangs on each touchpoint: recommendation, repurchase and churn of customers for whom something went wrong there."""

import polars as pl

from metrics.discoveries import benjamini_hochberg
from metrics.drivers.design import Design, build_design
from metrics.drivers.differences import adjusted_differences
from metrics.drivers.experiences import ANY, PLACE, WENT_WRONG
from metrics.drivers.find import is_enough, look_back
from metrics.drivers.outcomes import OUTCOMES, find_at_risk
from metrics.drivers.skill import measure_skill
from metrics.engine import Engine
from metrics.one_core import one_core
from metrics.scope import Scope

COLUMNS = (*PLACE, "outcome", "experience", "persons_with", "difference", "low", "high", "p", "survives")


def touchpoint_weights(engine: Engine, scope: Scope) -> pl.DataFrame:
    """COLUMNS: one row per touchpoint, outcome (recommendation, repurchase, churn) of which enough is known, and experience.

    `difference`: points of the outcome's share, customers alike in all else. went_wrong: anything went wrong for them there, against those
    who were there without it; used: they were there and nothing went wrong, against those who were not; received: the company's own touch.
    `survives`: more than chance among all rows of the outcome (false-discovery rate 10 %). Where the experiences do not forecast the
    outcome, its rows are there and none survives; an outcome with too little data has no rows. An association, never a cause.
    """
    return pl.concat([no_weights(), *(weigh(engine, scope, outcome) for outcome in OUTCOMES)])


def weigh(engine: Engine, scope: Scope, outcome: str) -> pl.DataFrame:
    """The rows of one outcome."""
    at_risk = find_at_risk(engine, scope, outcome)
    if at_risk is None or at_risk.rows.is_empty():
        return no_weights()
    experiences, _ = look_back(engine, scope, at_risk)
    any_wrong = pl.when(pl.col("experience").is_in(WENT_WRONG)).then(pl.lit(ANY)).otherwise("experience")
    with one_core():
        design = build_design(at_risk, experiences.with_columns(experience=any_wrong))
        return describe(design, outcome) if is_enough(design) else no_weights()


def describe(design: Design, outcome: str) -> pl.DataFrame:
    """The difference of each touchpoint, by having been there and by what went wrong there."""
    skill = measure_skill(design.x, design.held, design.y, design.persons)
    difference, low, high, p = adjusted_differences(design.x, design.held, design.y, design.persons, skill.forecast)
    survives = benjamini_hochberg(p) & skill.is_there
    return (
        design.features.with_columns(
            pl.Series("difference", difference), pl.Series("low", low), pl.Series("high", high), pl.Series("p", p),
            pl.Series("survives", survives), outcome=pl.lit(outcome),
        )
        .with_columns(pl.col("persons_with").cast(pl.Int64))
        .sort("p", *PLACE, "experience", nulls_last=True)
        .select(COLUMNS)
    )  # fmt: skip


def no_weights() -> pl.DataFrame:
    """COLUMNS without a row."""
    words = (*PLACE, "outcome", "experience")
    kinds = {name: pl.String if name in words else pl.Float64 for name in COLUMNS}
    return pl.DataFrame(schema=kinds | {"persons_with": pl.Int64, "survives": pl.Boolean})
