"""The journeys behind a number of the paths page: all of a scope, or those that pass a step, a stage or an end."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from metrics.analyses.journeys.funnel import MODES, continued, measured_stages, reached
from metrics.analyses.journeys.journeys_in import NOT_STATED, journeys_in
from metrics.analyses.journeys.paths import MORE, OTHER, Paths, paths_sql
from metrics.catalogue.fragment import Sql, fill
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope

SHOWN = (
    "journey_id", "person_id", "record_id", "started_local", "ended_local", "left_local", "outcome", "stage_path", "channel", "stage",
    "touchpoint", "segment", "touches", "orders",
)  # fmt: skip


@dataclass(frozen=True)
class PathStep:
    """A place in the flow of paths: at `level` the unit is `here` (None: any); after it `then`, or the end `end`. OTHER: no kept unit."""

    level: int
    here: str | None = None
    then: str | None = None
    end: str | None = None


@dataclass(frozen=True)
class StageStep:
    """A place in the stage funnel: journeys that reached the stage; `bucket`: of these, those that continued, left …"""

    mode: str
    stage: str
    bucket: str = ""


Chosen = PathStep | StageStep | None


def list_journeys(
    engine: Engine, scope: Scope, chosen: Chosen, paths: Paths | None, limit: int, offset: int = 0
) -> pl.DataFrame:
    """SHOWN of the journeys in the scope at the chosen place: newest first. A PathStep needs the `paths` that it is a place of."""
    sql = fill(
        f"SELECT {', '.join(SHOWN)} FROM (@) AS j ORDER BY started_local DESC, journey_id LIMIT ? OFFSET ?",
        chosen_sql(engine, scope, chosen, paths),
    )
    return engine.query(sql.text, (*sql.params, limit, offset))


def sum_journeys(engine: Engine, scope: Scope, chosen: Chosen, paths: Paths | None) -> dict[str, int]:
    """journeys, persons, touches and orders of the whole list."""
    sql = fill(
        "SELECT CAST(count(*) AS BIGINT) AS journeys, CAST(count(DISTINCT person_id) AS BIGINT) AS persons,"
        " CAST(coalesce(sum(touches), 0) AS BIGINT) AS touches, CAST(coalesce(sum(orders), 0) AS BIGINT) AS orders FROM (@) AS j",
        chosen_sql(engine, scope, chosen, paths),
    )
    row: dict[str, Any] = engine.query(sql.text, sql.params).row(0, named=True)
    return row


def touches_of(engine: Engine, journey_id: int) -> pl.DataFrame:
    """The touches of a journey in order: position, touched_local, channel, stage, touchpoint, topic, of_table, is_own, outcome, between_seconds,
    is_loop, is_return, record_id, file_id, source_line, person_id."""
    return engine.query(
        "SELECT position, touched_local, channel, stage, touchpoint, topic, of_table, is_own, outcome, is_loop, is_return,"
        " between_seconds, record_id, file_id, source_line, person_id FROM journey_steps WHERE journey_id = ? ORDER BY position",
        (journey_id,),
    )


def chosen_sql(engine: Engine, scope: Scope, chosen: Chosen, paths: Paths | None) -> Sql:
    """The journeys of the scope at the chosen place, with all their columns."""
    journeys = journeys_in(engine, scope)
    if chosen is None:
        return journeys
    if isinstance(chosen, StageStep):
        condition = stage_condition(chosen, measured_stages(engine))
        return fill(f"SELECT * FROM (@) AS f WHERE {condition}", journeys)
    assert paths is not None
    return fill(
        "SELECT f.* FROM (@) AS f JOIN (SELECT journey_id FROM (@) AS p WHERE @) AS c ON c.journey_id = f.journey_id",
        journeys,
        paths_sql(engine, scope, paths.unit, max(paths.depth, chosen.level + 1)),
        step_condition(chosen, paths),
    )


def stage_condition(chosen: StageStep, stages: list[str]) -> str:
    """SQL of the journeys at a place in the funnel; none for a stage or a mode that is not there."""
    if chosen.stage not in stages or chosen.mode not in MODES:
        return "FALSE"
    here = reached(chosen.stage, chosen.mode)
    if not chosen.bucket:
        return here
    on = continued(stages[stages.index(chosen.stage) :], chosen.mode)
    if chosen.bucket == "continued":
        return f"{here} AND {on}"
    return (
        f"{here} AND NOT ({on}) AND outcome = '{chosen.bucket}'"
        if chosen.bucket in ("left", "open", "unanswered")
        else "FALSE"
    )


def step_condition(chosen: PathStep, paths: Paths) -> Sql:
    """SQL of the paths that pass a place in the flow."""
    found = [Sql(f"visits >= {int(chosen.level)}")]
    if chosen.here is not None:
        found.append(unit_is(f"step_{chosen.level}", chosen.here, paths))
    if chosen.then is not None:
        found.append(unit_is(f"step_{chosen.level + 1}", chosen.then, paths))
    if chosen.end == MORE:
        found.append(Sql(f"visits > {paths.depth}"))
    elif chosen.end is not None:
        found.append(Sql(f"visits = {int(chosen.level)} AND outcome = ?", (chosen.end,)))
    return fill(" AND ".join("@" for _ in found), *found)


def unit_is(column: str, unit: str, paths: Paths) -> Sql:
    """The level is at the unit; OTHER: at one that is not kept."""
    if unit != OTHER:
        return Sql(f"{column} = ?", (unit if unit else NOT_STATED,))
    if not paths.kept:
        return Sql("FALSE")
    marks = ", ".join("?" for _ in paths.kept)
    return Sql(f"{column} IS NOT NULL AND {column} NOT IN ({marks})", paths.kept)
