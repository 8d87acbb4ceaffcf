"""How far journeys come through the stages, where they stop, and how long they take from one stage to the next."""

from itertools import pairwise
from typing import Any

import polars as pl

from metrics.analyses.journeys.journeys_in import journeys_in
from metrics.catalogue.fragment import Sql, fill
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope
from metrics.stats.intervals import percentile_ranks, wilson_interval
from warehouse.config.errors import WrongUse
from warehouse.store.prepared import ask_prepared

MODES = ("open", "closed")
BUCKETS = ("continued", "left", "open", "unanswered")
TIMES = ("median_seconds", "median_low", "median_high", "timed")
# Between two stages in the text of a path, so that no stage is found inside another one's name.
MARKED = "concat('>', replace(stage_path, ' > ', '<>'), '<')"


def stage_funnel(engine: Engine, scope: Scope, mode: str = "open") -> pl.DataFrame:
    """One row per measured stage, in the configured order: stage, reached, BUCKETS, total, share, low, high, TIMES.

    open: a journey enters at any stage; it continued when it came to a later stage after this one. closed: from the first measured
    stage on, one after the other; it continued when it came to the next. reached = continued + left + open + unanswered. `total`:
    all journeys in the scope (the metric journeys); `share` of them (closed: of those at the first stage) in percent, with its
    Wilson interval, NULL below the installation's minimum. TIMES: median seconds since the stage before, where it came before, with the
    order statistics that hold it and the number of journeys. Raises WrongUse.
    """
    if mode not in MODES:
        raise WrongUse(f"no funnel {mode!r}; choose {', '.join(MODES)}")
    stages = measured_stages(engine)
    if not stages:
        return pl.DataFrame(schema={"stage": pl.String, "reached": pl.Int64})
    counted = count_stages(engine, scope, mode, stages)
    whole = pl.col("total") if mode == "open" else pl.col("reached").first()
    counted = counted.with_columns(whole=whole).with_columns(
        share=(100 * pl.col("reached") / pl.col("whole")).fill_nan(None)
    )
    low, high = wilson_interval(counted["share"].cast(pl.Float64).to_numpy(), counted["whole"].to_numpy())
    is_shown = pl.col("whole") >= max(engine.settings.minimum_n_shown, 1)
    shown = counted.with_columns(low=pl.Series(low), high=pl.Series(high)).with_columns(
        pl.when(is_shown).then(pl.col(name)).alias(name) for name in ("share", "low", "high")
    )
    times = pl.DataFrame(
        [(then, *time_between(engine, scope, mode, first, then)) for first, then in pairwise(stages)],
        schema={"stage": pl.String, **dict.fromkeys(TIMES[:3], pl.Float64), "timed": pl.Int64}, orient="row",
    )  # fmt: skip
    return shown.drop("whole").join(times, on="stage", how="left", maintain_order="left")


def measured_stages(engine: Engine) -> list[str]:
    """The configured stages that any journey touched, whatever the scope: a stage without journeys in it shows 0."""
    listed = engine.settings.stages
    flags = ", ".join(
        f"max(CASE WHEN {reached(stage, 'open')} THEN 1 ELSE 0 END) AS s{i}" for i, stage in enumerate(listed)
    )
    row = ask_prepared(engine, "stages", f"SELECT {flags} FROM journeys").row(0)
    return [stage for stage, is_found in zip(listed, row, strict=True) if is_found]


def count_stages(engine: Engine, scope: Scope, mode: str, stages: list[str]) -> pl.DataFrame:
    """stage, reached, BUCKETS, total."""
    columns = ["count(*) AS total"]
    for i, stage in enumerate(stages):
        here = reached(stage, mode)
        on = continued(stages[i:], mode)
        columns += [f"count_if({here}) AS reached_{i}", f"count_if({here} AND {on}) AS continued_{i}"]
        columns += [
            f"count_if({here} AND NOT ({on}) AND outcome = '{outcome}') AS {outcome}_{i}" for outcome in BUCKETS[1:]
        ]
    sql = fill(f"SELECT {', '.join(columns)} FROM (@) AS j", journeys_in(engine, scope))
    row = engine.query(sql.text, sql.params).row(0, named=True)
    return pl.DataFrame(
        [(stage, *(int(row[f"{name}_{i}"] or 0) for name in ("reached", *BUCKETS)), int(row["total"])) for i, stage in enumerate(stages)],
        schema={"stage": pl.String, **dict.fromkeys(("reached", *BUCKETS, "total"), pl.Int64)}, orient="row",
    )  # fmt: skip


def reached(stage: str, mode: str) -> str:
    """SQL of whether a journey came to the stage."""
    return f"coalesce({when(stage, mode)} IS NOT NULL, FALSE)"


def when(stage: str, mode: str) -> str:
    """SQL of when a journey came to the stage; NULL: it did not."""
    return f"{'stage_times' if mode == 'open' else 'funnel_times'}['{quoted(stage)}']"


def continued(stages: list[str], mode: str) -> str:
    """SQL of whether a journey went on from the first of the stages to a later one."""
    first, *later = stages
    if not later:
        return "FALSE"
    if mode == "closed":
        return reached(later[0], mode)
    onward = (f"{MARKED} LIKE '%>{verbatim(first)}<%>{verbatim(stage)}<%' ESCAPE '!'" for stage in later)
    return "(" + " OR ".join(onward) + ")"


def verbatim(stage: str) -> str:
    """A stage's name in a pattern, where _ and % stand for themselves."""
    return "".join(f"!{letter}" if letter in "!_%" else letter for letter in quoted(stage))


def quoted(stage: str) -> str:
    """A stage's name inside a text of SQL: it is the installation's own word."""
    return stage.replace("'", "''")


def time_between(
    engine: Engine, scope: Scope, mode: str, first: str, then: str
) -> tuple[float | None, float | None, float | None, int]:
    """TIMES from one stage to another, of the journeys that came to them in this order."""
    seconds = fill(
        f"SELECT epoch({when(then, mode)} - {when(first, mode)}) AS x FROM (@) AS j"
        f" WHERE {reached(first, mode)} AND {reached(then, mode)} AND {when(then, mode)} >= {when(first, mode)}",
        journeys_in(engine, scope),
    )
    n = engine.query(*as_query(fill("SELECT CAST(count(*) AS BIGINT) AS n FROM (@) AS x", seconds))).item()
    if n < engine.settings.minimum_n_shown or not n:
        return None, None, None, n
    ranks = percentile_ranks(n, 0.5)
    places = [0.5, *((rank - 1) / max(n - 1, 1) for rank in ranks or ())]
    picked = ", ".join(f"CAST(quantile_cont(x, {place!r}) AS DOUBLE) AS q{i}" for i, place in enumerate(places))
    found = engine.query(*as_query(fill(f"SELECT {picked} FROM (@) AS x", seconds))).row(0)
    return found[0], *((found[1], found[2]) if ranks else (None, None)), n


def as_query(sql: Sql) -> tuple[str, tuple[Any, ...]]:
    """Text and parameters."""
    return sql.text, sql.params
