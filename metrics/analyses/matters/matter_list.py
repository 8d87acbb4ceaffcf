"""The matters behind a tile, a cell of the hop matrix or a row: the longest threads first, and the totals that they add up to."""

from collections.abc import Collection
from typing import Any

import polars as pl

from metrics.catalogue.dimensions import filter_sql, find_dimension
from metrics.catalogue.fragment import Sql, fill, joined
from metrics.semantic.engine import Engine
from metrics.semantic.relation import relation
from metrics.semantic.scope import Scope

STEP_DIMENSIONS = ("from_channel", "to_channel", "cause")
SHOWN = (
    "matter_id", "person_id", "record_id", "opened_local", "path", "topic", "stage", "segment", "contacts", "channels", "hops",
    "forced_hops", "judged_hops", "repeats", "reexplained", "transfers", "reopens", "duration_seconds", "cost", "currency",
    "is_resolved", "is_satisfied", "last_metric", "last_score", "last_scale",
)  # fmt: skip
SUMMED = ("contacts", "hops", "repeats", "steps")


def list_matters(engine: Engine, scope: Scope, limit: int, offset: int = 0) -> pl.DataFrame:
    """SHOWN and `steps` of the matters that the metrics count in the scope: most hops, most contacts, newest first.

    A scope limited by STEP_DIMENSIONS has the matters with such a step, and in `steps` how many: hops, or repeats where both
    ends are the same channel. Without such a limit `steps` are all hops. Money in the matter's own currency; times in seconds.
    """
    columns = ", ".join((*SHOWN, "steps"))
    sql = fill(
        f"SELECT {columns} FROM (@) AS m ORDER BY hops DESC, contacts DESC, opened_local DESC, matter_id LIMIT ? OFFSET ?",
        matters_sql(engine, scope),
    )
    return engine.query(sql.text, (*sql.params, limit, offset))


def sum_matters(engine: Engine, scope: Scope) -> dict[str, int]:
    """matters, contacts, hops, repeats and steps of the whole list."""
    sums = ", ".join(f"CAST(coalesce(sum({name}), 0) AS BIGINT) AS {name}" for name in SUMMED)
    sql = fill(f"SELECT CAST(count(*) AS BIGINT) AS matters, {sums} FROM (@) AS m", matters_sql(engine, scope))
    row: dict[str, Any] = engine.query(sql.text, sql.params).row(0, named=True)
    return row


def matters_sql(engine: Engine, scope: Scope) -> Sql:
    """The matters of the metric `matters` in the scope, with `steps`."""
    wanted = [pair for pair in scope.filters if pair[0] in STEP_DIMENSIONS]
    others = tuple(pair for pair in scope.filters if pair[0] not in STEP_DIMENSIONS)
    rows = relation(engine, "matters", Scope(scope.start, scope.end, others))
    if not wanted:
        return fill("SELECT f.*, f.hops AS steps FROM (@) AS f", rows)
    limits = [filter_sql(find_dimension(name), values, "opened_local") for name, values in wanted]
    steps = fill(
        f"SELECT matter_id, count(*) AS steps FROM matter_steps WHERE kind = '{kind_of(wanted)}' AND @ GROUP BY matter_id",
        joined(" AND ", limits),
    )
    return fill("SELECT f.*, s.steps AS steps FROM (@) AS f JOIN (@) AS s ON s.matter_id = f.matter_id", rows, steps)


def kind_of(wanted: Collection[tuple[str, tuple[str, ...]]]) -> str:
    """repeat where the two ends are one channel, else hop."""
    ends = dict(wanted)
    start = ends.get("from_channel", ())
    return "repeat" if len(start) == 1 and start == ends.get("to_channel") else "hop"
