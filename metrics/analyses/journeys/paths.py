"""The paths that customers really take, from the first touch on: every journey is in exactly one row, so that they add up."""

from dataclasses import dataclass

import polars as pl

from metrics.analyses.journeys.journeys_in import NOT_STATED, journeys_in, steps_since
from metrics.catalogue.fragment import Sql, fill
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope
from warehouse.config.errors import WrongUse

UNITS = ("stage", "channel", "touchpoint")
DEPTH, TOP = 5, 8
OTHER = "all_other"  # the units that are not among the most frequent
MORE = "more"  # the journey goes on after the last level shown
ENDS = ("left", "open", "unanswered", MORE)


@dataclass(frozen=True)
class Paths:
    """`rows`: step_1 … step_n (a unit, "" not stated, OTHER; NULL after the end), end (ENDS), journeys; most frequent first.

    `journeys` of all rows add up to `total`, the metric journeys in the same scope. `kept`: the units shown by name, most frequent first.
    """

    unit: str
    depth: int
    total: int
    kept: tuple[str, ...]
    rows: pl.DataFrame


def find_paths(engine: Engine, scope: Scope, unit: str = "channel", depth: int = DEPTH, top: int = TOP) -> Paths:
    """The paths of the journeys in the scope over `depth` levels, touches in a row at one unit taken as one.

    Only the `top` units, by the journeys that pass them within these levels, keep their name; all others are OTHER. Raises
    WrongUse for another unit.
    """
    raw = count_paths(engine, scope, unit, depth)
    levels = [f"step_{level}" for level in range(1, depth + 1)]
    units = frequent_units(raw, levels)
    kept = tuple(units[:top]) if len(units) > top + 1 else tuple(units)  # one unit alone is no "all other"
    folded = raw.with_columns(
        pl.when(pl.col(level).is_null() | pl.col(level).is_in(kept)).then(pl.col(level)).otherwise(pl.lit(OTHER)).alias(level)
        for level in levels
    )  # fmt: skip
    rows = folded.group_by(*levels, "end").agg(pl.col("journeys").sum())
    rows = rows.sort("journeys", *levels, "end", descending=[True, *[False] * (depth + 1)], nulls_last=True)
    return Paths(unit, depth, int(raw["journeys"].sum()), kept, rows.select(*levels, "end", "journeys"))


def count_paths(engine: Engine, scope: Scope, unit: str, depth: int) -> pl.DataFrame:
    """step_1 … step_n, end, journeys: the paths before any unit is folded."""
    levels = ", ".join(f"step_{level}" for level in range(1, depth + 1))
    sql = fill(
        f"SELECT {levels}, {end_after(depth)} AS path_end, CAST(count(*) AS BIGINT) AS journeys FROM (@) AS p"
        f" GROUP BY {levels}, {end_after(depth)}",
        paths_sql(engine, scope, unit, depth),
    )
    return engine.query(sql.text, sql.params).rename({"path_end": "end"})


def paths_sql(engine: Engine, scope: Scope, unit: str, depth: int) -> Sql:
    """journey_id, outcome, visits (runs of touches at one unit) and step_1 … step_n of each journey in the scope."""
    if unit not in UNITS:
        raise WrongUse(f"no paths by {unit!r}; choose {', '.join(UNITS)}")
    steps = ", ".join(f"max(CASE WHEN nth = {level} THEN unit END) AS step_{level}" for level in range(1, depth + 1))
    # The last touch of a run stands for it: whether the next one is elsewhere is in its own row.
    return fill(
        f"SELECT journey_id, min(outcome) AS outcome, count(*) AS visits, {steps} FROM ("
        f"SELECT s.journey_id AS journey_id, j.outcome AS outcome, coalesce(s.{unit}, '{NOT_STATED}') AS unit,"
        " row_number() OVER (PARTITION BY s.journey_id ORDER BY s.position) AS nth"
        f" FROM (SELECT journey_id, position, {unit}, next_{unit} FROM journey_steps WHERE @) AS s"
        " JOIN (SELECT journey_id, touches, outcome FROM (@) AS f) AS j ON j.journey_id = s.journey_id"
        f" WHERE s.position = j.touches OR coalesce(s.{unit}, '{NOT_STATED}') <> coalesce(s.next_{unit}, '{NOT_STATED}')"
        ") AS v GROUP BY journey_id",
        steps_since(scope),
        journeys_in(engine, scope),
    )


def end_after(depth: int) -> str:
    """SQL of how a path ends within the levels."""
    return f"CASE WHEN visits > {depth} THEN '{MORE}' ELSE outcome END"


def frequent_units(raw: pl.DataFrame, levels: list[str]) -> list[str]:
    """The units by the journeys that pass them, most first; a journey that passes one twice counts once."""
    passing = raw.select(
        pl.concat_list(levels).list.drop_nulls().list.unique().alias("unit"), "journeys"
    ).explode("unit").drop_nulls("unit")  # fmt: skip
    counted = passing.group_by("unit").agg(pl.col("journeys").sum())
    return counted.sort("journeys", "unit", descending=[True, False])["unit"].to_list()
