"""Which experiences at touchpoints go with recommendation, repurchase and churn: differences among customers alike in all else.

An association, never a cause: who gives up in the queue may have been annoyed before. Nothing is told of an outcome whose model does not
forecast customers that it has not seen better than who they are alone.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.analyses.drivers.design import FEATURE, Design, Feature, build_design
from metrics.analyses.drivers.differences import Differences, adjusted_differences
from metrics.analyses.drivers.experiences import read_experiences
from metrics.analyses.drivers.outcomes import OUTCOMES, WINDOW_DAYS, AtRisk, find_at_risk
from metrics.analyses.drivers.placebo import fail_placebo
from metrics.analyses.drivers.shares import shares_with
from metrics.analyses.drivers.skill import Skill, measure_skill
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope
from metrics.stats.discoveries import benjamini_hochberg
from metrics.stats.one_core import one_core

__all__ = ["OUTCOMES", "Drivers", "find_drivers"]

# Of what is told: 9 of 71 of two, four and eight times as likely (tests.drivers_proof, 10 companies each), 17 % ± 5 in worlds
# that others made. The correction after the gate of skill does not keep its 10 % (Benjamini and Bogomolov 2014).
MEASURED_FALSE = 0.15
ENOUGH_PERSONS = 50  # with the outcome, and without
COLUMNS = (
    "id", *FEATURE, "long_wait_seconds", "persons_with", "share_with", "with_low", "with_high", "persons_without", "share_without",
    "without_low", "without_high", "difference", "low", "high", "p", "survives",
)  # fmt: skip
SHARES = ("share_with", "with_low", "with_high", "share_without", "without_low", "without_high")


@dataclass(frozen=True)
class Drivers:
    """What was found for an outcome.

    `state`: told; no_data: nothing shows this outcome; few: too few customers with it or without, or no experience that enough of them
    had; no_skill: the experiences do not forecast it. Only when it is told does any row survive. `rows`: COLUMNS, those that survive
    first, of these the one with most that is sure; shares and differences in percent and points, of the outcome named by the model:
    churn is worse when higher. `persons` of `total` customers with `moments` index dates; `hits`: persons with the outcome.
    `left_out`: customers by reason. `surviving` of `compared`; `failed`: others that what came afterwards
    "forecasts" as well, which are not told. `not_apart`: experiences left out and the one
    that each of them cannot be told apart from. `is_drawn`: not all customers and dates, but a part drawn by a fixed hash.
    """

    outcome: str
    basis: str
    state: Literal["told", "no_data", "few", "no_skill"]
    rows: pl.DataFrame
    skill: Skill | None = None
    persons: int = 0
    total: int = 0
    moments: int = 0
    hits: int = 0
    share: float | None = None
    left_out: dict[str, int] | None = None
    window_days: int = WINDOW_DAYS
    outcome_days: int | None = None
    not_apart: tuple[tuple[Feature, Feature], ...] = ()
    surviving: int = 0
    compared: int = 0
    failed: int = 0
    is_drawn: bool = False


def find_drivers(engine: Engine, scope: Scope, outcome: str) -> Drivers:
    """The experiences and what goes with them. Raises WrongUse for another outcome or a filter that contacts do not have."""
    at_risk = find_at_risk(engine, scope, outcome)
    if at_risk is None or at_risk.rows.is_empty():
        left_out = at_risk.left_out if at_risk else {}
        return Drivers(
            outcome, at_risk.basis if at_risk else "", "few" if at_risk else "no_data", no_rows(), left_out=left_out
        )
    experiences, long_waits = look_back(engine, scope, at_risk)
    with one_core():
        design = build_design(at_risk, experiences)
        facts = facts_of(design, at_risk)
        if not is_enough(design):
            return Drivers(outcome, at_risk.basis, "few", no_rows(), **facts)
        skill = measure_skill(design.x, design.held, design.y, design.persons)
        found = adjusted_differences(design.x, design.held, design.y, design.persons, skill.forecast)
        survives = benjamini_hochberg(found[-1]) & skill.is_there
        fails = np.zeros_like(survives)
        if survives.any():
            fails = survives & fail_placebo(engine, scope, at_risk, design, skill.forecast, found[0])
        rows = list_rows(design, found, survives & ~fails, long_waits, engine.settings.minimum_n_shown)
    return Drivers(outcome, at_risk.basis, "told" if skill.is_there else "no_skill", rows, skill,
                   surviving=int(rows["survives"].sum()), compared=rows.height, failed=int(fails.sum()), **facts)  # fmt: skip


def look_back(engine: Engine, scope: Scope, at_risk: AtRisk) -> tuple[pl.DataFrame, dict[str, float]]:
    """The experiences before the index dates, and by channel the seconds from which a wait is long."""
    first, last = at_risk.rows.select(pl.min("index_local").alias("first"), pl.max("index_local").alias("last")).row(0)
    return read_experiences(engine, scope, at_risk.population, first - timedelta(days=WINDOW_DAYS), last)


def facts_of(design: Design, at_risk: AtRisk) -> dict[str, Any]:
    """How many customers and moments, how many of them with the outcome, and who was left out."""
    rows = design.rows
    return {
        "persons": rows["person_id"].n_unique(), "total": at_risk.population.total, "moments": rows.height,
        "hits": rows.filter("hit")["person_id"].n_unique(), "share": 100 * float(design.y.mean()),
        "left_out": at_risk.left_out, "outcome_days": at_risk.outcome_days, "not_apart": design.not_apart,
        "is_drawn": at_risk.population.persons.height < at_risk.population.total or rows.height < at_risk.rows.height,
    }  # fmt: skip


def is_enough(design: Design) -> bool:
    """Whether there is anything to compare: customers with the outcome, without it, and an experience."""
    hits, misses = (design.rows.filter(pl.col("hit") == hit)["person_id"].n_unique() for hit in (True, False))
    return bool(min(hits, misses) >= ENOUGH_PERSONS and design.features.height)


def list_rows(
    design: Design, found: Differences, survives: NDArray[np.bool_], long_waits: dict[str, float], least: int
) -> pl.DataFrame:
    """One row per experience, with COLUMNS; the shares of fewer than `least` persons are NULL."""
    difference, low, high, p = found
    sure = np.where(low > 0, low, np.where(high < 0, -high, 0))  # what is there at least
    limits = pl.col("channel").replace_strict(long_waits, default=None, return_dtype=pl.Float64)
    return (
        design.features.select(FEATURE)
        .with_columns(
            pl.Series("id", [driver_id(*row) for row in design.features.select(FEATURE).iter_rows()], pl.String),
            pl.when(pl.col("experience") == "waited_long").then(limits).alias("long_wait_seconds"),
            *(
                pl.Series(name, values)
                for name, values in (*shares_with(design, least).items(), ("difference", difference), ("low", low), ("high", high),
                                     ("p", p), ("survives", survives), ("sure", sure))
            ),
        )
        .sort("survives", "sure", "p", "id", descending=[True, True, False, False])
        .select(COLUMNS)
        .with_columns(pl.col(SHARES).fill_nan(None))
    )  # fmt: skip


def driver_id(*feature: str | None) -> str:
    """A name for URLs: the same as long as place and experience are."""
    return hashlib.sha256("\x1f".join(word or "" for word in feature).encode()).hexdigest()[:10]


def no_rows() -> pl.DataFrame:
    """COLUMNS without a row."""
    words = ("id", *FEATURE)
    kinds = {name: pl.String if name in words else pl.Float64 for name in COLUMNS}
    return pl.DataFrame(schema=kinds | {"persons_with": pl.Int64, "persons_without": pl.Int64, "survives": pl.Boolean})
